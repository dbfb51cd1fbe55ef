// Godwit for pages: events that arrive exactly once.
export { Tracker } from './tracker.js';
export type * from './types.js';
