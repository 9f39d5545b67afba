import { createGunzip } from "node:zlib";
import type { WatchFrame } from "../../../request/api-request.ts";
import type { SeenAnswer, WatchTap } from "../../../taps/tap.ts";
import { PassingFrame } from "./frames/passing-frame.ts";
import { type FrameFormat, FrameSplitter } from "./frames/split-frames.ts";
import { WebSocketMessages } from "./frames/websocket-messages.ts";
import type { ServerListener } from "./relay-upgrade.ts";

const lengthBytes = 4;
const openingBrace = "{".charCodeAt(0);

/**
 * Tells the events of a watch over a WebSocket that passes as bytes. Compressed messages and such in base64 are not read.
 *
 * @see kubernetes apiserver pkg/endpoints/handlers/watch.go
 */
export function heardWatch(tap: Required<WatchTap>, { headers }: SeenAnswer): ServerListener {
  let messages =
    headers["sec-websocket-extensions"] === undefined ? new WebSocketMessages() : undefined;
  return {
    bytes(chunk) {
      try {
        for (const { isText, bytes } of messages?.push(chunk) ?? []) {
          if (!isText) tap.frame(new PassingFrame(withLength(bytes), "protobuf"), 0);
          else if (bytes[0] === openingBrace) tap.frame(new PassingFrame(bytes, "json"), 0);
        }
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        messages = undefined;
      }
    },
    ended: () => tap.ended("client", false),
  };
}

/** As a message of protobuf stands in a stream that has no messages of its own. */
function withLength(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const framed = new Uint8Array(lengthBytes + bytes.length);
  framed.set(bytes, lengthBytes);
  return framed;
}

/** Tells the frames of a watch that passes gzipped. Its client may be told of them a moment earlier. */
export class UnzippedFrames {
  readonly #gunzip = createGunzip();

  constructor(format: FrameFormat, told: (frame: WatchFrame) => void) {
    const splitter = new FrameSplitter(format);
    this.#gunzip.on("data", (chunk: Buffer) => {
      for (const bytes of splitter.push(chunk)) told(new PassingFrame(bytes, format));
    });
    // What is not gzip is passed on all the same.
    this.#gunzip.on("error", () => {});
  }

  /** Settles when more may follow. */
  push(chunk: Uint8Array): Promise<void> | undefined {
    if (this.#gunzip.destroyed || this.#gunzip.write(chunk)) return undefined;
    return new Promise((resolve) => {
      this.#gunzip.once("drain", resolve).once("close", resolve);
    });
  }

  /** Settles once everything has been told. */
  end(): Promise<void> {
    return new Promise((resolve) => {
      this.#gunzip.once("close", resolve).end();
      if (this.#gunzip.destroyed) resolve();
    });
  }

  close(): void {
    this.#gunzip.destroy();
  }
}
