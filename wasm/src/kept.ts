// Keeps the events of a page that was left before its core was loaded, in localStorage, for another
// page.
import type { Call, PageEvent } from './calls.js';
import { locks } from './liveness.js';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** The maximal length of the text, because the site shares the room; the older half is dropped. */
const LENGTH_MAX = 256 * 1024;

export class KeptEvents {
  constructor(private readonly key_: string) {}

  /** False if there is no storage, or no room in it. */
  keep(calls: Call[]): boolean {
    const wall = Date.now() - performance.now();
    const events = calls.map(({ at, event }): PageEvent => {
      const kept = [...event!] as Writable<PageEvent>;
      if (kept[3] < 0) kept[3] = Math.round(wall + at);
      return kept;
    });
    try {
      const kept = [...this.read_(), ...events];
      let text = JSON.stringify(kept);
      while (text.length > LENGTH_MAX) {
        kept.splice(0, Math.ceil(kept.length / 2)); // Drops the oldest.
        text = JSON.stringify(kept);
      }
      if (events.length) localStorage.setItem(this.key_, text);
      return true;
    } catch {
      return false;
    }
  }

  /** The events now belong to the caller and to no other page. */
  async take(): Promise<PageEvent[]> {
    const take = () => {
      const kept = this.read_();
      localStorage.removeItem(this.key_);
      return kept;
    };
    try {
      return (await locks()?.request(this.key_, take)) ?? take();
    } catch {
      return [];
    }
  }

  forget(): void {
    try {
      localStorage.removeItem(this.key_);
    } catch {
      // Without storage, there are no events.
    }
  }

  private read_(): PageEvent[] {
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(this.key_) ?? '[]');
      return Array.isArray(kept) ? (kept as PageEvent[]) : [];
    } catch {
      return [];
    }
  }
}
