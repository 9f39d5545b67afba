import { failureStatus, type KubernetesObject, StatusError } from "@informerlab/core";
import type { RequestBody } from "./resource-request.ts";

const formats: ReadonlyMap<string, "json" | "yaml" | "protobuf"> = new Map([
  ["", "json"],
  ["application/json", "json"],
  ["application/yaml", "yaml"],
  ["application/vnd.kubernetes.protobuf", "protobuf"],
]);

/** In what form a body is, by its media type; undefined for one that is not read. */
export function formatOf(body: RequestBody | undefined): "json" | "yaml" | "protobuf" | undefined {
  return formats.get((body?.mediaType ?? "").toLowerCase());
}

/** @throws StatusError 415 for a body in a form that is not read. */
export function refuseUnknownFormat(body: RequestBody | undefined): void {
  if (body !== undefined && !isObject(body.content) && formatOf(body) === undefined)
    throw unsupportedMediaType();
}

/** True for what a caller in this process hands over as it is. */
export function isObject(content: RequestBody["content"]): content is KubernetesObject {
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
