import type { TLSSocket } from "node:tls";
import type { BodyRead } from "../http/body-reader.ts";
import { ConnectionOutput } from "./connection-output.ts";
import {
  ConnectionError,
  errorCodes,
  type Frame,
  flags,
  frameHead,
  frameTypes,
  StreamError,
  unpadded,
} from "./frame.ts";
import { FrameAllowance } from "./frame-allowance.ts";
import { FrameReader } from "./frame-reader.ts";
import { FrameWriter } from "./frame-writer.ts";
import { HeaderBlocks } from "./header-blocks.ts";
import { Http2Stream, type StreamOwner } from "./http2-stream.ts";
import {
  defaultPeerSettings,
  initialWindow,
  readSettings,
  settingsAck,
  settingsFrame,
  windowMax,
} from "./peer-settings.ts";
import { RequestDeadlines } from "./request-deadlines.ts";
import { HeadBuilder } from "./request-head.ts";

/** What is done with the streams of connections. */
export interface Http2Service {
  /** A request has begun; its body may still arrive. */
  began(stream: Http2Stream): void;
  /** What came of reading the body of a request. */
  received(stream: Http2Stream, read: BodyRead): void;
}

/** Settings of {@link Http2Connection}. */
export interface Http2Options {
  readonly headerBytesMax: number;
  /** Milliseconds that a client may take to send one request. */
  readonly requestTimeoutMs: number;
}

const streamsMax = 1_000;
const streamWindow = 1024 * 1024;
const connectionWindow = 16 * 1024 * 1024;
/** Milliseconds for which a client that does not read may hold a connection that has ended. */
const lingerMs = 200;
/** A client that asks for answers and reads none is ended when so much waits for it. */
const unreadBytesMax = 4 * 1024 * 1024;
/** A client that has so much of bodies to take first is refused further ones. */
const waitingBytesMax = 64 * 1024 * 1024;
/** Requests of one client that are begun before others have their turn, and milliseconds for which. */
const turnMax = 64;
const turnMsMax = 5;
/** Streams that together count as one frame where all of them are walked. */
const streamsPerFrame = 32;

/**
 * One connection of HTTP/2, as a server speaks it. Frames of all streams that come of one read leave in one write, which
 * is most of what it costs less than Node's own.
 *
 * @see RFC 9113
 */
export class Http2Connection implements StreamOwner {
  readonly output: ConnectionOutput;
  readonly #socket: TLSSocket;
  readonly #service: Http2Service;
  readonly #options: Http2Options;
  readonly #reader = new FrameReader((frame) => this.#take(frame));
  readonly #headers: HeaderBlocks;
  readonly #writer: FrameWriter;
  readonly #allowance = new FrameAllowance(() => performance.now());
  readonly #streams = new Map<number, Http2Stream>();
  readonly #peer = { ...defaultPeerSettings };
  readonly #deadlines: RequestDeadlines;
  #lastStream = 0;
  #ungranted = 0;
  #hasSettings = false;
  #isLeaving = false;
  #isClosed = false;
  /** Requests that were begun in this turn, and when it ends. */
  #turn = 0;
  #turnEnds = 0;

