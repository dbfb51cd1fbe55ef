// Godwit for pages whose events have schemas: the same tracker, with a core that checks events.
export { Tracker } from './tracker.js';
export type * from './types.js';
