// A core without a page: its module in Node, and imports that only note what they are asked. Time
// stands still unless a test moves it; completions run when a test says run().
import { readFileSync } from 'node:fs';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const GRANTED = 1; // A consent.
const NORMAL = 1; // A priority.

export class BareCore {
  uptime = 0;
  wall = 1_700_000_000_000;
  /** The imports that were called, in their order. */
  asked = [];
  /** The body of each request. */
  bodies = [];
  /** Call number -> its status. */
  answers = new Map();
  /** A segment's id -> its SegmentInfo, followed by its body. */
  #segments = new Map();
  #posted = [];

  async load(name) {
    const imports = {
      uptime: () => this.uptime,
      wall: () => this.wall,
      random: (at, size) => this.#bytes.fill(7, at, at + size),
      post: (task) => this.#complete('core_run', task),
      runAt: () => 1,
      load: (visitor, done) => this.#complete('core_stored', done, 0),
      commit: (write, done) => {
        this.#store(write);
        this.#complete('core_stored', done, 0);
      },
      read: (at, count, visitor, done) => {
        this.#visit(at, count, visitor);
        this.#complete('core_stored', done, 0);
      },
      send: (url, urlSize, body, size) => this.bodies.push(this.#text(body, size)),
      claim: () => 1,
      answer: (call, at) => this.answers.set(call, this.#status(at)),
    };
    for (const other of ['cancel', 'purge', 'defer', 'cancelSend', 'release', 'log', 'report'])
      imports[other] = () => {};
    const page = Object.fromEntries(
      Object.entries(imports).map(([name, call]) => [
        name,
        (...args) => {
          this.asked.push(name);
          return call(...args);
        },
      ]),
    );
    const { instance } = await WebAssembly.instantiate(
      readFileSync(`${process.env.GODWIT_WEB_DIST}/${name}`),
      { page, wasi_snapshot_preview1: { proc_exit: () => {} } },
    );
    this.exports = instance.exports;
    this.exports._initialize();
    return this;
  }

  /** Opens a tracker. `limits`: how many there are; each has the core's default. */
  open({ openedAt = this.uptime, schemas = 0, limits = 32 } = {}) {
    const none = this.keep(new Uint8Array(limits * 8));
    const texts = ['https://collector.test', 'KEY', '', ''].flatMap((text) => this.text(text));
    this.exports.core_open(1, openedAt, none, schemas, GRANTED, ...texts);
    this.run();
    return this.answers.get(1);
  }

  /** The status of core_track(). */
  track(name, properties, { called = this.uptime, time = -1, version = [] } = {}) {
    const texts = [...this.text(name), ...this.text(JSON.stringify(properties))];
    return this.status('core_track', ...texts, called, NORMAL, time, version.length, ...version);
  }

  /** The status of a call that answers at once. */
  status(name, ...args) {
    return this.#status(this.exports[name](...args));
  }

  /** Runs the completions, and those that they lead to. */
  run() {
    while (this.#posted.length) this.#posted.shift()();
  }

  /** The address of bytes that stay. */
  keep(bytes) {
    const at = this.exports.malloc(bytes.length);
    this.#bytes.set(bytes, at);
    return at;
  }

  /** The arguments for a text. */
  text(text) {
    const bytes = encoder.encode(text);
    return [this.keep(bytes), bytes.length];
  }

  get #bytes() {
    return new Uint8Array(this.exports.memory.buffer);
  }

  #text(at, size) {
    return decoder.decode(this.#bytes.subarray(at, at + size));
  }

  /** Reads a Status: its code, the length of its sentence, and the sentence. */
  #status(at) {
    const [code, size] = this.#bytes.subarray(at, at + 2);
    return { code, message: this.#text(at + 2, size) };
  }

  #words(at, count) {
    return new Uint32Array(this.exports.memory.buffer, at, count);
  }

  /** Keeps the segments of a StoreWrite. Ids are small here. */
  #store(write) {
    const [puts, count] = this.#words(write + 8, 2);
    for (let put = puts; put < puts + count * 72; put += 72) {
      const [body, size] = this.#words(put + 64, 2);
      const parts = [this.#bytes.slice(put, put + 64), this.#bytes.slice(body, body + size)];
      this.#segments.set(this.#words(put, 1)[0], Buffer.concat(parts));
    }
  }

  #visit(at, count, visitor) {
    for (const id of this.#words(at, count * 2).filter((_, i) => i % 2 === 0)) {
      const record = this.#segments.get(id);
      this.#posted.push(() => this.exports.core_found(visitor, this.keep(record), record.length));
    }
  }

  #complete(name, completion, ...more) {
    const [run, object] = this.#words(completion, 2);
    this.#posted.push(() => this.exports[name](run, object, ...more));
  }
}
