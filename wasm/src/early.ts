// Calls that come before the core is there. They are made up for when it is, or, where it does not
// come, events are kept for a page that has it.

import { locks } from './liveness.js';

/** Beyond, calls are refused. */
const CALLS_MAX = 20_000;
/** Of the text in localStorage, which is the site's; the older half goes. */
const KEPT_LENGTH_MAX = 256 * 1024;

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

  forgetEvents(): void {
    this.calls = this.calls.filter(({ event }) => !event);
    try {
      localStorage.removeItem(this.key);
    } catch {
      // There is no storage, so there is nothing in it.
    }
  }

  /** Moves the events to where the next page finds them: this one is being left. */
  keep(): void {
    const events = this.calls.flatMap(({ event }) => (event ? [event] : []));
    if (!events.length) return;
    try {
      const kept = [...this.kept(), ...events];
      let text = JSON.stringify(kept);
      while (text.length > KEPT_LENGTH_MAX) {
        kept.splice(0, Math.ceil(kept.length / 2)); // The oldest.
        text = JSON.stringify(kept);
      }
      localStorage.setItem(this.key, text);
      this.calls = this.calls.filter(({ event }) => !event);
    } catch {
      // No storage, or no room in it: they stay here, in case the page comes back.
    }
  }

  /** What earlier pages have kept; it is theirs no more, and no other's. */
  async takeKept(): Promise<KeptEvent[]> {
    const take = () => {
      const kept = this.kept();
      localStorage.removeItem(this.key);
      return kept;
    };
    try {
      return (await locks()?.request(this.key, take)) ?? take();
    } catch {
      return [];
    }
  }

  private kept(): KeptEvent[] {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(this.key) ?? '[]');
      return Array.isArray(kept) ? (kept as KeptEvent[]) : [];
    } catch {
      return [];
    }
  }
}
