import type { KubernetesObject } from "@informerlab/core";
import { joined } from "../../codec/bytes/byte-store.ts";
import { RememberedBytes } from "../../codec/json/remembered-bytes.ts";
import {
  encodeEnvelope,
  encodeList,
  encodeMessage,
  encodeWatchFrame,
  type TypeMeta,
} from "../../schema/encode/protobuf/encode-protobuf.ts";
import { itemsPerStep, rememberedBytesMax, type WireForm } from "./wire-form.ts";

const messages = new RememberedBytes<KubernetesObject>(rememberedBytesMax, (object) =>
  joined([encodeMessage(object)]),
);

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

function typeOf({ apiVersion = "", kind = "" }: KubernetesObject): TypeMeta {
  return { apiVersion, kind };
}
