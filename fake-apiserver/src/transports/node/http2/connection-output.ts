import { noTable } from "./encode-headers.ts";
import { errorCodes, flags, frameHead, frameTypes, numberFrame } from "./frame.ts";
import type { FrameAllowance } from "./frame-allowance.ts";
import type { FrameWriter } from "./frame-writer.ts";
import { initialWindow, type PeerSettings } from "./peer-settings.ts";

/** Streams that were reset here, of which something may still arrive. */
const resetRememberedMax = 1_000;

/** A stream that has something to send. */
export interface SendingStream {
  /** Sends no more than so many frames. */
  pump(framesMax: number): void;
}

/** What leaves by one connection, for all of its streams. */
export class ConnectionOutput {
  readonly writer: FrameWriter;
  /** Bytes of bodies that wait in streams until the client takes them. */
  waitingBytes = 0;
  readonly #peer: PeerSettings;
  readonly #allowance: FrameAllowance;
  /** Streams that have something to send and cannot, as the connection cannot. */
  readonly #waiting = new Set<SendingStream>();
  readonly #resetHere = new Set<number>();
  /** Bytes that all streams together may send. */
  #window: number = initialWindow;
  #hasSentHeaders = false;

  constructor(writer: FrameWriter, peer: PeerSettings, allowance: FrameAllowance) {
    this.writer = writer;
    this.#peer = peer;
    this.#allowance = allowance;
  }

  /** Bytes of a body that may leave now. */
  get room(): number {
    return this.writer.hasRoom ? Math.min(this.#window, this.#peer.frameBytesMax) : 0;
  }

  sendHeaders(stream: number, parts: readonly Buffer[], flag: number): void {
    this.#allowance.earn();
    const all = this.#hasSentHeaders ? parts : [noTable, ...parts];
    this.#hasSentHeaders = true;
    const { frameBytesMax } = this.#peer;
    const length = all.reduce((sum, part) => sum + part.length, 0);
    if (length <= frameBytesMax) {
      this.writer.write(frameHead(length, frameTypes.headers, flag | flags.endHeaders, stream));
      for (const part of all) this.writer.write(part);
      return;
    }
    const block = Buffer.concat(all, length);
    for (let from = 0; from < length; from += frameBytesMax) {
      const part = block.subarray(from, from + frameBytesMax);
      const isLast = from + part.length === length;
      const type = from === 0 ? frameTypes.headers : frameTypes.continuation;
      const set = (from === 0 ? flag : 0) | (isLast ? flags.endHeaders : 0);
      this.writer.write(frameHead(part.length, type, set, stream));
      this.writer.write(part);
    }
  }

  /** Sends no more of a body than there is {@link room} for. */
  sendData(stream: number, bytes: Uint8Array, isLast: boolean): void {
    this.#allowance.earn(bytes.length);
    this.writer.write(
      frameHead(bytes.length, frameTypes.data, isLast ? flags.endStream : 0, stream),
    );
    if (bytes.length === 0) return;
    this.writer.write(bytes);
    this.#window -= bytes.length;
  }

  sendReset(stream: number, code: number): void {
    this.writer.write(numberFrame(frameTypes.reset, stream, code));
    this.#resetHere.add(stream);
    if (this.#resetHere.size <= resetRememberedMax) return;
    for (const oldest of this.#resetHere) {
      this.#resetHere.delete(oldest);
      return;
    }
  }

  wasResetHere(stream: number): boolean {
    return this.#resetHere.has(stream);
  }

  /** The client may send so many bytes more, by all streams together. */
  grant(bytes: number): void {
    this.writer.write(numberFrame(frameTypes.windowUpdate, 0, bytes));
  }

  sayGoodbye(lastStream: number, code: number = errorCodes.none): void {
    this.writer.write(numberFrame(frameTypes.goAway, 0, lastStream, code));
  }

  /** All streams together may send so many bytes more. Answers how many that are now. */
  widen(bytes: number): number {
    this.#window += bytes;
    return this.#window;
  }

  /** The stream cannot go on before the connection can. */
  waits(stream: SendingStream): void {
    this.#waiting.add(stream);
  }

  forget(stream: SendingStream): void {
    this.#waiting.delete(stream);
  }

  /** The streams take turns of one frame; who has more stands at the end of the row again. */
  pumpWaiting(): void {
    for (const stream of this.#waiting) {
      if (this.room <= 0) return;
      this.#waiting.delete(stream);
      stream.pump(1);
    }
  }
}
