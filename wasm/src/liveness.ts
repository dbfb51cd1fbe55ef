// Knows which pages of the site are alive. Each live page holds its own lock and waits for the
// locks of the others. When a page dies, one of the waiting pages gets its lock and takes over its
// queue.
//
// The browser may discard a page in the back/forward cache at any time, and locks and channels keep
// it from caching a page. So a page releases all of them when it is left.

const DENIED = 'denied';

// A tracker may run without locks, or without a navigator.
export const locks = (): LockManager | undefined => globalThis.navigator?.locks;

/** After this time, all other pages see a page's entry in localStorage. */
export const NOTED_MS_MAX = 1000;

export class Liveness {
  private release_: (() => void) | undefined;
  private waiting_ = new AbortController();
  private channel_: BroadcastChannel | undefined;
  private readonly watched_ = new Set<string>();

  constructor(
    private readonly prefix_: string,
    private readonly page_: string,
    /** Called for each page that is gone, on one of the other pages at a time. */
    private readonly onGone_: (page: string) => Promise<void>,
    /** Called if the visitor has denied consent on another page. */
    private readonly onDenied_: () => void,
  ) {}

  hold(): void {
    if (this.release_) return;
    const held = new Promise<void>((resolve) => (this.release_ = resolve));
    // Announce this page only when it holds its lock; a page that asked earlier would get the lock.
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
      return; // The browser has no locks, or none for a page without storage.
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

  /** The other live pages. Empty if the browser has no locks. */
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
    // In some frames the browser does not answer questions about locks.
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
