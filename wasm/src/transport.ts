// The transport of a page: fetch() with simple requests in the sense of CORS, which need no
// preflight. While the page is being left, requests that fit are sent with keepalive and outlive
// the page.

const TIMEOUT_MS = 30_000;
const GZIP_MIN_BYTES = 1024;
const GZIP_PIECE_BYTES = 32 * 1024;
/** The Fetch standard's limit for all keepalive requests of a page together. */
const KEEPALIVE_BYTES = 64 * 1024;
/** Leaves room for the bytes around the events. */
export const BATCH_BYTES_LEAVING = 60 * 1024;
/** A longer reply is not the collector's. */
const REPLY_BYTES_MAX = 1 << 20;

export interface Reply {
  /** 0: there was no reply; `body` has the reason. */
  status: number;
  retryAfterMs: number;
  bytesSent: number;
  body: Uint8Array;
}

/**
 * Compresses in pieces, each in its own task, because browsers compress on the page's main thread.
 */
async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new CompressionStream('gzip');
  const packed = new Response(readable).arrayBuffer();
  packed.catch(() => {}); // So does the writer.
  const writer = writable.getWriter();
  for (let at = 0; at < bytes.length; at += GZIP_PIECE_BYTES) {
    if (at > 0) await new Promise((resolve) => setTimeout(resolve));
    await writer.write(bytes.subarray(at, at + GZIP_PIECE_BYTES));
  }
  await writer.close();
  return new Uint8Array(await packed);
}

function request(body: Uint8Array<ArrayBuffer>, { signal }: AbortController): RequestInit {
  return {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'text/plain' },
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'manual',
    signal,
  };
}

function retryAfter(value: string | null): number {
  if (!value) return 0;
  const ms = /^\d+$/.test(value) ? +value * 1000 : Date.parse(value) - Date.now();
  return ms > 0 ? ms : 0;
}

interface Deferring {
  fetchLater?(url: string, init: RequestInit): unknown;
}

export class PageTransport {
  /** The page may end at any moment. */
  leaving = false;
  private abort_: AbortController | undefined;
  private deferred_: AbortController | undefined;

  async send(url: string, body: Uint8Array<ArrayBuffer>): Promise<Reply> {
    const abort = (this.abort_ = new AbortController());
    const reply: Reply = { status: 0, retryAfterMs: 0, bytesSent: 0, body: new Uint8Array() };
    const timer = setTimeout(() => abort.abort(new Error('timed out')), TIMEOUT_MS);
    try {
      // Compression takes turns of the event loop, which a page that is being left may not have.
      if (
        !this.leaving &&
        body.length >= GZIP_MIN_BYTES &&
        typeof CompressionStream === 'function'
      ) {
        body = await gzip(body);
        url += '&z=gzip';
      }
      const response = await fetch(url, {
        ...request(body, abort),
        keepalive: this.leaving && body.length < KEEPALIVE_BYTES,
      });
      reply.bytesSent = body.length;
      reply.body = new Uint8Array(await response.arrayBuffer()).subarray(0, REPLY_BYTES_MAX);
      reply.retryAfterMs = retryAfter(response.headers.get('Retry-After'));
      reply.status = response.status;
    } catch (error) {
      reply.body = new TextEncoder().encode(String(error));
    } finally {
      clearTimeout(timer);
    }
    return reply;
  }

  /**
   * The browser sends it after the page has ended, if it can. The browser has separate room for
   * this.
   */
  defer(url: string, body: Uint8Array<ArrayBuffer>): void {
    this.deferred_?.abort();
    this.deferred_ = undefined;
    const { fetchLater } = globalThis as Deferring;
    if (!fetchLater || !body.length) return;
    try {
      fetchLater(url, request(body, (this.deferred_ = new AbortController())));
    } catch {
      // No room, or a policy of the page forbids it: the events are stored.
    }
  }

  cancel(): void {
    this.abort_?.abort(new Error('cancelled'));
  }
}
