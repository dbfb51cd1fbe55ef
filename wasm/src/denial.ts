// A denial that can be read at once: before the core is there, and on a page that comes back out of
// the back/forward cache. The core keeps its own; this one only ever silences.
import { CONSENTS } from './interface.js';

/** The core's number for it. */
export const DENIED = CONSENTS.indexOf('denied');

export class Denial {
  constructor(private readonly key_: string) {}

  get stands(): boolean {
    try {
      return localStorage.getItem(this.key_) !== null;
    } catch {
      return false; // A worker, Node, or a page without storage.
    }
  }

  note(denied: boolean): void {
    try {
      if (denied) localStorage.setItem(this.key_, '1');
      else localStorage.removeItem(this.key_);
    } catch {
      // The core's own is all there is.
    }
  }
}
