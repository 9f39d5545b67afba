import type { KubernetesObject } from "@informerlab/core";
import { joined } from "../../codec/bytes/byte-store.ts";
import type { Encoding } from "../read/api-request.ts";
import type { ListParts } from "./list-parts.ts";

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
export const itemsPerStep = 64;

/** Of the bytes of all objects that are remembered in one form. */
export const rememberedBytesMax: number = 48 * 1024 * 1024;

/** The bytes of an encoding that is gone through without a pause. */
export function encodedAtOnce(encoding: Encoding): Uint8Array<ArrayBuffer> {
  for (;;) {
    const step = encoding.next();
    if (step.done === true) return joined(step.value);
  }
}
