// The core: its module, and the page's functions that implement its ports.
import { Memory, type CoreExports } from './memory.js';
import type { PageStore, Changes } from './store.js';
import type { PageTransport } from './transport.js';
import { Turn } from './turn.js';
import type { PageEvent } from './calls.js';
import { OK } from './status.js';
import type { Delivery, Drop, Status } from './types.js';
import type { DeliveryOutcome } from './interface.js';
import { DELIVERY_OUTCOMES, DROP_REASONS, STATUS_CODES } from './interface.js';
import { DeliveryReportAt, NamedValueAt, SegmentPutAt, SizeOf } from './interface.js';
import { StatusAt, StoreWriteAt } from './interface.js';

export interface CoreOwner {
  answer(call: number, status: Status): void;
  report(outcome: DeliveryOutcome, report: Delivery | Drop): void;
  log(level: number, message: string): void;
  /** The core aborted during a call; it is not called any more. */
  failed(error: unknown): void;
}

/** The module that build.mjs makes of the core for pages that may not run WebAssembly. */
interface ScriptModule {
  default(imports: object): CoreExports;
}

type Call = (...args: number[]) => number;

const STORED = 0;
const STORAGE_UNAVAILABLE = STATUS_CODES.indexOf('storage_unavailable');
const TIMER_MS_MAX = 2 ** 31 - 1;

export class Core {
  /** The form in which the core runs, once it does. */
  engine: 'wasm' | 'js' | undefined;
  private dead_ = false;
  private adopted_ = '';
  /** Tells the core that the write under way is over. */
  private finishCommit_: (() => void) | undefined;
  readonly turn: Turn;
  /** @internal */
  memory_!: Memory;
  private exports_!: CoreExports;

  constructor(
    private readonly owner_: CoreOwner,
    private readonly store_: PageStore,
    private readonly transport_: PageTransport,
    name: string,
  ) {
    this.turn = new Turn(
      `${name}/turn`,
      async () => {
        const retry = await store_.readShared('retry');
        // If the pages' timelines differ, adopting the same wait again would restart it each time.
        if (!retry || String(retry) === this.adopted_) return;
        this.adopted_ = String(retry);
        this.memory_.withBytes(retry, (at, size) => this.call('core_adopt_retry', at, size));
      },
      () => store_.settled,
    );
  }

  /** `wasm`: undefined if it is known not to run. */
  async load(wasm: string | URL | undefined, script: string | URL): Promise<void> {
    const page = this.imports_() as WebAssembly.ModuleImports;
    // abort() calls this: memory ran out, or the core has a bug.
    const abort = () => {
      throw new Error('the core gave up');
    };
    try {
      if (!wasm) throw undefined;
      // Not every server sends the content type of a .wasm file that streaming needs.
      const { instance } = await WebAssembly.instantiate(await read(wasm), {
        page,
        wasi_snapshot_preview1: { proc_exit: abort },
      });
      this.exports_ = instance.exports as unknown as CoreExports;
      this.engine = 'wasm';
    } catch {
      const { default: start } = (await import(String(script))) as ScriptModule;
      this.exports_ = start({ ...page, proc_exit: abort, abort });
      this.engine = 'js';
    }
    this.memory_ = new Memory(this.exports_);
    this.call('_initialize');
  }

  /** Never throws. */
  call(name: string, ...args: number[]): number {
    return this.guard_(() => (this.exports_[name] as Call)(...args));
  }

  private guard_(call: () => number): number {
    if (this.dead_) return 0;
    try {
      return call();
    } catch (error) {
      this.dead_ = true;
      queueMicrotask(() => this.owner_.failed(error));
      return 0;
    }
  }

  /** Arguments: `before`, then (at, size) of each text. */
  callWithTexts(name: string, before: number[], texts: string[]): Status {
    return this.memory_.withTexts(texts, (args) =>
      this.status_(this.call(name, ...before, ...args)),
    );
  }

  /** `called`: the time of the page's call, by performance.now(). */
  track(called: number, [name, json, priority, time, schema = []]: PageEvent): Status {
    const track = this.exports_['core_track'] as Call;
    return this.status_(
      this.guard_(() =>
        this.memory_.withEvent(name, json, (...texts) =>
          track(
            ...texts,
            called,
            priority,
            time,
            ...(GODWIT_SCHEMAS ? [schema.length, ...schema] : []),
          ),
        ),
      ),
    );
  }

