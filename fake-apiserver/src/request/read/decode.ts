import { assert, failureStatus, type KubernetesObject, StatusError } from "@informerlab/core";
import { apiVersionOf } from "../../schema/api-version.ts";
import type { Decoded, DecodeTarget, FieldValidation } from "../../schema/decode/decode-input.ts";
import { decodeObject, decodeTargetOf } from "../../schema/decode/decode-object.ts";
import type { ServerCore } from "../server-core.ts";
import type { RequestBody } from "./resource-request.ts";

const formats: ReadonlyMap<string, "json" | "yaml" | "protobuf"> = new Map([
  ["", "json"],
  ["application/json", "json"],
  ["application/yaml", "yaml"],
  ["application/vnd.kubernetes.protobuf", "protobuf"],
]);

/** Everything that {@link decodeBody} needs. */
export interface BodyInput {
  readonly body: RequestBody | undefined;
  readonly definition: DecodeTarget;
  readonly fieldValidation: FieldValidation;
  /** Takes what is said of a body that is refused for what it says it is. */
  readonly warn?: (...texts: readonly string[]) => void;
}

/** The object in a request's body. @throws StatusError 400 or 415 with the real server's text. */
export function decodeBody(core: Pick<ServerCore, "settings">, input: BodyInput): Decoded {
  const { body, definition, fieldValidation, warn } = input;
  const content = body?.content ?? "";
  if (core.settings.objects === "metadata" && isObject(content)) {
    const { kind, apiVersion, ...rest } = content;
    return {
      object: {
        kind: kind ?? definition.kind,
        apiVersion: apiVersion ?? apiVersionOf(definition),
        ...rest,
      },
      warnings: [],
    };
  }
  const format = isObject(content) ? "value" : formatOf(body);
  // The real server takes a bad media type for JSON's, as long as there is nothing to decode.
  if (format === undefined) throw unsupportedMediaType();
  return decodeObject({ body: content, format, definition, fieldValidation, warn });
}

/** @throws StatusError 415 for a body in a form that is not read. */
export function refuseUnknownFormat(body: RequestBody | undefined): void {
  if (body !== undefined && !isObject(body.content) && formatOf(body) === undefined)
    throw unsupportedMediaType();
}

function formatOf(body: RequestBody | undefined): "json" | "yaml" | "protobuf" | undefined {
  return formats.get((body?.mediaType ?? "").toLowerCase());
}

function isObject(content: RequestBody["content"]): content is KubernetesObject {
  return typeof content === "object" && !(content instanceof Uint8Array);
}

/** 415 for a body. */
export function unsupportedMediaType(): StatusError {
  return new StatusError(
    failureStatus({
      code: 415,
      reason: "UnsupportedMediaType",
      message:
        "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf",
    }),
  );
}

/** The kind that an endpoint takes which is no resource of its own: `Scale`, `Binding`, `Eviction`. */
export function visitorKind(group: string, version: string, kind: string): DecodeTarget {
  const target = decodeTargetOf(group, version, kind);
  assert(target !== undefined, `no schema for ${group}/${version} ${kind}`);
  return target;
}
