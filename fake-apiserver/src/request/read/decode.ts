import { assert } from "@informerlab/core";
import type { Decoded, DecodeTarget } from "../../schema/decode/decode-input.ts";
import { decodeObject, decodeTargetOf } from "../../schema/decode/decode-object.ts";
import type { ServerCore } from "../server-core.ts";
import { formatOf, isObject, unsupportedMediaType } from "./body-format.ts";
import { type BodyInput, takenAsIs } from "./body-input.ts";

/** The object in a request's body. @throws StatusError 400 or 415 with the real server's text. */
export function decodeBody(core: Pick<ServerCore, "settings">, input: BodyInput): Decoded {
  const { body, definition, fieldValidation, warn } = input;
  const content = body?.content ?? "";
  if (core.settings.objects === "metadata" && isObject(content))
    return takenAsIs(content, definition);
  const format = isObject(content) ? "value" : formatOf(body);
  // The real server takes a bad media type for JSON's, as long as there is nothing to decode.
  if (format === undefined) throw unsupportedMediaType();
  return decodeObject({ body: content, format, definition, fieldValidation, warn });
}

/** The kind that an endpoint takes which is no resource of its own: `Scale`, `Binding`, `Eviction`. */
export function visitorKind(group: string, version: string, kind: string): DecodeTarget {
  const target = decodeTargetOf(group, version, kind);
  assert(target !== undefined, `no schema for ${group}/${version} ${kind}`);
  return target;
}
