import { type KubernetesObject, parseJson } from "@informerlab/core";
import { parseYaml } from "../../codec/parse-yaml.ts";
import { badRequest } from "../answer/status-errors.ts";
import { unsupportedMediaType } from "./decode.ts";
import type { RequestBody } from "./resource-request.ts";

/** A small body of no stored kind: a binding, an eviction, a review. @throws StatusError 400 or 415 */
export function parseBody(body: RequestBody | undefined): KubernetesObject {
  const content = body?.content ?? "";
  if (content instanceof Uint8Array) throw unsupportedMediaType();
  if (typeof content === "object") return content;
  const mediaType = body?.mediaType ?? "";
  if (mediaType !== "" && mediaType !== "application/json" && mediaType !== "application/yaml") {
    throw unsupportedMediaType();
  }
  if (content.trim() === "") return {};
  try {
    const value: unknown =
      mediaType === "application/yaml" ? parseYaml(content).value : parseJson(content);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch (cause) {
    throw badRequest(`the body is no JSON: ${String(cause)}`);
  }
  throw badRequest(`the body is no object: ${content.slice(0, 40)}`);
}
