import { decodeBase64 } from "../../../codec/bytes/base64.ts";
import { textEncoder } from "../../../codec/bytes/text-encoder.ts";

const doubleBytes = new Uint8Array(8);
const doubleView = new DataView(doubleBytes.buffer);

/** Size of the buffer that is kept from one message to the next; a longer message gets one of its own. */
const keptBytesMin = 4096;
const keptBytesMax = 256 * 1024;
/** UTF-8 needs at most so many bytes for one UTF-16 unit. */
const bytesPerUnitMax = 3;
/** Up to this length a loop is faster than a call of the host's encoder. */
const shortTextMax = 24;

/**
 * Writes a message from its last byte to its first, as Go's generated code does: the length that stands before a nested
 * message is known once that message is written, so nothing is measured in advance or moved afterwards.
 */
export class BackwardWriter {
  #bytes = new Uint8Array(keptBytesMin);
  /** Index of the byte written last; what is written begins here. */
  #start = this.#bytes.length;

  /** How many bytes are written. */
  get length(): number {
    return this.#bytes.length - this.#start;
  }

  /** What was written since `begin`, as bytes of its own. */
  finish(): Uint8Array<ArrayBuffer> {
    const written = this.#bytes.subarray(this.#start);
    if (this.#bytes.length <= keptBytesMax) return written.slice();
    // Too large to be kept: the message takes the buffer along.
    this.#bytes = new Uint8Array(keptBytesMin);
    return written;
  }

  /** Begins a new message. */
  begin(): void {
    this.#start = this.#bytes.length;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#start -= 1;
    this.#bytes[this.#start] = value;
  }

  /** A whole number as varint; a negative one takes ten bytes, as in Go. */
  varint(value: number | bigint): void {
    if (typeof value === "bigint" || value < 0 || value > Number.MAX_SAFE_INTEGER) {
      this.#longVarint(BigInt.asUintN(64, BigInt(value)));
      return;
    }
    this.#reserve(10);
    let size = 1;
    for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size += 1;
    this.#start -= size;
    let at = this.#start;
    let rest = value;
    for (; rest > 0x7fff_ffff; rest = Math.floor(rest / 0x80)) {
      this.#bytes[at++] = (rest % 0x80) | 0x80;
    }
    for (; rest >= 0x80; rest >>>= 7) this.#bytes[at++] = (rest & 0x7f) | 0x80;
    this.#bytes[at] = rest;
  }

  double(value: number): void {
    doubleView.setFloat64(0, value, true);
    this.raw(doubleBytes);
  }

  /** The bytes as they are, without their length. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#start -= bytes.length;
    this.#bytes.set(bytes, this.#start);
  }

  /** A text with its length before it. */
  text(value: string): void {
    const before = this.length;
    this.#characters(value);
    this.varint(this.length - before);
  }

  /** The bytes that a base64 text stands for, with their length before them. */
  base64(value: string): void {
    const bytes = decodeBase64(value) ?? new Uint8Array();
    this.raw(bytes);
    this.varint(bytes.length);
  }

  #characters(value: string): void {
    const { length } = value;
    this.#reserve(length * bytesPerUnitMax);
    if (length <= shortTextMax && this.#shortAscii(value)) return;
    const start = this.#start - length;
    const { read } = textEncoder.encodeInto(value, this.#bytes.subarray(start, this.#start));
    if (read === length) {
      this.#start = start;
      return;
    }
    // More bytes than characters: written where there is room for any text, then moved to its place.
    const from = this.#start - length * bytesPerUnitMax;
    const { written } = textEncoder.encodeInto(value, this.#bytes.subarray(from, this.#start));
    this.#start -= written;
    this.#bytes.copyWithin(this.#start, from, from + written);
  }

  /** False, and nothing written, for a text with other characters. */
  #shortAscii(value: string): boolean {
    const start = this.#start - value.length;
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index);
      if (code >= 0x80) return false;
      this.#bytes[start + index] = code;
    }
    this.#start = start;
    return true;
  }

  #longVarint(value: bigint): void {
    const bytes: number[] = [];
    let rest = value;
    for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
    this.raw(Uint8Array.from(bytes));
  }

  #reserve(bytes: number): void {
    if (this.#start >= bytes) return;
    const { length } = this;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, length + bytes));
    grown.set(this.#bytes.subarray(this.#start), grown.length - length);
    this.#bytes = grown;
    this.#start = grown.length - length;
  }
}
