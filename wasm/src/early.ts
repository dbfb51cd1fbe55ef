// Calls that come before the core is there. They are made up for when it is, or, where it does not
// come, events are kept for a page that has it.

/** Beyond, calls are refused. */
const CALLS_MAX = 20_000;

export type KeptEvent = [name: string, json: string, priority: number, time: number];

interface EarlyCall {
  at: number;
  call: () => void;
  event: KeptEvent | undefined;
}

export class EarlyCalls {
  private calls: EarlyCall[] = [];

  constructor(private readonly key: string) {}

  /** False where there are too many. */
  add(at: number, call: () => void, event?: KeptEvent): boolean {
    return this.calls.length < CALLS_MAX && !!this.calls.push({ at, call, event });
  }

  /** Makes them; `setTime` is told before each when it was made first. */
  replay(setTime: (uptime: number) => void): void {
    for (const { at, call } of this.calls) {
      setTime(at);
      call();
    }
  }

  /** Moves the events to where the next page finds them: this one is being left. */
  keep(): void {
    const events = this.calls.flatMap(({ event }) => (event ? [event] : []));
    if (!events.length) return;
    try {
      localStorage.setItem(this.key, JSON.stringify([...this.kept(), ...events]));
      this.calls = this.calls.filter(({ event }) => !event);
    } catch {
      // No storage, or no room in it: they stay here, in case the page comes back.
    }
  }

  /** What earlier pages have kept; it is theirs no more. */
  takeKept(): KeptEvent[] {
    try {
      const kept = this.kept();
      localStorage.removeItem(this.key);
      return kept;
    } catch {
      return [];
    }
  }

  private kept(): KeptEvent[] {
    return JSON.parse(localStorage.getItem(this.key) ?? '[]') as KeptEvent[];
  }
}
