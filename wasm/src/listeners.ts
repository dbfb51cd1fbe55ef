// Who listens to what becomes of events.
import type { TrackerEvents } from './types.js';

type Listener = (detail: never) => void;

export class Listeners {
  private readonly all_ = new Map<string, Set<Listener>>();

  /** The function that is returned ends it. */
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
      // Not amid a call of the core, and no business of ours if it throws. In a turn of its own: a
      // listener that tracks what is refused again must not keep the page from everything else.
      setTimeout(() => (listener as (detail: TrackerEvents[Name]) => void)(detail));
    }
  }
}
