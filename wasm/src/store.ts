// The event store of a page: IndexedDB, with a copy in memory that answers every read.
//
// One record for each segment and each named value. What is stored stands in memory too (the queue
// is bounded), so a read needs no transaction, and what is queued can be sent while the page is
// being left. Where IndexedDB cannot be had, memory is all there is, and `status` says so.
//
// Each page has records of its own, [page, id or name]; what the whole origin shares (SHARED)
// stands under the page ''. A page that opens takes over what pages that are gone have left.
import { LeftBehind } from './left.js';
import type { Status } from './types.js';
import { CONSENTS } from './interface.js';
import { OK } from './status.js';

export type Key = [page: string, name: string | number];

/** What one write changes; `undefined` erases. */
export type Changes = Map<string | number, Uint8Array | undefined>;

const STORE = 'records';
const STREAM_PREFIX = 'stream/'; // Of the core's names (event_queue.h).
const DENIED = CONSENTS.indexOf('denied');
const RETRY_MS_MIN = 1000;
const RETRY_MS_MAX = 60_000;
const ANSWER_MS_MAX = 10_000;
/** Of a segment, before its body. */
export const INFO_BYTES = 64;
const SHARED = new Set(['consent', 'installation', 'retry', 'session', 'timeline']);

/** What it resolves to; rejects where that takes too long: a database may hang. */
export function soon<T>(
  executor: (resolve: (value: T) => void, reject: (error: unknown) => void) => void,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  return new Promise<T>((resolve, reject) => {
    timer = setTimeout(() => reject(new Error('it does not answer')), ANSWER_MS_MAX);
    executor(resolve, reject);
  }).finally(() => clearTimeout(timer));
}

function promised<T>(request: IDBRequest<T>): Promise<T> {
  return soon((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function finished(transaction: IDBTransaction): Promise<void> {
  return soon((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
  });
}

/** Rejects where there is no such database and none is to be made. */
function openDatabase(name: string, make: boolean): Promise<IDBDatabase> {
  const taken = soon<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      if (make) request.result.createObjectStore(STORE);
      else request.transaction!.abort();
    };
    request.onsuccess = () => {
      resolve(request.result);
      // Nobody waits for it any more, and it is not to keep others from theirs.
      void taken.catch(() => request.result.close());
    };
    request.onerror = () => reject(request.error);
    // Another page holds an older version open: that is no reason to wait.
    request.onblocked = () => reject(new Error('blocked by another page'));
  });
  return taken;
}

/** The number stands in the record, too. */
function renumber(record: Uint8Array, id: number): void {
  new DataView(record.buffer, record.byteOffset).setBigUint64(0, BigInt(id), true);
}

/**
 * Of the records of a page that is gone. Of its other values, what others need stands under ''.
 * What is damaged the core finds by itself, if only it is long enough.
 */
function isUseful(name: string | number, value: Uint8Array): boolean {
  if (typeof name === 'number') return value.length >= INFO_BYTES;
  return String(name).startsWith(STREAM_PREFIX);
}

/** Whether there is such a database; looking makes none, also where the browser does not say. */
async function exists(name: string): Promise<boolean> {
  try {
    if (indexedDB.databases) {
      const all = await soon<IDBDatabaseInfo[] | void>((resolve, reject) =>
        indexedDB.databases().then(resolve, reject),
      ).catch(() => {});
      if (all) return all.some((database) => database.name === name);
    }
    (await openDatabase(name, false)).close();
    return true;
  } catch {
    return false;
  }
}

export class PageStore {
  /** All that is stored for this page. */
  readonly records = new Map<string | number, Uint8Array>();
  status: Status = OK;
  /** Resolves with the write under way. */
  settled = Promise.resolve();
  /** A purge is for a denial, which is stored together with it. */
  denied = false;
  private database_: IDBDatabase | undefined;
  private opening_: Promise<IDBDatabase> | undefined;
  /** After a failure: when it is tried again, and how long the next wait is. */
  private notBefore_ = 0;
  private waitMs_ = RETRY_MS_MIN;
  /** Nothing could be stored so far, so nothing will be. */
  private memoryOnly_ = false;
  private proven_ = false;
  /** What of the records could not be stored: it is part of the next write. */
  private readonly owed_ = new Set<string | number>();
  private readonly flying_ = new Set<Changes>();
  private readonly left_: LeftBehind;

  constructor(
    private readonly name_: string,
    private readonly page_: string,
    /** Of other pages, those that are alive. */
    private readonly livePages_: () => Promise<Set<string>>,
  ) {
    this.left_ = new LeftBehind(`${name_}/left/`, page_);
  }

  /** Makes no database where there is none: a visitor may not have agreed to it yet. */
  async load(): Promise<void> {
    try {
      const live = await this.livePages_();
      let segments = 0;
      if (await exists(this.name_)) {
        await this.take_(
          undefined,
          (page) => !live.has(page),
          () => ++segments,
        );
      }
      for (let [name, value] of this.left_.take((page) => !live.has(page))) {
        if (!isUseful(name, value)) continue;
        if (typeof name === 'number') renumber(value, (name = ++segments));
        this.records.set(name, value);
        this.owed_.add(name);
      }
    } catch (error) {
      this.fail_(error);
    }
  }

  /** Rejects where nothing of it was stored; it may be tried again. One may overtake the last. */
  commit(read: () => Changes): Promise<void> {
    const written = this.write_(read);
    this.settled = written.catch(() => {});
    return written;
  }

