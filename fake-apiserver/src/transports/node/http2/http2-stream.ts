import { joined } from "../../../codec/bytes/byte-store.ts";
import type { Answer, AnswerHeaders } from "../http/answer.ts";
import { type BodyRead, BodyReader } from "../http/body-reader.ts";
import { bufferBytesOf } from "../http/length-header.ts";
import type { ConnectionOutput } from "./connection-output.ts";
import { dated } from "./date-header.ts";
import { encodeHeaders } from "./encode-headers.ts";
import { errorCodes, flags, frameTypes, numberFrame, StreamError } from "./frame.ts";
import { windowMax } from "./peer-settings.ts";
import type { RequestHead } from "./request-head.ts";

/** What a stream needs of its connection. */
export interface StreamOwner {
  readonly output: ConnectionOutput;
  closed(stream: Http2Stream): void;
  destroy(): void;
}

/** Bytes of a body that may arrive before the client hears that there is room again. */
const receivedBytesMax = 512 * 1024;
const nothing = new Uint8Array();

/** One exchange on a connection of HTTP/2. */
export class Http2Stream implements Answer {
  readonly id: number;
  readonly bufferBytes: number = bufferBytesOf.http2;
  readonly head: RequestHead;
  readonly #owner: StreamOwner;
  readonly #body: BodyReader;
  readonly #declaredBytes: number | undefined;
  readonly #onClose: (() => void)[] = [];
  #receivedBytes = 0;
  /** Received and not yet given back to the client's window. */
  #ungranted = 0;
  #window: number;
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  /** Of the first in the queue, what has been sent. */
  #sent = 0;
  #hasBegun = false;
  #isEnding = false;
  #isRequestWhole = false;
  #isAnswered = false;
  #isGone = false;
  #resume: (() => void) | undefined;

  constructor(
    owner: StreamOwner,
    id: number,
    head: RequestHead,
    window: number,
    onBody: (read: BodyRead) => void,
  ) {
    this.#owner = owner;
    this.id = id;
    this.head = head;
    this.#window = window;
    this.#body = new BodyReader(onBody);
    const declared = head.headers["content-length"];
    this.#declaredBytes = declared === undefined ? undefined : Number(declared);
  }

  get isClosed(): boolean {
    return this.#isGone || this.#isEnding;
  }

  /** The whole request has arrived. */
  get isRequestWhole(): boolean {
    return this.#isRequestWhole;
  }

