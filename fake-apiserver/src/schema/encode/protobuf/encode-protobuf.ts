import type { KubernetesObject, ListMeta } from "@informerlab/core";
import { listMetaSchema, messageSchemaOf } from "../../message-schema.ts";
import { BackwardWriter } from "./backward-writer.ts";
import { messageWriterOf } from "./write-message.ts";

/** What every protobuf body begins with. */
const magic = Uint8Array.of(0x6b, 0x38, 0x73, 0x00);

/** Tags of length-delimited fields 1 to 4. */
const tags = [0, 0x0a, 0x12, 0x1a, 0x22] as const;

/** Kind and version of an object, which protobuf has in the envelope. */
export interface TypeMeta {
  readonly apiVersion: string;
  readonly kind: string;
}

/**
 * An object as the bytes of its message, without the envelope.
 *
 * @throws RangeError for a kind without protobuf.
 * @see the `MarshalToSizedBuffer` methods of kubernetes staging/src/k8s.io/api
 */
export function encodeMessage(object: KubernetesObject): Uint8Array<ArrayBuffer> {
  const { apiVersion = "", kind = "" } = object;
  const schema = messageSchemaOf(apiVersion, kind);
  if (schema === undefined) {
    throw new RangeError(`no protobuf type for kind ${JSON.stringify(kind)} in ${apiVersion}`);
  }
  return written((out) => messageWriterOf(schema)(out, { ...object }));
}

/** A message in its envelope, as the body of an answer: `runtime.Unknown` behind the four bytes that say so. */
export function encodeEnvelope(type: TypeMeta, message: Uint8Array): Uint8Array<ArrayBuffer> {
  return written((out) => {
    writeEnvelopeEnd(out);
    out.raw(message);
    out.varint(message.length);
    writeEnvelopeStart(out, type);
  });
}

/** A list in its envelope, of items that are encoded already, as pieces one behind the other. */
export function encodeList(
  type: TypeMeta,
  metadata: ListMeta,
  items: readonly Uint8Array[],
): readonly Uint8Array[] {
  const heads = items.map(({ length }) => itemHeadOf(length));
  const itemsLength = items.reduce((sum, item, index) => {
    return sum + item.length + (heads[index]?.length ?? 0);
  }, 0);
  const head = written((out) => {
    messageWriterOf(listMetaSchema())(out, { ...metadata });
    out.varint(out.length);
    out.varint(tags[1]);
    out.varint(out.length + itemsLength);
    writeEnvelopeStart(out, type);
  });
  const pieces: Uint8Array[] = [head];
  for (const [index, item] of items.entries()) {
    const itemHead = heads[index];
    if (itemHead !== undefined) pieces.push(itemHead, item);
  }
  pieces.push(written(writeEnvelopeEnd));
  return pieces;
}

const itemHeads = new Map<number, Uint8Array>();
const itemHeadsMax = 10_000;

/** What stands before an item of so many bytes; most lists have few lengths. */
function itemHeadOf(length: number): Uint8Array {
  let head = itemHeads.get(length);
  if (head === undefined) {
    head = written((out) => {
      out.varint(length);
      out.varint(tags[2]);
    });
    if (itemHeads.size >= itemHeadsMax) itemHeads.clear();
    itemHeads.set(length, head);
  }
  return head;
}

/** A frame of a watch: four bytes of length, then `metav1.WatchEvent` with the whole body of an object inside. */
export function encodeWatchFrame(
  eventType: string,
  type: TypeMeta,
  message: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return written((out) => {
    writeEnvelopeEnd(out);
    out.raw(message);
    out.varint(message.length);
    writeEnvelopeStart(out, type);
    // `runtime.RawExtension` around the body.
    out.varint(out.length);
    out.varint(tags[1]);
    out.varint(out.length);
    out.varint(tags[2]);
    out.text(eventType);
    out.varint(tags[1]);
    const { length } = out;
    out.raw(Uint8Array.of(length >>> 24, length >>> 16, length >>> 8, length));
  });
}

const writer = new BackwardWriter();

function written(write: (out: BackwardWriter) => void): Uint8Array<ArrayBuffer> {
  writer.begin();
  write(writer);
  return writer.finish();
}

/** 3 encoding and 4 type of the content, always empty. */
function writeEnvelopeEnd(out: BackwardWriter): void {
  out.text("");
  out.varint(tags[4]);
  out.text("");
  out.varint(tags[3]);
}

/** The tag of the message, and 1 the kind and its version before it. */
function writeEnvelopeStart(out: BackwardWriter, { apiVersion, kind }: TypeMeta): void {
  out.varint(tags[2]);
  const before = out.length;
  out.text(kind);
  out.varint(tags[2]);
  out.text(apiVersion);
  out.varint(tags[1]);
  out.varint(out.length - before);
  out.varint(tags[1]);
  out.raw(magic);
}
