// Keeps the page's calls until the core takes them. The core may not be loaded yet, and its work on
// an event need not happen while the page waits for track().

import type { Status } from './types.js';

export const CLOSED: Status = { code: 'closed', message: 'the tracker is closed' };
export const TOO_MANY: Status = {
  code: 'queue_full',
  message: 'too many calls wait for the core',
};

/** The most characters of waiting names and properties; track() declines further events. */
const LENGTH_MAX = 8 << 20;
/** The length that a call counts by itself. */
const CALL_LENGTH = 100;
/** Reading the clock costs as much as some calls do. */
const CALLS_A_LOOK = 16;

/** The time is in ms since 1970; less than zero: the time of the call. */
export type PageEvent = readonly [
  name: string,
  json: string,
  priority: number,
  time: number,
  schema?: number[],
];

export interface Call {
  /** The time of the call, by performance.now(). */
  readonly at: number;
  readonly event?: PageEvent | undefined;
  /** A call that gives no status cannot be declined. */
  readonly run?: (() => Status | void) | undefined;
  /** The call says who uses the page; reset() removes it together with the events. */
  readonly ofUser?: boolean;
}

const lengthOf = ({ event }: Call) => CALL_LENGTH + (event ? event[0].length + event[1].length : 0);

/** With this many waiting calls, the core takes them without a timer. */
const CALLS_AT_ONCE = 100;
/** The longest time that one task takes of the page's main thread. */
const SLICE_MS = 2;

export class CallQueue {
  private calls_: Call[] = [];
  private taken_ = 0;
  private length_ = 0;
  private opened_ = false;
  private turn_: ReturnType<typeof setTimeout> | undefined;
  private hurried_ = false;

  constructor(
    private readonly holdMs_: number,
    /** False if the call cannot be taken now; it is offered again. */
    private readonly take_: (call: Call) => boolean,
    /** Called after some calls were taken. */
    private readonly onHanded_: () => void,
  ) {}

  /** False if there are too many calls. `hurry`: somebody waits for this one. */
  add(call: Call, hurry: boolean): boolean {
    if (this.length_ > LENGTH_MAX) return false;
    this.length_ += lengthOf(call);
    this.calls_.push(call);
    this.schedule_(hurry || this.size >= CALLS_AT_ONCE);
    return true;
  }

  /** From now on the calls are taken. */
  open(): void {
    this.opened_ = true;
    this.hand();
  }

  /** Offers the calls in their order, for at most `ms`. */
  hand(ms = SLICE_MS): void {
    if (!this.opened_ || !this.size) return;
    clearTimeout(this.turn_);
    this.turn_ = undefined;
    const end = performance.now() + ms;
    let more = true;
    while (more && this.size) {
      const call = this.calls_[this.taken_]!;
      more = this.take_(call);
      if (!more) break;
      this.length_ -= lengthOf(call);
      if (++this.taken_ % CALLS_A_LOOK === 0 && performance.now() > end) break;
    }
    if (this.taken_ * 2 >= this.calls_.length) {
      this.calls_.splice(0, this.taken_);
      this.taken_ = 0;
    }
    this.onHanded_();
    if (this.size) this.schedule_(more);
  }

  /** Removes the events and returns them; other calls stay. `forget`: the user's calls go too. */
  takeEvents(forget = false): Call[] {
    const calls = this.calls_.slice(this.taken_);
    this.calls_ = calls.filter(({ event, ofUser }) => !event && !(forget && ofUser));
    this.taken_ = 0;
    this.length_ = this.calls_.length * CALL_LENGTH;
    return calls.filter(({ event }) => event);
  }

  get size(): number {
    return this.calls_.length - this.taken_;
  }

  private schedule_(hurry: boolean): void {
    if (!this.opened_ || (this.turn_ && (this.hurried_ || !hurry))) return;
    clearTimeout(this.turn_);
    this.hurried_ = hurry;
    this.turn_ = setTimeout(() => this.hand(), hurry ? 0 : this.holdMs_);
  }
}
