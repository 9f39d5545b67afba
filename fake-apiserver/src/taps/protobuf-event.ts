import type { KubernetesObject } from "@informerlab/core";
import { textDecoder } from "../codec/text-decoder.ts";

/** The members that Kubernetes gives these messages. */
const eventType = 1;
const eventObject = 2;
const extensionRaw = 1;
const unknownType = 1;
const unknownRaw = 2;
const typeApiVersion = 1;
const typeKind = 2;
const objectMeta = 1;
const metaName = 1;
const metaNamespace = 3;
const metaUid = 5;
const metaResourceVersion = 6;
const metaAnnotations = 12;
const entryKey = 1;
const entryValue = 2;

/** What `k8s\0` is called that messages begin with. */
const magicLength = 4;

/** What a frame of protobuf is about: type, kind and the metadata that names an object; no other part of it is read. */
export interface ProtobufEvent {
  readonly type: string;
  readonly object: KubernetesObject;
  /** The whole object, as the body of an answer would be. */
  readonly body: Uint8Array;
}

/**
 * Reads a frame without its length. Nothing of it is `Unknown` to a reader that knows no kind: metadata is the first
 * member of every object.
 *
 * @throws RangeError for what is no message.
 * @see apimachinery pkg/runtime/serializer/protobuf, pkg/apis/meta/v1/generated.proto
 */
export function readProtobufEvent(frame: Uint8Array): ProtobufEvent {
  const event = membersOf(frame);
  const raw = membersOf(first(event, eventObject));
  const body = first(raw, extensionRaw);
  const unknown = membersOf(body.subarray(magicLength));
  const typeMeta = membersOf(first(unknown, unknownType));
  const meta = membersOf(first(membersOf(first(unknown, unknownRaw)), objectMeta));
  const namespace = textOf(meta, metaNamespace);
  return {
    type: textOf(event, eventType),
    body,
    object: {
      apiVersion: textOf(typeMeta, typeApiVersion),
      kind: textOf(typeMeta, typeKind),
      metadata: {
        name: textOf(meta, metaName),
        ...(namespace === "" ? {} : { namespace }),
        uid: textOf(meta, metaUid),
        resourceVersion: textOf(meta, metaResourceVersion),
        annotations: Object.fromEntries(
          (meta.get(metaAnnotations) ?? []).map((entry) => {
            const pair = membersOf(entry);
            return [textOf(pair, entryKey), textOf(pair, entryValue)];
          }),
        ),
      },
    },
  };
}

type Members = ReadonlyMap<number, readonly Uint8Array[]>;

const empty = new Uint8Array();

function first(members: Members, number: number): Uint8Array {
  return members.get(number)?.[0] ?? empty;
}

function textOf(members: Members, number: number): string {
  return textDecoder.decode(first(members, number));
}

const wireTypes = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** The members of a message that are bytes, by their numbers; numbers are passed over. */
function membersOf(message: Uint8Array): Members {
  const members = new Map<number, Uint8Array[]>();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = message[at];
      if (byte === undefined) throw new RangeError("a message of protobuf ends too early");
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw new RangeError("a number of protobuf is too long");
  };
  while (at < message.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case wireTypes.varint:
        varint();
        break;
      case wireTypes.fixed64:
        at += 8;
        break;
      case wireTypes.fixed32:
        at += 4;
        break;
      case wireTypes.bytes: {
        const length = varint();
        if (at + length > message.length) {
          throw new RangeError("a message of protobuf ends too early");
        }
        const known = members.get(number);
        const bytes = message.subarray(at, at + length);
        if (known === undefined) members.set(number, [bytes]);
        else known.push(bytes);
        at += length;
        break;
      }
      default:
        throw new RangeError(`there is no wire type ${tag % 8} in protobuf`);
    }
  }
  return members;
}
