/**
 * Godwit for pages: events that arrive exactly once.
 *
 * @module godwit
 */
export { Tracker } from './tracker.js';
export type * from './types.js';
