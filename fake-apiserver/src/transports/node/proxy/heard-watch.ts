import type { SeenAnswer, WatchTap } from "../../../taps/tap.ts";
import { PassingFrame } from "./frames/passing-frame.ts";
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