  /**
   * Begins to store all tracked events, without waiting for the write under way. That write began
   * earlier, so it ends earlier. If it fails, the store repeats it with the next.
   */
  commitNow(): void {
    do {
      const finish = this.finishCommit_;
      this.finishCommit_ = undefined; // So that the next write may begin.
      if (this.store_.status.code === 'ok') finish?.();
      this.call('core_commit');
    } while (this.finishCommit_);
  }

  /** Takes over the queue of a page that is gone. */
  async adopt(page: string): Promise<void> {
    if (this.dead_) return;
    const records = await this.store_.adopt(page, () => this.call('core_next_id'));
    for (const [name, record] of records) {
      const adopt = typeof name === 'number' ? 'core_adopt' : 'core_adopt_stream';
      this.memory_.withBytes(record, (at, size) => this.call(adopt, at, size));
    }
    if (records.length) this.call('core_begin_adopted');
  }

  // --- The imports: imports.h defines them.

  private imports_(): Record<string, (...args: number[]) => unknown> {
    const { owner_: owner } = this;
    return {
      uptime: () => performance.now(),
      wall: () => Date.now(),
      random: (at, count) =>
        crypto.getRandomValues(this.memory_.refresh().bytes.subarray(at!, at! + count!)),
      post: (task) => {
        const run = this.task_(task!);
        queueMicrotask(run);
      },
      runAt: (uptime, task) =>
        // Browsers count in 32 bits; a timer that fires too early is set again.
        setTimeout(
          this.task_(task!),
          Math.min(uptime! - performance.now(), TIMER_MS_MAX),
        ) as unknown as number,
      cancel: (timer) => clearTimeout(timer),
      load: (visitor, done) =>
        this.complete_(done!, this.store_.load(), () =>
          this.visit_(visitor!, this.store_.records.keys(), false),
        ),
      read: (at, count, visitor, done) => {
        const ids = Array.from({ length: count! }, (_, i) => this.memory_.long(at! + i * 8));
        this.complete_(done!, Promise.resolve(), () => this.visit_(visitor!, ids, true));
      },
      commit: (write, done) => {
        const finish = this.complete_(
          done!,
          this.store_.commit(() => this.changes_(write!)),
        );
        this.finishCommit_ = () => finish(STORED);
      },
      purge: (done) => this.complete_(done!, this.store_.purge()),
      send: (url, urlSize, body, bodySize, done) => {
        const { memory_: memory } = this;
        const [run, object] = this.pair_(done!);
        void this.transport_
          .send(memory.text(url!, urlSize!), memory.copy(body!, bodySize!))
          .then((reply) =>
            memory.withBytes(reply.body, (at, size) =>
              this.call(
                'core_replied',
                run,
                object,
                reply.status,
                reply.retryAfterMs,
                reply.bytesSent,
                at,
                size,
              ),
            ),
          );
      },
      defer: (url, urlSize, body, bodySize) => {
        const { memory_: memory } = this;
        this.transport_.defer(memory.text(url!, urlSize!), memory.copy(body!, bodySize!));
      },
      cancelSend: () => this.transport_.cancel(),
      claim: (granted) => Number(this.turn.claim(this.task_(granted!))),
      release: () => this.turn.yield(),
      log: (level, at, size) => owner.log(level!, this.memory_.text(at!, size!)),
      report: (at) => this.report_(at!),
      answer: (call, at) => owner.answer(call!, this.status_(at!)),
    };
  }

  /** Reads a Status. At 0, the call gave none. */
  private status_(at: number): Status {
    if (!at) return OK;
    const { bytes } = this.memory_.refresh();
    return {
      code: STATUS_CODES[bytes[at]!]!,
      message: this.memory_.text(at + StatusAt.message, bytes[at + StatusAt.length]!),
    };
  }

  /** A completion: its function and its object. */
  private pair_(at: number): [number, number] {
    const { words } = this.memory_.refresh();
    return [words[at >> 2]!, words[(at >> 2) + 1]!];
  }

  private task_(at: number): () => void {
    const [run, object] = this.pair_(at);
    return () => this.call('core_run', run, object);
  }

