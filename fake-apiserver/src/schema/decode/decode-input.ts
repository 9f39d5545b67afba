import type { KubernetesObject } from "@informerlab/core";
import type { ObjectSchema } from "../object-schema.ts";

/** What to do with fields that the schema does not know, and with duplicates. */
export type FieldValidation = "Ignore" | "Warn" | "Strict";

/** The kind that an endpoint takes: a resource's own, or that of a subresource. */
export interface DecodeTarget {
  readonly origin: "built-in" | "custom";
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly schema: ObjectSchema;
  /** Reads bodies in its own way, as custom resources do. */
  readonly decode?: BodyReader;
}

/** Understands a body whose syntax is read. @throws StatusError 400 with the real server's text */
export type BodyReader = (
  parsed: ParsedBody,
  input: Pick<DecodeInput, "definition" | "fieldValidation">,
) => Decoded;

/** A request body to be understood as an object of a kind. */
export interface DecodeInput {
  /** Text for JSON and YAML, bytes for protobuf, a value for objects handed over in process. */
  readonly body: string | Uint8Array | object;
  readonly format: "json" | "yaml" | "protobuf" | "value";
  /** The kind that the endpoint takes. */
  readonly definition: DecodeTarget;
  readonly fieldValidation: FieldValidation;
  /** Takes what is said of a body that is refused for what it says it is. */
  readonly warn?: ((...texts: readonly string[]) => void) | undefined;
}

/** A body with its syntax read. */
export interface ParsedBody {
  readonly value: unknown;
  readonly duplicates: readonly string[];
  /** Numbers that are not written as they would be printed, by their paths. */
  readonly literals?: ReadonlyMap<string, string>;
  /** The duplicates of a YAML text, which are told by their lines. */
  readonly duplicateLines?: readonly { readonly key: string; readonly line: number }[];
  /** The text, to be quoted in errors. */
  readonly source: string;
}

/** A body understood. */
export interface Decoded {
  /** Complete with apiVersion and kind, not yet defaulted. */
  readonly object: KubernetesObject;
  /** Texts for Warning headers. */
  readonly warnings: readonly string[];
}
