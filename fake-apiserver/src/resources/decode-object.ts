import type { KubernetesObject } from "@informerlab/core";
import type { ResourceDefinition } from "./resource-definition.ts";

/** What to do with fields that the schema does not know, and with duplicates. */
export type FieldValidation = "Ignore" | "Warn" | "Strict";

/** A request body to be understood as an object of a kind. */
export interface DecodeInput {
  /** Text for JSON and YAML, bytes for protobuf, a value for objects handed over in process. */
  readonly body: string | Uint8Array | object;
  readonly format: "json" | "yaml" | "protobuf" | "value";
  /** The kind that the endpoint takes. */
  readonly definition: ResourceDefinition;
  readonly fieldValidation: FieldValidation;
}

/** A body understood. */
export interface Decoded {
  /** Complete with apiVersion and kind, not yet defaulted. */
  readonly object: KubernetesObject;
  /** Texts for Warning headers. */
  readonly warnings: readonly string[];
}

/**
 * Reads a request body as an object of `definition`: syntax, kind, types, unknown and duplicate fields.
 *
 * @throws StatusError 400 with the real server's text.
 */
export function decodeObject(input: DecodeInput): Decoded {
  throw new Error(`not yet: ${input.format}`);
}
