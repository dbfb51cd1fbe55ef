// Godwit for pages whose events have schemas: the same tracker, on a core that checks them.
export { Tracker } from './tracker.js';
export type * from './types.js';
