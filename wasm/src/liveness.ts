// Which pages of the site are alive: each holds a lock of its own while it is, and waits for those
// of the others. When one dies, its lock goes to one of those who wait, who takes over its queue.
//
// A page in the back/forward cache may be thrown away at any time, and locks and channels keep
// browsers from putting a page there. So all is let go of when the page is left.

const DENIED = 'denied';

// Not everywhere that a tracker runs are there locks, or a navigator.
export const locks = (): LockManager | undefined => globalThis.navigator?.locks;

/** What one page puts into localStorage, all others see after this. */
export const NOTED_MS_MAX = 1000;

export class Liveness {
  private release_: (() => void) | undefined;
  private waiting_ = new AbortController();
  private channel_: BroadcastChannel | undefined;
  private readonly watched_ = new Set<string>();

  constructor(
    private readonly prefix_: string,
    private readonly page_: string,
    /** Called for each page that is gone, by one of the others at a time. */
    private readonly onGone_: (page: string) => Promise<void>,
    /** The visitor has denied consent on another page. */
    private readonly onDenied_: () => void,
  ) {}

  hold(): void {
    if (this.release_) return;
    const held = new Promise<void>((resolve) => (this.release_ = resolve));
    // The others are told once the lock is held: one that asked for it before would get it.
    locks()
      ?.request(this.prefix_ + this.page_, () => {
        this.channel_?.postMessage(this.page_);
        return held;
      })
      .catch(() => {});
    this.waiting_ = new AbortController();
    try {
      this.channel_ = new BroadcastChannel(this.prefix_);
    } catch {
      return; // The browser has none, or none for a page without storage.
    }
    this.channel_.onmessage = ({ data }) => {
      if (data === DENIED) this.onDenied_();
      else this.watch_(String(data));
    };
  }

  letGo(): void {
    this.release_?.();
    this.release_ = undefined;
    this.waiting_.abort();
    this.watched_.clear();
    this.channel_?.close();
    this.channel_ = undefined;
  }

  tellDenied(): void {
    this.channel_?.postMessage(DENIED);
  }

  /** The others. Where the browser has no locks, nobody is. */
  async others(): Promise<Set<string>> {
    const held = (await locks()?.query())?.held ?? [];
    return new Set(
      held
        .map(({ name }) => name!)
        .filter((name) => name.startsWith(this.prefix_))
        .map((name) => name.slice(this.prefix_.length))
        .filter((page) => page !== this.page_),
    );
  }

  async watchOthers(): Promise<void> {
    // In some frames the browser answers no questions about locks.
    for (const page of await this.others().catch(() => [])) this.watch_(page);
  }

  private watch_(page: string): void {
    if (this.watched_.has(page) || !locks()) return;
    this.watched_.add(page);
    locks()!
      .request(this.prefix_ + page, { signal: this.waiting_.signal }, () => {
        this.watched_.delete(page);
        return this.onGone_(page);
      })
      .catch(() => {});
  }
}