  /** A part of the body has arrived. @throws StreamError when it is more than was declared */
  received(bytes: Buffer, frameBytes: number): void {
    if (this.#isRequestWhole) {
      throw new StreamError(this.id, errorCodes.streamClosed, "a body goes on behind its end");
    }
    this.#receivedBytes += bytes.length;
    if (this.#declaredBytes !== undefined && this.#receivedBytes > this.#declaredBytes) {
      throw wrongLength(this.id);
    }
    // Where they stand now the next frame may stand soon.
    if (bytes.length > 0 && !this.#body.take(Buffer.from(bytes))) {
      this.reset(errorCodes.cancel);
      return;
    }
    this.#ungranted += frameBytes;
    if (this.#ungranted < receivedBytesMax) return;
    this.#owner.output.writer.write(numberFrame(frameTypes.windowUpdate, this.id, this.#ungranted));
    this.#ungranted = 0;
  }

  /** The request is whole. @throws StreamError when it is less than was declared */
  requestEnded(): void {
    if (this.#declaredBytes !== undefined && this.#receivedBytes !== this.#declaredBytes) {
      throw wrongLength(this.id);
    }
    this.#isRequestWhole = true;
    this.#body.finish();
    this.#closeIfDone();
  }

  /** The client lets us send more. @throws StreamError when that is more than anybody may */
  widen(bytes: number): void {
    this.#window += bytes;
    if (this.#window > windowMax) {
      throw new StreamError(this.id, errorCodes.flowControl, "a window is too large");
    }
    this.pump();
  }

  begin(status: number, headers: AnswerHeaders): void {
    if (this.isClosed || this.#hasBegun) return;
    this.#hasBegun = true;
    const isBodiless = this.head.method === "HEAD";
    const parts = encodeHeaders(status, dated(headers));
    this.#owner.output.sendHeaders(this.id, parts, isBodiless ? flags.endStream : 0);
    if (!isBodiless) return;
    this.#isEnding = true;
    this.#answered();
  }

  /** The client waits with its body until it is told that somebody wants it. */
  goAhead(): void {
    this.#owner.output.sendHeaders(this.id, encodeHeaders(100, {}), 0);
  }

  send(status: number, headers: AnswerHeaders, body: string | Uint8Array | undefined): void {
    if (this.isClosed) return;
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    const hasBody = bytes !== undefined && bytes.length > 0 && this.head.method !== "HEAD";
    this.#hasBegun = true;
    this.#isEnding = true;
    this.#owner.output.sendHeaders(
      this.id,
      encodeHeaders(status, dated(headers)),
      hasBody ? 0 : flags.endStream,
    );
    if (!hasBody) {
      this.#answered();
      return;
    }
    this.#add(bytes);
    this.pump();
  }

  write(bytes: Uint8Array, resume: () => void): boolean {
    if (this.isClosed) return true;
    if (bytes.length > 0) this.#add(bytes);
    this.pump();
    if (this.#queue.length === 0 || this.#isGone) return true;
    this.#resume = resume;
    return false;
  }

  end(): void {
    if (this.isClosed) return;
    this.#isEnding = true;
    this.pump();
  }

  break(): void {
    this.#owner.destroy();
  }

  onClose(step: () => void): void {
    this.#onClose.push(step);
  }

  /** Sends what the windows let through; a turn of one frame for each stream where several wait. */
  pump(framesMax: number = Number.POSITIVE_INFINITY): void {
    const { output } = this.#owner;
    for (let frames = 0; this.#queue.length > 0 && frames < framesMax; frames++) {
      if (output.room <= 0) break;
      if (this.#window <= 0) return;
      this.#sendFrame();
    }
    if (this.#queue.length > 0) {
      output.waits(this);
      return;
    }
    if (this.#isEnding && !this.#isAnswered) {
      // What was sent so far did not say that it was the last.
      output.sendData(this.id, nothing, true);
      this.#answered();
    }
    const resume = this.#resume;
    this.#resume = undefined;
    resume?.();
  }

  /** Ends the stream as one that did not go well. */
  reset(code: number): void {
    if (this.#isGone) return;
    this.#owner.output.sendReset(this.id, code);
    this.gone();
  }

  /** Nothing more comes or goes. */
  gone(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#queue = [];
    this.#owner.output.waitingBytes -= this.#queuedBytes;
    this.#queuedBytes = 0;
    this.#resume = undefined;
    this.#body.abort();
    this.#owner.closed(this);
    for (const step of this.#onClose.splice(0)) step();
  }

  #add(bytes: Uint8Array): void {
    this.#queue.push(bytes);
    this.#queuedBytes += bytes.length;
    this.#owner.output.waitingBytes += bytes.length;
  }

  #sendFrame(): void {
    const { output } = this.#owner;
    const bytes = this.#take(Math.min(output.room, this.#window));
    const isLast = this.#isEnding && this.#queue.length === 0;
    output.sendData(this.id, bytes, isLast);
    this.#window -= bytes.length;
    this.#queuedBytes -= bytes.length;
    output.waitingBytes -= bytes.length;
    if (isLast) this.#answered();
  }

  /** The next bytes of the queue, short ones put together. */
  #take(room: number): Uint8Array {
    const parts: Uint8Array[] = [];
    let taken = 0;
    let used = 0;
    while (used < this.#queue.length && taken < room) {
      const first = this.#queue[used] as Uint8Array;
      const part = first.subarray(this.#sent, this.#sent + room - taken);
      parts.push(part);
      taken += part.length;
      this.#sent += part.length;
      if (this.#sent < first.length) break;
      used += 1;
      this.#sent = 0;
    }
    this.#queue.splice(0, used);
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : joined(parts);
  }

  #answered(): void {
    this.#isAnswered = true;
    this.#closeIfDone();
  }

  #closeIfDone(): void {
    if (this.#isAnswered && this.#isRequestWhole) this.gone();
  }
}

function wrongLength(stream: number): StreamError {
  return new StreamError(stream, errorCodes.protocol, "a body is not as long as was declared");
}
