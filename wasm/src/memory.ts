// The core's memory: writes text into it, and reads text and numbers.

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
  private view_ = new DataView(this.bytes.buffer);
  private scratch_ = 0;
  private room_ = new Uint8Array();

  constructor(private readonly exports_: CoreExports) {}

  /** Makes the views again if the memory has grown. */
  refresh(): this {
    const { buffer } = this.exports_.memory;
    if (this.bytes.buffer !== buffer) {
      this.bytes = new Uint8Array(buffer);
      this.words = new Uint32Array(buffer);
      this.view_ = new DataView(buffer);
    }
    return this;
  }

  /** A number of 64 bits. */
  long(at: number): number {
    return this.refresh().view_.getUint32(at, true) + this.view_.getUint32(at + 4, true) * 2 ** 32;
  }

  text(at: number, size: number): string {
    return decoder.decode(this.refresh().bytes.subarray(at, at + size));
  }

  /** Returns a copy. */
  copy(at: number, size: number): Uint8Array<ArrayBuffer> {
    return this.refresh().bytes.slice(at, at + size) as Uint8Array<ArrayBuffer>;
  }

  /**
   * Calls with (at, size) of each text, all in one row of arguments. The texts are freed
   * afterwards.
   */
  withTexts<T>(texts: readonly string[], call: (args: number[]) => T): T {
    const parts = texts.map((text) => encoder.encode(text));
    this.reserve_(parts.reduce((sum, part) => sum + part.length, 0));
    const args: number[] = [];
    let used = 0;
    for (const part of parts) {
      this.room_.set(part, used);
      args.push(this.scratch_ + used, part.length);
      used += part.length;
    }
    return call(args);
  }

  /** Calls with (at, size) of a name and of the JSON after it. Every event takes this way. */
  withEvent(
    name: string,
    json: string,
    call: (...texts: [name: number, nameSize: number, json: number, size: number]) => number,
  ): number {
    const text = name + json;
    this.reserve_(text.length * 3);
    const size = encoder.encodeInto(text, this.room_).written;
    // Most texts are ASCII; then each character is a byte.
    const nameSize = size === text.length ? name.length : encoder.encode(name).length;
    return call(this.scratch_, nameSize, this.scratch_ + nameSize, size - nameSize);
  }

  /** Calls with (at, size) of the bytes. */
  withBytes<T>(bytes: Uint8Array, call: (at: number, size: number) => T): T {
    const at = this.keep(bytes);
    try {
      return call(at, bytes.length);
    } finally {
      this.exports_.free(at);
    }
  }

  /** Copies the bytes to a place where they stay. */
  keep(bytes: Uint8Array): number {
    const at = this.allocate_(bytes.length);
    this.refresh().bytes.set(bytes, at);
    return at;
  }

  private allocate_(bytes: number): number {
    const at = this.exports_.malloc(bytes);
    if (!at) throw new Error('the page has no more memory');
    return at;
  }

  private reserve_(needed: number): void {
    if (this.room_.buffer === this.exports_.memory.buffer && this.room_.length >= needed) return;
    const bytes = Math.max(needed, SCRATCH_MIN_BYTES);
    this.exports_.free(this.scratch_);
    this.scratch_ = this.allocate_(bytes);
    this.room_ = this.refresh().bytes.subarray(this.scratch_, this.scratch_ + bytes);
  }
}
