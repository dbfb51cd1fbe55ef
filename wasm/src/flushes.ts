// The flushes of a page: which of them end before their events are delivered, and why.
import type { Core } from './core.js';
import { COUNTERS } from './interface.js';
import { OK } from './status.js';
import type { PageStore } from './store.js';
import type { Status } from './types.js';

interface Flush {
  readonly until: number;
  readonly timer: ReturnType<typeof setTimeout> | undefined;
  /** The core has the call. */
  started: boolean;
}

const TIMER_MS_MAX = 2 ** 31 - 1;
/** The place of a reason is the number of its Standstill (standstill.h). */
const REASONS = [
  '',
  'the last delivery failed',
  'the store cannot be written',
  'there is no network',
  'the collector refused the write key; call setKey() with a valid one',
  '',
  'consent is pending; call setConsent()',
];
const NO_NETWORK = 3;
const CONSENT_PENDING = 6;
const QUEUED = COUNTERS.indexOf('queuedEvents');

export class Flushes {
  private readonly flushes_ = new Map<number, Flush>();

  /** The core runs. */
  ready = false;

  constructor(
    private readonly core_: Core,
    private readonly store_: PageStore,
    private readonly answer_: (call: number, status: Status) => void,
  ) {}

  /** The call waits, for so many ms at most. */
  begin(call: number, deadline: number): void {
    const timer =
      deadline === Infinity
        ? undefined
        : setTimeout(() => this.judge_(call, 0), Math.min(deadline, TIMER_MS_MAX));
    this.flushes_.set(call, { until: performance.now() + deadline, timer, started: false });
  }

  /** The call has its answer. */
  forget(call: number): void {
    clearTimeout(this.flushes_.get(call)?.timer);
    this.flushes_.delete(call);
  }

  start(call: number): void {
    const flush = this.flushes_.get(call);
    if (flush) flush.started = true;
    this.judge();
  }

  /** Ends the calls for which waiting is of no use now, by the table in standstill.h. */
  judge(): void {
    for (const [call, { started, until }] of this.flushes_)
      if (started) this.judge_(call, until - performance.now());
  }

  private judge_(call: number, leftMs: number): void {
    const { core_: core, ready } = this;
    const standing = ready ? core.call('core_standing') : 0;
    const state = standing % 8;
    const next = (standing - state) / 8;
    const useful = state === 0 || state === NO_NETWORK || (state < NO_NETWORK && next <= leftMs);
    if (useful && !(leftMs <= 0)) return;
    if (ready) core.call('core_end_flush', call);
    if (state === CONSENT_PENDING && !core.call('core_counter', QUEUED))
      return this.answer_(call, OK);
    const late = useful || !REASONS[state];
    const when = next ? `; the next attempt is in ${next} ms` : '';
    const why = late ? 'the deadline passed' : `nothing can be sent: ${REASONS[state]}${when}`;
    const kept = state !== CONSENT_PENDING && this.store_.status.code === 'ok';
    const left = kept ? 'stay queued' : 'wait in memory only';
    const message = `${why}; undelivered events ${left}`;
    this.answer_(call, { code: late ? 'timed_out' : 'waiting', message });
  }
}
