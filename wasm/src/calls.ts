// Calls of the page, until the core takes them: it may not be there yet, and what it does with an
// event need not be done while the page waits for track().

/** Of names and properties, in characters; beyond, calls are refused. */
const LENGTH_MAX = 8 << 20;
/** What a call counts for by itself. */
const CALL_LENGTH = 100;
/** Looking at the clock costs as much as some calls do. */
const CALLS_A_LOOK = 16;

/** Its time is in ms since 1970; less than zero: when it was tracked. */
export type PageEvent = readonly [name: string, json: string, priority: number, time: number];

export interface Call {
  /** When it was made, as performance.now() says it. */
  readonly at: number;
  readonly event?: PageEvent | undefined;
  readonly run?: (() => void) | undefined;
}

const lengthOf = ({ event }: Call) => CALL_LENGTH + (event ? event[0].length + event[1].length : 0);

/** As many wait for no timer. */
const CALLS_AT_ONCE = 100;
/** The most that a task takes of the page's main thread. */
const SLICE_MS = 2;

export class CallQueue {
  private calls: Call[] = [];
  private taken = 0;
  private length = 0;
  private opened = false;
  private turn: ReturnType<typeof setTimeout> | undefined;
  private hurried = false;

  constructor(
    private readonly holdMs: number,
    /** False where it cannot be taken now; it is offered again. */
    private readonly take: (call: Call) => boolean,
    /** Some were taken. */
    private readonly onHanded: () => void,
  ) {}

  /** False where there are too many. `hurry`: somebody waits for it. */
  add(call: Call, hurry: boolean): boolean {
    if (this.length > LENGTH_MAX) return false;
    this.length += lengthOf(call);
    this.calls.push(call);
    this.schedule(hurry || this.size >= CALLS_AT_ONCE);
    return true;
  }

  /** From now on they are taken. */
  open(): void {
    this.opened = true;
    this.hand();
  }

  /** Has them taken in their order, for so long. */
  hand(ms = SLICE_MS): void {
    if (!this.opened || !this.size) return;
    clearTimeout(this.turn);
    this.turn = undefined;
    const end = performance.now() + ms;
    let more = true;
    while (more && this.size) {
      const call = this.calls[this.taken]!;
      more = this.take(call);
      if (!more) break;
      this.length -= lengthOf(call);
      if (++this.taken % CALLS_A_LOOK === 0 && performance.now() > end) break;
    }
    if (this.taken * 2 >= this.calls.length) {
      this.calls.splice(0, this.taken);
      this.taken = 0;
    }
    this.onHanded();
    if (this.size) this.schedule(more);
  }

  /** Takes the events out; the other calls stay. */
  takeEvents(): Call[] {
    const calls = this.calls.slice(this.taken);
    this.calls = calls.filter(({ event }) => !event);
    this.taken = 0;
    this.length = this.calls.length * CALL_LENGTH;
    return calls.filter(({ event }) => event);
  }

  get size(): number {
    return this.calls.length - this.taken;
  }

  private schedule(hurry: boolean): void {
    if (!this.opened || (this.turn && (this.hurried || !hurry))) return;
    clearTimeout(this.turn);
    this.hurried = hurry;
    this.turn = setTimeout(() => this.hand(), hurry ? 0 : this.holdMs);
  }
}
