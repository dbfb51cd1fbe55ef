// The core's memory: text into it, text and numbers out of it.

export interface CoreExports {
  memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  free(at: number): void;
  [name: string]: unknown;
}

const SCRATCH_MIN_BYTES = 8192;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class Memory {
  bytes = new Uint8Array();
  words = new Uint32Array();
  private view = new DataView(this.bytes.buffer);
  private scratch = 0;
  private room = new Uint8Array();

  constructor(private readonly exports: CoreExports) {}

  /** The views, made anew where the memory has grown. */
  refresh(): this {
    const { buffer } = this.exports.memory;
    if (this.bytes.buffer !== buffer) {
      this.bytes = new Uint8Array(buffer);
      this.words = new Uint32Array(buffer);
      this.view = new DataView(buffer);
    }
    return this;
  }

  /** A number of 64 bits. */
  long(at: number): number {
    return this.refresh().view.getUint32(at, true) + this.view.getUint32(at + 4, true) * 2 ** 32;
  }

  text(at: number, size: number): string {
    return decoder.decode(this.refresh().bytes.subarray(at, at + size));
  }

  /** A copy. */
  copy(at: number, size: number): Uint8Array<ArrayBuffer> {
    return this.refresh().bytes.slice(at, at + size) as Uint8Array<ArrayBuffer>;
  }

  /** Calls with (at, size) of each text, in one row of arguments; they are gone afterwards. */
  withTexts<T>(texts: readonly string[], call: (args: number[]) => T): T {
    const parts = texts.map((text) => encoder.encode(text));
    this.reserve(parts.reduce((sum, part) => sum + part.length, 0));
    const args: number[] = [];
    let used = 0;
    for (const part of parts) {
      this.room.set(part, used);
      args.push(this.scratch + used, part.length);
      used += part.length;
    }
    return call(args);
  }

  /** Calls with (at, size) of a name, and of the JSON behind it: the way of every event. */
  withEvent(
    name: string,
    json: string,
    call: (name: number, nameSize: number, json: number, size: number) => number,
  ): number {
    const text = name + json;
    this.reserve(text.length * 3);
    const size = encoder.encodeInto(text, this.room).written;
    // Most are ASCII; then each character is a byte.
    const nameSize = size === text.length ? name.length : encoder.encode(name).length;
    return call(this.scratch, nameSize, this.scratch + nameSize, size - nameSize);
  }

  /** Calls with (at, size) of the bytes. */
  withBytes<T>(bytes: Uint8Array, call: (at: number, size: number) => T): T {
    const at = this.allocate(bytes.length);
    this.refresh().bytes.set(bytes, at);
    try {
      return call(at, bytes.length);
    } finally {
      this.exports.free(at);
    }
  }

  private allocate(bytes: number): number {
    const at = this.exports.malloc(bytes);
    if (!at) throw new Error('the page has no more memory');
    return at;
  }

  private reserve(needed: number): void {
    if (this.room.buffer === this.exports.memory.buffer && this.room.length >= needed) return;
    const bytes = Math.max(needed, SCRATCH_MIN_BYTES);
    this.exports.free(this.scratch);
    this.scratch = this.allocate(bytes);
    this.room = this.refresh().bytes.subarray(this.scratch, this.scratch + bytes);
  }
}
