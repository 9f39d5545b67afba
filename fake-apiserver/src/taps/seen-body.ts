import { parseJson, printJson } from "@informerlab/core";
import { utf8Of } from "../codec/bytes/byte-store.ts";
import { textDecoder } from "../codec/bytes/text-decoder.ts";
import { isPlainObject, type PlainObject } from "../codec/json/plain-object.ts";
import { protobufMediaType } from "../request/answer/wire-form.ts";
import { decodeKnownProtobuf } from "../schema/decode/protobuf/decode-protobuf.ts";

/** The body of an answer as a tap sees it: its bytes, and what they say where that can be read. */
export class SeenBody {
  /** As the answer says it, parameters included. */
  readonly mediaType: string;
  /** Without the compression of the way; undefined: it is too long, or compressed in a way that is not known. */
  readonly bytes: Uint8Array | undefined;
  #value: PlainObject | undefined;
  #isRead = false;

  constructor(mediaType: string, bytes: Uint8Array | undefined) {
    this.mediaType = mediaType;
    this.bytes = bytes;
  }

  /** The body of an answer that was made here. */
  static of(value: PlainObject): SeenBody {
    const body = new SeenBody("application/json", utf8Of(printJson(value)));
    body.#value = value;
    body.#isRead = true;
    return body;
  }

  get text(): string {
    return textDecoder.decode(this.bytes);
  }

  /** The object that JSON or the protobuf of a built-in kind holds; undefined for anything else. */
  get value(): PlainObject | undefined {
    if (!this.#isRead) this.#value = this.#read();
    this.#isRead = true;
    return this.#value;
  }

  #read(): PlainObject | undefined {
    if (this.bytes === undefined) return undefined;
    if (this.mediaType.startsWith(protobufMediaType)) return decodeKnownProtobuf(this.bytes);
    if (!this.mediaType.startsWith("application/json")) return undefined;
    try {
      const value = parseJson(this.text);
      return isPlainObject(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }
}