  /** Completes with the promise, or when the returned function is called. */
  private complete_(at: number, promise: Promise<void>, before?: () => void) {
    const [run, object] = this.pair_(at);
    let open = true;
    const finish = (code: number) => {
      if (open) this.call('core_stored', run, object, code);
      open = false;
    };
    void promise.then(
      () => {
        before?.();
        finish(STORED);
      },
      () => finish(STORAGE_UNAVAILABLE),
    );
    return finish;
  }

  private visit_(visitor: number, names: Iterable<string | number>, bodies: boolean): void {
    for (const name of names) {
      const record = this.store_.records.get(name);
      if (!record) continue;
      if (typeof name === 'number') {
        this.memory_.withBytes(
          bodies ? record : record.subarray(0, SizeOf.SegmentInfo),
          (at, size) => this.call('core_found', visitor, at, size),
        );
      } else {
        const bytes = Uint8Array.from(name, (character) => character.charCodeAt(0));
        this.memory_.withBytes(bytes, (at, size) =>
          this.memory_.withBytes(record, (value, valueSize) =>
            this.call('core_found_value', visitor, at, size, value, valueSize),
          ),
        );
      }
    }
  }

  /**
   * Reads a StoreWrite. The names of streams end with bytes that are no text, so they are read as
   * latin1.
   */
  private changes_(at: number): Changes {
    const { memory_: memory } = this;
    const { words } = memory.refresh();
    const span = (field: number): [number, number] => [
      words[field >> 2]!,
      words[(field >> 2) + 1]!,
    ];
    const changes: Changes = new Map();
    const [erases, eraseCount] = span(at);
    for (let i = 0; i < eraseCount; ++i) changes.set(memory.long(erases + i * 8), undefined);
    const [puts, putCount] = span(at + StoreWriteAt.puts);
    for (let i = 0, put = puts; i < putCount; ++i, put += SizeOf.SegmentPut) {
      const [body, size] = span(put + SegmentPutAt.body);
      const record = new Uint8Array(SizeOf.SegmentInfo + size);
      record.set(memory.bytes.subarray(put, put + SizeOf.SegmentInfo));
      record.set(memory.bytes.subarray(body, body + size), SizeOf.SegmentInfo);
      changes.set(memory.long(put), record);
    }
    const [values, valueCount] = span(at + StoreWriteAt.values);
    for (let i = 0, value = values; i < valueCount; ++i, value += SizeOf.NamedValue) {
      const [name, nameSize] = span(value);
      const [bytes, size] = span(value + NamedValueAt.value);
      changes.set(
        latin1(memory.bytes.subarray(name, name + nameSize)),
        size ? memory.copy(bytes, size) : undefined,
      );
    }
    return changes;
  }

  /** Reads a DeliveryReport. */
  private report_(at: number): void {
    const { memory_: memory } = this;
    const { bytes, words } = memory.refresh();
    const text = (field: DeliveryReportAt) =>
      memory.text(words[(at + field) >> 2]!, words[(at + field + 4) >> 2]!);
    const delivery: Delivery = {
      first: memory.long(at + DeliveryReportAt.firstSequence),
      last: memory.long(at + DeliveryReportAt.lastSequence),
      count: words[(at + DeliveryReportAt.count) >> 2]!,
      message: text(DeliveryReportAt.message),
    };
    const outcome = DELIVERY_OUTCOMES[bytes[at]!]!;
    if (outcome !== 'dropped') return this.owner_.report(outcome, delivery);
    this.owner_.report(outcome, {
      ...delivery,
      reason: DROP_REASONS[bytes[at + DeliveryReportAt.reason]!]!,
      code: text(DeliveryReportAt.code),
      pointer: text(DeliveryReportAt.pointer),
    });
  }
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

export async function read(url: string | URL): Promise<BufferSource> {
  if (String(url).startsWith('file:')) {
    // Node, where fetch() cannot read files. The name is put together so that bundlers ignore it.
    const { readFile } = (await import(['node', 'fs/promises'].join(':'))) as {
      readFile(url: URL): Promise<Uint8Array<ArrayBuffer>>;
    };
    return readFile(new URL(url));
  }
  return (await fetch(url)).arrayBuffer();
}
