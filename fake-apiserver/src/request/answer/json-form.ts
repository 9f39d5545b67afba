import type { KubernetesObject } from "@informerlab/core";
import { joined, utf8Of } from "../../codec/bytes/byte-store.ts";
import { RememberedBytes } from "../../codec/json/remembered-bytes.ts";
import { toJsonLine } from "./json-text.ts";
import { byName, type ListParts, listValueOf, withoutType } from "./list-parts.ts";
import { itemsPerStep, rememberedBytesMax, type WireForm } from "./wire-form.ts";

/** Objects as lines of JSON, with the line feed. */
const lines = new RememberedBytes<KubernetesObject>(rememberedBytesMax, (object) =>
  utf8Of(toJsonLine(object)),
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

function textOf(value: unknown): string {
  return toJsonLine(value).slice(0, -lineFeed);
}

/** What the line of an item begins with that its list does not repeat. */
function typePrefixOf({
  apiVersion,
  kind,
}: Pick<Required<KubernetesObject>, "apiVersion" | "kind">): Uint8Array {
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
