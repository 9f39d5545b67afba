/** How the frames of a watch stand one behind the other: as lines, or as messages behind their length. */
export type FrameFormat = "json" | "protobuf";

const lineFeed = 0x0a;
const lengthBytes = 4;

/** Cuts a stream of bytes into the frames of a watch; each byte is looked at once, however it was divided. */
export class FrameSplitter {
  readonly #format: FrameFormat;
  #parts: Uint8Array[] = [];
  #length = 0;

  constructor(format: FrameFormat) {
    this.#format = format;
  }

  /** The frames that are whole now, each with its line feed or its length. */
  push(chunk: Uint8Array): readonly Uint8Array<ArrayBuffer>[] {
    return this.#format === "json" ? this.#lines(chunk) : this.#messages(chunk);
  }

  /** What is left of a stream that ended within a frame. */
  rest(): Uint8Array<ArrayBuffer> {
    return this.#take();
  }

  #lines(chunk: Uint8Array): readonly Uint8Array<ArrayBuffer>[] {
    const frames: Uint8Array<ArrayBuffer>[] = [];
    let start = 0;
    for (
      let end = chunk.indexOf(lineFeed);
      end >= 0;
      start = end + 1, end = chunk.indexOf(lineFeed, start)
    ) {
      this.#keep(chunk.subarray(start, end + 1));
      frames.push(this.#take());
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
    return frames;
  }

  #messages(chunk: Uint8Array): readonly Uint8Array<ArrayBuffer>[] {
    const frames: Uint8Array<ArrayBuffer>[] = [];
    let start = 0;
    while (start < chunk.length) {
      const missing = this.#missing();
      const end = Math.min(chunk.length, start + missing);
      this.#keep(chunk.subarray(start, end));
      start = end;
      if (this.#missing() === 0) frames.push(this.#take());
    }
    return frames;
  }

  /** Bytes until the length is known, then bytes until the message is whole. */
  #missing(): number {
    if (this.#length < lengthBytes) return lengthBytes - this.#length;
    if (this.#parts.length > 1 && (this.#parts[0]?.length ?? 0) < lengthBytes) {
      this.#parts = [Buffer.concat(this.#parts)];
    }
    const [first = new Uint8Array(lengthBytes)] = this.#parts;
    const size = new DataView(first.buffer, first.byteOffset, first.byteLength).getUint32(0);
    return lengthBytes + size - this.#length;
  }

  #keep(part: Uint8Array): void {
    this.#parts.push(part);
    this.#length += part.length;
  }

  #take(): Uint8Array<ArrayBuffer> {
    const whole = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#length = 0;
    return whole;
  }
}
