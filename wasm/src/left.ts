// Keeps the changes that a page could not store when it was left, in localStorage, for the next
// page.
//
// WebKit passes a transaction's requests to its database in a later turn of the page, and a page
// that is being left has no later turn. Other browsers store the changes, so they need nothing.
import type { Changes } from './store.js';

/** The maximal length of the text, because the site shares the room. */
const LENGTH_MAX = 1 << 20;

const WEBKIT = globalThis.navigator?.vendor?.startsWith('Apple');

export class LeftBehind {
  constructor(
    private readonly prefix_: string,
    private readonly page_: string,
  ) {}

  /**
   * Keeps the records that these changes put. The database may have them nevertheless; then they
   * are sent twice.
   */
  keep(changes: Iterable<Changes>): void {
    if (!WEBKIT) return;
    const records = new Map<string | number, string>();
    for (const one of changes) {
      for (const [name, value] of one) {
        if (value)
          records.set(name, Array.from(value, (byte) => String.fromCharCode(byte)).join(''));
        else records.delete(name);
      }
    }
    try {
      const text = JSON.stringify([...records]);
      if (records.size && text.length < LENGTH_MAX)
        localStorage.setItem(this.prefix_ + this.page_, text);
    } catch {
      // No storage, or no room in it.
    }
  }

  /** The records of pages that are gone. They now belong to the caller. */
  take(gone: (page: string) => boolean): [string | number, Uint8Array][] {
    return this.keys_(gone).flatMap((key) => {
      const records = JSON.parse(localStorage.getItem(key) ?? '[]') as [string | number, string][];
      localStorage.removeItem(key);
      return records.map(([name, text]): [string | number, Uint8Array] => [
        name,
        Uint8Array.from(text, (character) => character.charCodeAt(0)),
      ]);
    });
  }

  /** Called when the page is back, or when everything must be erased. */
  forget(whose = (page: string) => page === this.page_): void {
    for (const key of this.keys_(whose)) localStorage.removeItem(key);
  }

  private keys_(whose: (page: string) => boolean): string[] {
    try {
      if (!WEBKIT) return [];
      return Object.keys(localStorage).filter(
        (key) => key.startsWith(this.prefix_) && whose(key.slice(this.prefix_.length)),
      );
    } catch {
      return [];
    }
  }
}
