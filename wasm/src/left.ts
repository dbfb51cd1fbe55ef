// What a page could not store any more when it was left, kept in localStorage for the next one.
//
// WebKit hands what a transaction is asked for to its database in a later turn of the page, which
// one that is being left does not have. Other browsers store it: there is nothing to do for them.
import type { Changes } from './store.js';

/** Of the text, whose room is the site's. */
const LENGTH_MAX = 1 << 20;

const WEBKIT = globalThis.navigator?.vendor?.startsWith('Apple');

export class LeftBehind {
  constructor(
    private readonly prefix_: string,
    private readonly page_: string,
  ) {}

  /** Keeps what these put. The database may have it nevertheless; then it is sent twice. */
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

  /** The records of pages that are gone, which are the caller's now. */
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

  /** The page is back, or everything is to be erased. */
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
