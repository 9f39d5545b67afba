import type { KubernetesObject } from "@informerlab/core";
import { Reader } from "protobufjs/minimal.js";
import { textDecoder } from "../codec/bytes/text-decoder.ts";

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
 * @throws Error for what is no message.
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

const lengthDelimited = 2;

/** The members of a message that are bytes, by their numbers; numbers are passed over. */
function membersOf(message: Uint8Array): Members {
  const members = new Map<number, Uint8Array[]>();
  const reader = Reader.create(message);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const number = tag >>> 3;
    if ((tag & 7) !== lengthDelimited) {
      reader.skipType(tag & 7);
      continue;
    }
    const known = members.get(number);
    const bytes = reader.bytes();
    if (known === undefined) members.set(number, [bytes]);
    else known.push(bytes);
  }
  return members;
}