  constructor(socket: TLSSocket, service: Http2Service, options: Http2Options) {
    this.#socket = socket;
    this.#service = service;
    this.#options = options;
    this.#writer = new FrameWriter(socket);
    this.output = new ConnectionOutput(this.#writer, this.#peer, this.#allowance);
    this.#deadlines = new RequestDeadlines(options.requestTimeoutMs);
    this.#headers = new HeaderBlocks(options.headerBytesMax);
    const { headerBytesMax } = options;
    this.#writer.write(settingsFrame({ streamsMax, window: streamWindow, headerBytesMax }));
    this.output.grant(connectionWindow - initialWindow);
    socket.setNoDelay(true);
    socket.setTimeout(options.requestTimeoutMs, () => {
      if (!this.#reader.hasPreface) this.destroy();
    });
    socket.on("data", (bytes: Buffer) => this.#read(bytes));
    socket.on("drain", () => this.output.pumpWaiting());
    socket.on("end", () => this.destroy());
    socket.on("error", () => {});
    socket.on("close", () => this.#over());
  }

  /** Takes no further requests, and ends when those that it has are answered. */
  close(): void {
    if (this.#isLeaving || this.#isClosed) return;
    this.#isLeaving = true;
    this.output.sayGoodbye(this.#lastStream);
    this.#endIfDone();
  }

  /** Ends at once, whatever was being said. */
  destroy(): void {
    this.#socket.destroy();
    this.#over();
  }

  closed(stream: Http2Stream): void {
    this.#streams.delete(stream.id);
    this.output.forget(stream);
    this.#deadlines.over(stream);
    this.#endIfDone();
  }

  #read(bytes: Buffer): void {
    let rest: Buffer | undefined;
    this.#turn = 0;
    this.#turnEnds = performance.now() + turnMsMax;
    this.#writer.hold(() => {
      try {
        rest = this.#reader.push(bytes);
      } catch (error) {
        if (!(error instanceof ConnectionError)) throw error;
        this.#refuse(error.code);
      }
    });
    this.#deadlines.readOver();
    if (rest !== undefined && !this.#isClosed) this.#readLater(rest);
  }

  /** Others have their turn first. */
  #readLater(bytes: Buffer): void {
    this.#socket.pause();
    setImmediate(() => {
      if (this.#isClosed) return;
      this.#socket.resume();
      this.#read(bytes);
    });
  }

  /** Takes one frame, and answers whether to go on. @throws ConnectionError */
  #take(frame: Frame): boolean {
    if (!this.#hasSettings && frame.type !== frameTypes.settings) throw broken("no settings");
    if (this.#headers.isOpen && frame.type !== frameTypes.continuation) {
      throw broken("a block of headers is interrupted");
    }
    try {
      this.#dispatch(frame);
    } catch (error) {
      if (!(error instanceof StreamError)) throw error;
      this.#resetStream(error);
    }
    if (this.#writer.waitingBytes > unreadBytesMax) throw new ConnectionError(errorCodes.calm, "");
    return !this.#isClosed && !this.#isTurnOver(frame);
  }

  #isTurnOver({ type }: Frame): boolean {
    if (this.#turn >= turnMax) return true;
    const mayHaveAnswered = type === frameTypes.headers || type === frameTypes.data;
    return mayHaveAnswered && performance.now() > this.#turnEnds;
  }

  #dispatch(frame: Frame): void {
    switch (frame.type) {
      case frameTypes.data:
        this.#takeData(frame);
        return;
      case frameTypes.headers:
        this.#takeHeaders(frame);
        return;
      case frameTypes.continuation:
        this.#takeBlock(this.#headers.go(frame));
        return;
      case frameTypes.priority:
        wantLength(frame, 5);
        if (frame.stream === 0) throw broken("a priority of no stream");
        this.#allowance.spend();
        return;
      case frameTypes.reset:
        wantLength(frame, 4);
        this.#allowance.spend();
        this.#known(frame.stream)?.gone();
        return;
      case frameTypes.settings:
        this.#takeSettings(frame);
        return;
      case frameTypes.push:
        throw broken("clients push nothing");
      case frameTypes.ping:
        this.#takePing(frame);
        return;
      case frameTypes.goAway:
        if (frame.stream !== 0) throw broken("a goodbye of a stream");
        return;
      case frameTypes.windowUpdate:
        this.#takeWindow(frame);
        return;
      default:
        // Frames of unknown types mean nothing.
        this.#allowance.spend();
    }
  }

  #takeData(frame: Frame): void {
    const { payload, stream: id } = frame;
    const bytes = unpadded(frame);
    if (bytes.length === 0) this.#allowance.spend();
    this.#ungranted += payload.length;
    if (this.#ungranted >= connectionWindow / 2) {
      this.output.grant(this.#ungranted);
      this.#ungranted = 0;
    }
    const stream = this.#known(id);
    if (stream === undefined) throw new StreamError(id, errorCodes.streamClosed, "it has ended");
    stream.received(bytes, payload.length);
    if ((frame.flags & flags.endStream) !== 0) stream.requestEnded();
  }

  #takeHeaders(frame: Frame): void {
    if (frame.stream % 2 === 0) throw broken("a stream has an odd number");
    this.#takeBlock(this.#headers.begin(frame, unpadded(frame)));
  }

  #takeBlock(block: ReturnType<HeaderBlocks["begin"]>): void {
    if (block === undefined) return;
    const { stream: id, endsStream } = block;
    const builder = new HeadBuilder(id, this.#options.headerBytesMax);
    this.#headers.decode(block, (name, value) => builder.add(name, value));
    const known = this.#streams.get(id);
    if (known !== undefined) {
      if (!endsStream) throw new StreamError(id, errorCodes.protocol, "trailers end a stream");
      builder.finishTrailers();
      known.requestEnded();
      return;
    }
    if (id <= this.#lastStream) throw this.#endedLong(id);
    this.#lastStream = id;
    this.#turn += 1;
    const isFull = this.#streams.size >= streamsMax || this.output.waitingBytes > waitingBytesMax;
    if (this.#isLeaving || isFull) {
      throw new StreamError(
        id,
        errorCodes.refused,
        "there are too many streams, or answers that are not read",
      );
    }
    this.#open(id, builder, endsStream);
  }

  #open(id: number, builder: HeadBuilder, endsStream: boolean): void {
    const head = builder.finish();
    const stream = new Http2Stream(this, id, head, this.#peer.window, (read) => {
      if (!builder.isTooLarge) this.#service.received(stream, read);
    });
    this.#streams.set(id, stream);
    this.#service.began(stream);
    if (builder.isTooLarge) stream.send(431, {}, undefined);
    else if (head.headers["expect"] === "100-continue" && !endsStream) stream.goAhead();
    if (endsStream) stream.requestEnded();
    else this.#deadlines.began(stream);
  }

  #takeSettings(frame: Frame): void {
    if (frame.stream !== 0) throw broken("settings of a stream");
    if ((frame.flags & flags.ack) !== 0) {
      wantLength(frame, 0);
      return;
    }
    this.#hasSettings = true;
    this.#allowance.spend(1 + this.#streams.size / streamsPerFrame);
    const before = this.#peer.window;
    readSettings(frame.payload, this.#peer);
    this.#writer.write(settingsAck);
    const more = this.#peer.window - before;
    if (more === 0) return;
    try {
      for (const stream of [...this.#streams.values()]) stream.widen(more);
    } catch {
      throw new ConnectionError(errorCodes.flowControl, "a window is too large");
    }
  }

  #takePing(frame: Frame): void {
    wantLength(frame, 8);
    this.#allowance.spend();
    if (frame.stream !== 0) throw broken("a ping of a stream");
    if ((frame.flags & flags.ack) !== 0) return;
    this.#writer.write(frameHead(8, frameTypes.ping, flags.ack, 0));
    this.#writer.write(Buffer.from(frame.payload));
  }

  #takeWindow(frame: Frame): void {
    wantLength(frame, 4);
    this.#allowance.widen();
    const bytes = frame.payload.readUInt32BE(0) & windowMax;
    if (frame.stream !== 0) {
      const stream = this.#known(frame.stream);
      if (bytes === 0) throw new StreamError(frame.stream, errorCodes.protocol, "by nothing");
      stream?.widen(bytes);
      return;
    }
    if (bytes === 0) throw broken("a window grows by nothing");
    if (this.output.widen(bytes) > windowMax) {
      throw new ConnectionError(errorCodes.flowControl, "a window is too large");
    }
    this.output.pumpWaiting();
  }

  /** A stream that is open; undefined for one that has ended. @throws ConnectionError for one that never began */
  #known(id: number): Http2Stream | undefined {
    if (id === 0 || id > this.#lastStream) throw broken(`stream ${id} has not begun`);
    return this.#streams.get(id);
  }

  /** Headers of a stream that is over: trailers may have been on their way when it was reset here. */
  #endedLong(id: number): StreamError | ConnectionError {
    return this.output.wasResetHere(id)
      ? new StreamError(id, errorCodes.streamClosed, "it has been reset")
      : new ConnectionError(errorCodes.streamClosed, "it has ended");
  }

  #resetStream({ stream: id, code }: StreamError): void {
    this.#allowance.spend();
    const stream = this.#streams.get(id);
    if (stream === undefined) this.output.sendReset(id, code);
    else stream.reset(code);
  }

  #refuse(code: number): void {
    if (this.#isClosed) return;
    this.output.sayGoodbye(this.#lastStream, code);
    this.#leave();
    this.#over();
  }

  /** Ends the connection once what was said is out, or soon where nobody listens. */
  #leave(): void {
    this.#writer.flush();
    this.#socket.destroySoon();
    setTimeout(() => this.#socket.destroy(), lingerMs).unref();
  }

  #endIfDone(): void {
    if (this.#isLeaving && this.#streams.size === 0 && !this.#isClosed) this.#leave();
  }

  #over(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const stream of [...this.#streams.values()]) stream.gone();
  }
}

function wantLength({ payload }: Frame, length: number): void {
  if (payload.length === length) return;
  throw new ConnectionError(errorCodes.frameSize, "a frame has the wrong length");
}

function broken(problem: string): ConnectionError {
  return new ConnectionError(errorCodes.protocol, problem);
}
