// The core's memory: text into it, text and numbers out of it.

export interface CoreExports {
  memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  free(at: number): void;
  [name: string]: unknown;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class Memory {
  bytes = new Uint8Array();
  words = new Uint32Array();
  private view = new DataView(this.bytes.buffer);
  private scratch = 0;
  private scratchBytes = 0;

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
    let room = 0;
    for (const text of texts) room += text.length * 3;
    const at = this.reserve(room);
    const args: number[] = [];
    let used = at;
    for (const text of texts) {
      const { written } = encoder.encodeInto(text, this.bytes.subarray(used, at + room));
      args.push(used, written);
      used += written;
    }
    return call(args);
  }

  /** Calls with (at, size) of the bytes. */
  withBytes<T>(bytes: Uint8Array, call: (at: number, size: number) => T): T {
    const at = this.exports.malloc(bytes.length);
    this.refresh().bytes.set(bytes, at);
    try {
      return call(at, bytes.length);
    } finally {
      this.exports.free(at);
    }
  }

  private reserve(room: number): number {
    if (room > this.scratchBytes) {
      this.exports.free(this.scratch);
      this.scratch = this.exports.malloc(room);
      this.scratchBytes = room;
    }
    this.refresh();
    return this.scratch;
  }
}
