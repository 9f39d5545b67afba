import { type KubernetesObject, parseJson } from "@informerlab/core";
import { jsonForm } from "../../../../request/answer/json-form.ts";
import { protobufForm } from "../../../../request/answer/protobuf-form.ts";
import type { WireForm } from "../../../../request/answer/wire-form.ts";
import type { WatchFrame } from "../../../../request/read/api-request.ts";
import { decodeKnownProtobuf } from "../../../../schema/decode/protobuf/decode-protobuf.ts";
import { type ProtobufEvent, readProtobufEvent } from "../../../../taps/protobuf-event.ts";
import type { FrameFormat } from "./split-frames.ts";

const lengthBytes = 4;
const decoder = new TextDecoder();

/** A frame on its way from a server to its client: the bytes as they came, read only when somebody asks what it says. */
export class PassingFrame implements WatchFrame {
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #format: FrameFormat;
  #event: SeenEvent | undefined;

  constructor(bytes: Uint8Array<ArrayBuffer>, format: FrameFormat) {
    this.#bytes = bytes;
    this.#format = format;
  }

  get type(): WatchFrame["type"] {
    return this.#read().type as WatchFrame["type"];
  }

  get object(): KubernetesObject {
    return this.#read().object;
  }

  encode(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  readWhole(): KubernetesObject | undefined {
    const { object, body } = this.#read();
    return body === undefined
      ? object
      : (decodeKnownProtobuf(body) as KubernetesObject | undefined);
  }

  restated(type: string, object: KubernetesObject): WatchFrame {
    const encode = (): Uint8Array<ArrayBuffer> => formOf(this.#format).frame(type, object);
    return { type: type as WatchFrame["type"], object, encode };
  }

  /** What cannot be read is passed on all the same: it is the client's to judge. */
  #read(): SeenEvent {
    this.#event ??= readEvent(this.#bytes, this.#format) ?? { type: "", object: {} };
    return this.#event;
  }
}

/** `body`: the protobuf of the object, where only its metadata has been read. */
type SeenEvent = Pick<ProtobufEvent, "type" | "object"> & Partial<Pick<ProtobufEvent, "body">>;

/** The form in which a proxy adds frames of its own to a watch. */
export function formOf(format: FrameFormat): WireForm {
  return format === "json" ? jsonForm : protobufForm;
}

function readEvent(bytes: Uint8Array, format: FrameFormat): SeenEvent | undefined {
  try {
    if (format === "protobuf") return readProtobufEvent(bytes.subarray(lengthBytes));
    const { type, object } = parseJson(decoder.decode(bytes)) as {
      readonly type?: unknown;
      readonly object?: unknown;
    };
    if (typeof type !== "string" || typeof object !== "object" || object === null) return undefined;
    return { type, object: object as KubernetesObject };
  } catch {
    return undefined;
  }
}
