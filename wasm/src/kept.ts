// Events of a page that was left before its core was there, kept in localStorage for another.
import type { Call, PageEvent } from './calls.js';
import { locks } from './liveness.js';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Of the text, whose room is the site's; the older half goes. */
const LENGTH_MAX = 256 * 1024;

export class KeptEvents {
  constructor(private readonly key_: string) {}

  /** False where there is no storage, or no room in it. */
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
        kept.splice(0, Math.ceil(kept.length / 2)); // The oldest.
        text = JSON.stringify(kept);
      }
      if (events.length) localStorage.setItem(this.key_, text);
      return true;
    } catch {
      return false;
    }
  }

  /** They are the caller's now, and no other page's. */
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
      // There is no storage, so there is nothing in it.
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
