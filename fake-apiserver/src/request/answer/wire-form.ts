import type { KubernetesObject } from "@informerlab/core";
import { joined, utf8Of } from "../../codec/byte-store.ts";
import { RememberedBytes } from "../../codec/remembered-bytes.ts";
import {
  encodeEnvelope,
  encodeList,
  encodeMessage,
  encodeWatchFrame,
  type TypeMeta,
} from "../../schema/encode/protobuf/encode-protobuf.ts";
import type { Encoding } from "../read/api-request.ts";
import { toJsonLine } from "./json-text.ts";
import { byName, type ListParts, listValueOf, withoutType } from "./list-parts.ts";

/** Media types that answers are written in. */
export type MediaType =
  | "application/json"
  | "application/yaml"
  | "application/vnd.kubernetes.protobuf";

export const protobufMediaType = "application/vnd.kubernetes.protobuf";

/** How objects, lists and the frames of watches become bytes. */
export interface WireForm {
  object(object: KubernetesObject): Uint8Array<ArrayBuffer>;
  list(list: ListParts): Encoding;
  frame(type: string, object: KubernetesObject): Uint8Array<ArrayBuffer>;
}

/** Items that are encoded without a pause: a millisecond or so. */
const itemsPerStep = 64;

/** The bytes of an encoding that is gone through without a pause. */
export function encodedAtOnce(encoding: Encoding): Uint8Array<ArrayBuffer> {
  for (;;) {
    const step = encoding.next();
    if (step.done === true) return joined(step.value);
  }
}

/** Of the bytes of all objects that are remembered in one form. */
const rememberedBytesMax = 48 * 1024 * 1024;

/** Objects as lines of JSON, with the line feed. */
const lines = new RememberedBytes<KubernetesObject>(rememberedBytesMax, (object) =>
  utf8Of(toJsonLine(object)),
);
const messages = new RememberedBytes<KubernetesObject>(rememberedBytesMax, (object) =>
  joined([encodeMessage(object)]),
);

const lineFeed = 1;
const closingFrame = utf8Of("}\n");
const comma = utf8Of(",");
const openingBrace = utf8Of("{");

const frameHeads = new Map<string, Uint8Array>();

/** There are five types, and what a fault makes of them. */
function frameHeadOf(type: string): Uint8Array {
  let head = frameHeads.get(type);
  if (head === undefined) {
    head = utf8Of(`{"type":${JSON.stringify(type)},"object":`);
    frameHeads.set(type, head);
  }
  return head;
}

export const jsonForm: WireForm = {
  object: (object) => lines.of(object),
  *list(list) {
    const { apiVersion, items, itemKind } = list;
    if (items.length === 0) return [utf8Of(toJsonLine(listValueOf(list)))];
    const [head, foot] = aroundItems(list);
    const pieces: Uint8Array[] = [utf8Of(head)];
    const typePrefix =
      itemKind === undefined ? undefined : typePrefixOf({ apiVersion, kind: itemKind });
    for (const [index, item] of items.entries()) {
      if (index > 0) pieces.push(comma);
      pushItem(pieces, item, typePrefix);
      if (index % itemsPerStep === itemsPerStep - 1) yield;
    }
    pieces.push(utf8Of(foot));
    return pieces;
  },
  frame(type, object) {
    const line = lines.of(object);
    return joined([frameHeadOf(type), line.subarray(0, line.length - lineFeed), closingFrame]);
  },
};

export const protobufForm: WireForm = {
  object: (object) => encodeEnvelope(typeOf(object), messages.of(object)),
  *list({ apiVersion, kind, metadata, items }) {
    const encoded: Uint8Array[] = [];
    for (const [index, item] of items.entries()) {
      encoded.push(messages.of(item));
      if (index % itemsPerStep === itemsPerStep - 1) yield;
    }
    return encodeList({ apiVersion, kind }, metadata, encoded);
  },
  frame: (type, object) => encodeWatchFrame(type, typeOf(object), messages.of(object)),
};

/** The form of a media type; YAML is made of the values themselves. */
export function wireFormOf(mediaType: MediaType): WireForm {
  return mediaType === protobufMediaType ? protobufForm : jsonForm;
}

/** What stands before the items of a list, and behind them. */
function aroundItems(list: ListParts): readonly [string, string] {
  const apiVersion = JSON.stringify(list.apiVersion);
  const rest = `"kind":${JSON.stringify(list.kind)}`;
  const isUnstructured = list.isUnstructured === true;
  const metadata = `"metadata":${textOf(isUnstructured ? byName(list.metadata) : list.metadata)}`;
  return isUnstructured
    ? [`{"apiVersion":${apiVersion},"items":[`, `],${rest},${metadata}}\n`]
    : [`{${rest},"apiVersion":${apiVersion},${metadata},"items":[`, "]}\n"];
}

function typeOf({ apiVersion = "", kind = "" }: KubernetesObject): TypeMeta {
  return { apiVersion, kind };
}

function textOf(value: unknown): string {
  return toJsonLine(value).slice(0, -lineFeed);
}

/** What the line of an item begins with that its list does not repeat. */
function typePrefixOf({ apiVersion, kind }: TypeMeta): Uint8Array {
  return utf8Of(`{"kind":${JSON.stringify(kind)},"apiVersion":${JSON.stringify(apiVersion)},`);
}

function pushItem(
  pieces: Uint8Array[],
  item: KubernetesObject,
  typePrefix: Uint8Array | undefined,
): void {
  const line = lines.of(item);
  const end = line.length - lineFeed;
  if (typePrefix === undefined) pieces.push(line.subarray(0, end));
  else if (beginsWith(line, typePrefix)) {
    pieces.push(openingBrace, line.subarray(typePrefix.length, end));
  } else {
    pieces.push(utf8Of(textOf(withoutType(item))));
  }
}

function beginsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  for (let index = 0; index < prefix.length; index++) {
    if (bytes[index] !== prefix[index]) return false;
  }
  return true;
}
