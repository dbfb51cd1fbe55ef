// Decides whose turn it is to send: one page of the site at a time. A lock elects it, and the page
// holds the lock only while it has something to send. So all pages share one back-off, and do not
// all ask a server that has just come back.
//
// A hidden page neither holds the lock nor waits for it. So nobody waits for a page that the
// browser has slowed down, frozen or cached.
import { locks } from './liveness.js';

const STORED_MS_MAX = 2000;

export class Turn {
  /** The page is hidden. */
  hidden = false;
  private release_: (() => void) | undefined;
  private waiting_: { abort: AbortController; granted: () => void } | undefined;

  constructor(
    private readonly name_: string,
    /** Tells the core the back-off that other pages have stored. */
    private readonly catchUp_: () => Promise<void>,
    /** Resolves once the core's new back-off is stored. */
    private readonly stored_: () => Promise<void>,
  ) {}

  /** True: it is this page's turn at once. Otherwise `granted` is called when it is. */
  claim(granted: () => void): boolean {
    const manager = locks();
    if (!manager || this.hidden) return true;
    const abort = new AbortController();
    const waiting = (this.waiting_ = { abort, granted });
    const grant = () => {
      if (this.waiting_ !== waiting) return;
      this.waiting_ = undefined;
      granted();
    };
    const hold = async () => {
      await this.catchUp_();
      if (this.waiting_ !== waiting) return;
      await new Promise<void>((release) => {
        this.release_ = release;
        grant();
      });
    };
    manager.request(this.name_, { signal: abort.signal }, hold).catch(grant);
    return false;
  }

  yield(): void {
    const { release_: release } = this;
    if (!release) return;
    void this.stored_().then(release);
    setTimeout(release, STORED_MS_MAX); // A database may hang; the others must not.
  }

  /** The page is hidden or left: it releases the lock, or stops waiting for it. */
  hide(): void {
    this.hidden = true;
    this.release_?.();
    this.release_ = undefined;
    const { waiting_: waiting } = this;
    this.waiting_ = undefined;
    waiting?.abort.abort();
    waiting?.granted();
  }
}