  private async write_(read: () => Changes): Promise<void> {
    // A full disk stays full for a while, and each try copies all that waits.
    if (performance.now() < this.notBefore_) throw new Error('the store failed a moment ago');
    const changes = read();
    for (const [name, value] of changes) {
      if (value) this.records.set(name, value);
      else this.records.delete(name);
    }
    if (this.memoryOnly_) return;
    for (const name of this.owed_) changes.set(name, this.records.get(name));
    this.owed_.clear();
    this.flying_.add(changes);
    try {
      // Begun in this very turn where it can be: transactions run in the order of the calls.
      const transaction = this.begin_(this.database_ ?? (await this.open_()));
      for (const [name, value] of changes) this.put_(transaction, name, value);
      // By itself it would commit only after its requests were answered: to a page that may be
      // gone by then.
      transaction.commit?.();
      await finished(transaction);
      this.proven_ = true;
      this.status = OK;
      this.waitMs_ = RETRY_MS_MIN;
    } catch (error) {
      this.fail_(error);
      if (this.memoryOnly_) return;
      for (const name of changes.keys()) this.owed_.add(name);
      this.notBefore_ = performance.now() + this.waitMs_;
      this.waitMs_ = Math.min(2 * this.waitMs_, RETRY_MS_MAX);
      throw error;
    } finally {
      this.flying_.delete(changes);
    }
  }

  /** What is stored for all pages now, if anything can be; empty where nothing is. */
  async readShared(name: string): Promise<Uint8Array | undefined> {
    if (!this.database_ || this.status.code !== 'ok') return undefined;
    try {
      const store = this.database_.transaction(STORE).objectStore(STORE);
      return (
        (await promised(store.get(this.key_(name)) as IDBRequest<Uint8Array>)) ?? new Uint8Array()
      );
    } catch {
      return undefined;
    }
  }

  /** Erases everything, of this and of all other pages. */
  async purge(): Promise<void> {
    this.left_.forget(() => true);
    this.flying_.clear();
    if (this.database_ || this.opening_ || (await exists(this.name_))) {
      const transaction = this.begin_(this.database_ ?? (await this.open_()));
      const store = transaction.objectStore(STORE);
      store.clear();
      if (this.denied) store.put(Uint8Array.of(DENIED), ['', 'consent']);
      transaction.commit?.();
      await finished(transaction);
    }
    this.records.clear();
  }

  /** The page is being left: what is being written may not be. */
  leave(): void {
    const owed: Changes = new Map();
    for (const name of this.memoryOnly_ ? this.records.keys() : this.owed_) {
      owed.set(name, this.records.get(name));
    }
    if (!this.denied) this.left_.keep([...this.flying_, owed]);
  }

  comeBack(): void {
    this.left_.forget();
  }

  /** Those who wait go on in the order in which they asked. */
  private open_(): Promise<IDBDatabase> {
    const gone = () => {
      this.database_?.close();
      this.database_ = this.opening_ = undefined; // It is opened again when it is needed again.
    };
    return (this.opening_ ??= openDatabase(this.name_, true).then(
      (database) => {
        database.onversionchange = database.onclose = gone;
        return (this.database_ = database);
      },
      (error: unknown) => {
        gone();
        throw error;
      },
    ));
  }

  private begin_(database: IDBDatabase): IDBTransaction {
    return database.transaction(STORE, 'readwrite', { durability: 'relaxed' });
  }

  private key_(name: string | number): Key {
    return [SHARED.has(name as string) ? '' : this.page_, name];
  }

  private put_(transaction: IDBTransaction, name: string | number, value?: Uint8Array): void {
    const store = transaction.objectStore(STORE);
    if (value) store.put(value, this.key_(name));
    else store.delete(this.key_(name));
  }

  /**
   * Makes the records of a page that is gone this page's own, in one transaction; `nextId` gives
   * each segment its new id, because each page counts for itself.
   */
  async adopt(page: string, nextId: () => number): Promise<[string | number, Uint8Array][]> {
    if (this.memoryOnly_ || !(await exists(this.name_))) return [];
    return this.take_(IDBKeyRange.bound([page], [page, []]), () => true, nextId);
  }

  private async take_(
    range: IDBKeyRange | undefined,
    wanted: (page: string) => boolean,
    nextId: () => number,
  ): Promise<[string | number, Uint8Array][]> {
    const transaction = this.begin_(this.database_ ?? (await this.open_()));
    const store = transaction.objectStore(STORE);
    const [keys, values] = await Promise.all([
      promised(store.getAllKeys(range) as IDBRequest<unknown> as IDBRequest<Key[]>),
      promised(store.getAll(range) as IDBRequest<Uint8Array[]>),
    ]);
    const taken: [string | number, Uint8Array][] = [];
    keys.forEach((key, i) => {
      // Whoever else has written there may have written anything.
      if (!Array.isArray(key)) return;
      let [page, name] = key;
      const value = values[i]!;
      if (!wanted(page)) return;
      const useful =
        value instanceof Uint8Array &&
        (page === '' ? typeof name === 'string' : isUseful(name, value));
      if (useful && typeof name === 'number') renumber(value, (name = nextId()));
      if (useful) taken.push([name, value]);
      if (page !== '') {
        store.delete(keys[i]!);
        if (useful) this.put_(transaction, name, value);
      }
    });
    await finished(transaction);
    this.proven_ = true;
    for (const [name, value] of taken) this.records.set(name, value);
    return taken;
  }

  private fail_(error: unknown): void {
    this.memoryOnly_ = !this.proven_;
    this.status = {
      code: 'storage_unavailable',
      message: `IndexedDB cannot be used, events do not outlive this page: ${String(error)}`,
    };
  }
}
