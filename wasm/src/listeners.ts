// The page's listeners to the tracker's reports.
import type { TrackerEvents } from './types.js';

type Listener = (detail: never) => void;

export class Listeners {
  private readonly all_ = new Map<string, Set<Listener>>();

  /** Adds a listener; the returned function removes it. */
  add<Name extends keyof TrackerEvents>(
    name: Name,
    listener: (detail: TrackerEvents[Name]) => void,
  ): () => void {
    const listeners = this.all_.get(name) ?? new Set();
    this.all_.set(name, listeners.add(listener as Listener));
    return () => listeners.delete(listener as Listener);
  }

  tell<Name extends keyof TrackerEvents>(name: Name, detail: TrackerEvents[Name]): void {
    for (const listener of this.all_.get(name) ?? []) {
      // Not during a call of the core, and a listener's exception is not ours. It runs in its own
      // turn: a listener that tracks a declined event again must not block the page.
      setTimeout(() => (listener as (detail: TrackerEvents[Name]) => void)(detail));
    }
  }
}
