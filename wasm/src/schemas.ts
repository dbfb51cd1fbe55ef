/**
 * Godwit for pages whose events have schemas: the same tracker, on a core that checks them.
 *
 * @module godwit/schemas
 */
export { Tracker } from './tracker.js';
export type * from './types.js';
