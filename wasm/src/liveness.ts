// Which pages of the site are alive: each holds a lock of its own while it is, and waits for those
// of the others. When one dies, its lock goes to one of those who wait, who takes over its queue.
//
// A page in the back/forward cache may be thrown away at any time, and locks and channels keep
// browsers from putting a page there. So all is let go of when the page is left.

const DENIED = 'denied';

// Not everywhere that a tracker runs are there locks, or a navigator.
export const locks = (): LockManager | undefined => globalThis.navigator?.locks;

export class Liveness {
  private release: (() => void) | undefined;
  private waiting = new AbortController();
  private channel: BroadcastChannel | undefined;
  private readonly watched = new Set<string>();

  constructor(
    private readonly prefix: string,
    private readonly page: string,
    /** Called for each page that is gone, by one of the others at a time. */
    private readonly onGone: (page: string) => Promise<void>,
    /** The visitor has denied consent on another page. */
    private readonly onDenied: () => void,
  ) {}

  hold(): void {
    if (this.release) return;
    const held = new Promise<void>((resolve) => (this.release = resolve));
    // The others are told once the lock is held: one that asked for it before would get it.
    locks()
      ?.request(this.prefix + this.page, () => {
        this.channel?.postMessage(this.page);
        return held;
      })
      .catch(() => {});
    this.waiting = new AbortController();
    try {
      this.channel = new BroadcastChannel(this.prefix);
    } catch {
      return; // The browser has none, or none for a page without storage.
    }
    this.channel.onmessage = ({ data }) => {
      if (data === DENIED) this.onDenied();
      else this.watch(String(data));
    };
  }

  letGo(): void {
    this.release?.();
    this.release = undefined;
    this.waiting.abort();
    this.watched.clear();
    this.channel?.close();
    this.channel = undefined;
  }

  tellDenied(): void {
    this.channel?.postMessage(DENIED);
  }

  /** The others. Where the browser has no locks, nobody is. */
  async others(): Promise<Set<string>> {
    const held = (await locks()?.query())?.held ?? [];
    return new Set(
      held
        .map(({ name }) => name!)
        .filter((name) => name.startsWith(this.prefix))
        .map((name) => name.slice(this.prefix.length))
        .filter((page) => page !== this.page),
    );
  }

  async watchOthers(): Promise<void> {
    // In some frames the browser answers no questions about locks.
    for (const page of await this.others().catch(() => [])) this.watch(page);
  }

  private watch(page: string): void {
    if (this.watched.has(page) || !locks()) return;
    this.watched.add(page);
    locks()!
      .request(this.prefix + page, { signal: this.waiting.signal }, () => {
        this.watched.delete(page);
        return this.onGone(page);
      })
      .catch(() => {});
  }
}
