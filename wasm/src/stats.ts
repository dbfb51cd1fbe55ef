// The core's counters, as stats() tells them.
import type { Stats } from './types.js';
import { COUNTERS, DROP_REASONS, REQUEST_REASONS, SEND_REASONS } from './interface.js';

/** `counter`: core_counter(), whose order this is. */
export function readStats(counter: (which: number) => number): Stats {
  let which = 0;
  const next = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, counter(which++)]));
  return {
    ...next(COUNTERS),
    dropped: next(DROP_REASONS),
    requestsFor: next(REQUEST_REASONS),
    waitsFor: SEND_REASONS[counter(which)],
  } as unknown as Stats;
}
