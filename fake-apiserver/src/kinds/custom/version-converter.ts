import type { KubernetesObject } from "@informerlab/core";
import type { PlainObject } from "../../codec/json/plain-object.ts";
import { internalFailure } from "../../schema/decode/decode-errors.ts";
import type { ObjectSchema } from "../../schema/object-schema.ts";
import { defaulted } from "../../schema/structural/default-values.ts";
import { dropNulls } from "../../schema/structural/drop-nulls.ts";
import { withReadableEmbedded } from "../../schema/structural/embedded-objects.ts";
import { pruneUnknownFields } from "../../schema/structural/prune.ts";
import { toObjectSchema } from "../../schema/structural/to-object-schema.ts";
import type { VersionView } from "../resource-definition.ts";
import { goneVersionText } from "./gone-version.ts";

/** Brings an object to another version of its group: `example.com/v2`. @throws StatusError when that fails */
export type ConvertVersion = (object: KubernetesObject, apiVersion: string) => KubernetesObject;

/** Strategy None: all versions mean the same. */
export const relabel: ConvertVersion = (object, apiVersion) => ({ ...object, apiVersion });

/** All versions of one custom resource, and the way between them. */
export class VersionConverter {
  readonly group: string;
  readonly storageVersion: string;
  /** All of them, served or not. */
  readonly apiVersions: ReadonlySet<string>;
  /** Versions that have to be known of each object that is stored, for those who watch them. */
  readonly #known: readonly string[];
  readonly #schemas: ReadonlyMap<string, () => ObjectSchema>;
  readonly #convert: ConvertVersion;

  constructor(
    names: { readonly group: string; readonly storageVersion: string },
    /** `openAPIV3Schema` by version. */
    schemas: ReadonlyMap<string, PlainObject>,
    way: { readonly convert: ConvertVersion; readonly known: readonly string[] },
  ) {
    this.group = names.group;
    this.storageVersion = names.storageVersion;
    this.#known = way.known.map((version) => `${this.group}/${version}`);
    this.#convert = way.convert;
    this.#schemas = new Map(
      [...schemas].map(([version, schema]) => [`${this.group}/${version}`, once(schema)]),
    );
    this.apiVersions = new Set(this.#schemas.keys());
  }

  /**
   * The object as it is stored, of which the stored version keeps what it knows.
   *
   * @see apiextensions-apiserver pkg/apiserver/customresource_handler.go schemaCoercingConverter
   */
  toStored(object: KubernetesObject): KubernetesObject {
    const stored = this.#to(object, `${this.group}/${this.storageVersion}`);
    for (const apiVersion of this.#known) this.#foresee(stored, apiVersion);
    return stored;
  }

  /**
   * A stored object in a version: with the defaults of the version it is stored in, and what that one knows.
   *
   * @throws StatusError 500 for one that is stored in a version that is gone.
   */
  fromStored(stored: KubernetesObject, apiVersion: string): KubernetesObject {
    const schema = this.#schemas.get(stored.apiVersion ?? "")?.();
    if (schema === undefined) throw internalFailure(goneVersionText(stored.apiVersion));
    const known = knownOf(stored as PlainObject, schema);
    return this.#to(defaulted(known, schema) as KubernetesObject, apiVersion);
  }

  #to(object: KubernetesObject, apiVersion: string): KubernetesObject {
    if (object.apiVersion === apiVersion) return object;
    const converted = this.#convert(object, apiVersion);
    const schema = this.#schemas.get(apiVersion)?.();
    if (schema === undefined) return converted;
    return { ...withReadableEmbedded(knownOf(converted as PlainObject, schema), schema) };
  }

  /** What a version must declare of all objects, as all versions mean the same; undefined where a webhook brings them over. */
  schemaOf(apiVersion: string): ObjectSchema | undefined {
    return this.#convert === relabel ? this.#schemas.get(apiVersion)?.() : undefined;
  }

  /** Another version, to which a webhook brings objects; undefined where all versions mean the same. */
  inVersion(apiVersion: string, own: string): VersionView | undefined {
    const schema = this.#convert === relabel ? undefined : this.#schemas.get(apiVersion)?.();
    return (
      schema && {
        schema,
        convert: (object) => this.#convert(object, apiVersion),
        back: (object) => this.#convert(object, own),
      }
    );
  }

  /** Asks now what watches will need. What fails is asked again when it is needed, and fails then. */
  #foresee(stored: KubernetesObject, apiVersion: string): void {
    if (stored.apiVersion === apiVersion) return;
    try {
      this.fromStored(stored, apiVersion);
    } catch (error) {
      if (!(error instanceof Error) || error.name !== "StatusError") throw error;
    }
  }
}

/** What a schema knows of an object: no other members, and none that is null where none may be. */
function knownOf(object: PlainObject, schema: ObjectSchema): PlainObject {
  return dropNulls(pruneUnknownFields(object, schema).value, schema) as PlainObject;
}

function once(schema: PlainObject): () => ObjectSchema {
  let made: ObjectSchema | undefined;
  return () => {
    made ??= toObjectSchema(schema);
    return made;
  };
}
