// The event store of a page: IndexedDB, with a copy in memory that answers every read.
//
// Each segment and each named value is one record. Memory has all records too (the queue is
// bounded). So a read needs no transaction, and queued events can be sent while the page is being
// left. Without IndexedDB, records are in memory only, and `status` says so.
//
// Each page has its own records, [page, id or name]. Values that the whole origin shares (SHARED)
// are under the page ''. A page that opens takes over the records of pages that are gone.
import { LeftBehind } from './left.js';
import type { Status } from './types.js';
import { CONSENTS, SizeOf } from './interface.js';
import { OK } from './status.js';

export type Key = [page: string, name: string | number];

/** The changes of one write; `undefined` erases. */
export type Changes = Map<string | number, Uint8Array | undefined>;

const STORE = 'records';
const STREAM_PREFIX = 'stream/'; // A prefix of the core's names (event_queue.h).
const DENIED = CONSENTS.indexOf('denied');
const RETRY_MS_MIN = 1000;
const RETRY_MS_MAX = 60_000;
const ANSWER_MS_MAX = 10_000;
const SHARED = new Set(['consent', 'installation', 'retry', 'session', 'timeline']);

/** Resolves like `promise`, but rejects if that takes too long, because a database may hang. */
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

/** Rejects if there is no such database and none may be made. */
function openDatabase(name: string, make: boolean): Promise<IDBDatabase> {
  const taken = soon<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      if (make) request.result.createObjectStore(STORE);
      else request.transaction!.abort();
    };
    request.onsuccess = () => {
      resolve(request.result);
      // Nobody waits for it any more, and it must not block others.
      void taken.catch(() => request.result.close());
    };
    request.onerror = () => reject(request.error);
    // Another page holds an older version open; do not wait for it.
    request.onblocked = () => reject(new Error('blocked by another page'));
  });
  return taken;
}

/** The record contains the number too. */
function renumber(record: Uint8Array, id: number): void {
  new DataView(record.buffer, record.byteOffset).setBigUint64(0, BigInt(id), true);
}

/**
 * True for a useful record of a page that is gone. Values that other pages need are under ''. The
 * core itself finds damaged records, if they are long enough.
 */
function isUseful(name: string | number, value: Uint8Array): boolean {
  if (typeof name === 'number') return value.length >= SizeOf.SegmentInfo;
  return String(name).startsWith(STREAM_PREFIX);
}

/**
 * True if there is such a database. The question makes none, even if the browser cannot list its
 * databases.
 */
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
  /** All stored records of this page. */
  readonly records = new Map<string | number, Uint8Array>();
  status: Status = OK;
  /** Resolves with the write under way. */
  settled = Promise.resolve();
  /** A purge belongs to a denial, which is stored in the same transaction. */
  denied = false;
  private database_: IDBDatabase | undefined;
  private opening_: Promise<IDBDatabase> | undefined;
  /** After a failure: the time of the next try, and the length of the next wait. */
  private notBefore_ = 0;
  private waitMs_ = RETRY_MS_MIN;
  /** Nothing could be stored so far, so the store stays in memory. */
  private memoryOnly_ = false;
  private proven_ = false;
  /** Records that could not be stored; they are part of the next write. */
  private readonly owed_ = new Set<string | number>();
  private readonly flying_ = new Set<Changes>();
  private readonly left_: LeftBehind;

  constructor(
    private readonly name_: string,
    private readonly page_: string,
    /** The live ones among the other pages. */
    private readonly livePages_: () => Promise<Set<string>>,
  ) {
    this.left_ = new LeftBehind(`${name_}/left/`, page_);
  }

  /** Does not make a missing database, because a visitor may not have agreed to it yet. */
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

  /**
   * Rejects if nothing of it was stored; the caller may try again. A commit may overtake the last
   * one.
   */
  commit(read: () => Changes): Promise<void> {
    const written = this.write_(read);
    this.settled = written.catch(() => {});
    return written;
  }

  private async write_(read: () => Changes): Promise<void> {
    // A full disk stays full for a while, and each try copies all waiting records.
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
      // Begins in this very turn if possible, because transactions run in the order of the calls.
      const transaction = this.begin_(this.database_ ?? (await this.open_()));
      for (const [name, value] of changes) this.put_(transaction, name, value);
      // Without this call, the browser would commit only after it has answered the requests, to a
      // page that may be gone by then.
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

  /** The stored value for all pages, if there is a database; undefined if there is no value. */
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

  /** Erases all records, of this page and of all others. */
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

  /** The page is being left: the write under way may fail. */
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

  /** Waiting callers go on in the order in which they asked. */
  private open_(): Promise<IDBDatabase> {
    const gone = () => {
      this.database_?.close();
      this.database_ = this.opening_ = undefined; // The next use opens it again.
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
   * Makes the records of a page that is gone this page's own, in one transaction. `nextId` gives
   * each segment a new id, because each page counts for itself.
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
      // A foreign writer may have written anything there.
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
