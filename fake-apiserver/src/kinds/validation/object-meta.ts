import type { KubernetesObject } from "@informerlab/core";
import { utf8Length } from "../../codec/bytes/base64.ts";
import {
  equalJson,
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
} from "../../codec/json/plain-object.ts";
import type { NameRule } from "../../codec/names/name-rule.ts";
import {
  labelValue,
  prefixOf,
  qualifiedName,
  subdomainName,
  unknownFinalizer,
} from "../../codec/names/names.ts";
import { pathSegmentName } from "../../codec/names/path-segment.ts";
import {
  type FieldError,
  forbidden,
  invalid,
  required,
  tooLong,
} from "../../schema/field-error.ts";

/** All annotations of an object together. */
const annotationsBytesMax = 256 * 1024;

/** Finalizers that need no domain. */

/** What is asked of an object's metadata. */
export interface MetadataRules {
  readonly namespaced: boolean;
  readonly nameRule: NameRule;
  /** What generated names begin with is held to the rule, too. */
  readonly checksPrefix?: boolean;
  /** Finalizers need a domain or must be well known: asked of most built-in kinds. */
  readonly qualifiesFinalizers: boolean;
}

/**
 * What is wrong with the metadata of a new object.
 *
 * @see apimachinery pkg/api/validation/objectmeta.go
 */
export function validateMetadata(
  object: KubernetesObject,
  rules: MetadataRules,
): readonly FieldError[] {
  const metadata = objectOf(object.metadata);
  return [
    ...validateName(metadata, rules),
    ...validateNamespace(metadata, rules.namespaced),
    ...validateLabels(metadata["labels"], "metadata.labels"),
    ...validateAnnotations(metadata["annotations"], "metadata.annotations"),
    ...validateOwnerReferences(metadata["ownerReferences"]),
    ...validateFinalizers(metadata["finalizers"], rules.qualifiesFinalizers),
    ...validateGeneration(metadata),
  ];
}

/** What a kind's own rules check of metadata on an update: what may not change, or all of it. */
export type MetadataCheck = "update" | "whole";

/**
 * What is wrong with the metadata of a changed object. The real server checks generally and once more by kind, and so
 * reports what both find twice.
 */
export function validateMetadataUpdate(
  object: KubernetesObject,
  old: KubernetesObject,
  rules: MetadataRules & { readonly checks: readonly MetadataCheck[] },
): readonly FieldError[] {
  const metadata = objectOf(object.metadata);
  const before = objectOf(old.metadata);
  const parts = [
    ...validateLabels(metadata["labels"], "metadata.labels"),
    ...validateAnnotations(metadata["annotations"], "metadata.annotations"),
    ...validateOwnerReferences(metadata["ownerReferences"]),
  ];
  const changes = [...validateMetadataChange(metadata, before), ...parts];
  const general = [
    ...parts,
    ...validateFinalizers(metadata["finalizers"], false),
    ...validateGeneration(metadata),
  ];
  const names = validateGenerateName(metadata, rules);
  const standing = rules.qualifiesFinalizers ? standardProblems(metadata["finalizers"]) : [];
  return [
    ...validateGenerateName(metadata, { ...rules, nameRule: pathSegmentName, checksPrefix: true }),
    ...validateNamespace(metadata, rules.namespaced),
    ...general,
    ...changes,
    ...rules.checks.flatMap((check) => [
      ...(check === "update" ? changes : [...names, ...general]),
      ...standing,
    ]),
  ];
}

/** Labels, in metadata, selectors and templates. */
export function validateLabels(labels: unknown, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const [key, value] of Object.entries(objectOf(labels))) {
    for (const problem of qualifiedName(key)) errors.push(invalid(field, key, problem));
    for (const problem of labelValue(textOf(value))) errors.push(invalid(field, value, problem));
  }
  return errors;
}

/** Annotations: any text, but not too much of it. */
export function validateAnnotations(annotations: unknown, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  let bytes = 0;
  for (const [key, value] of Object.entries(objectOf(annotations))) {
    errors.push(...qualifiedName(key.toLowerCase()).map((problem) => invalid(field, key, problem)));
    bytes += utf8Length(key) + utf8Length(textOf(value));
  }
  if (bytes > annotationsBytesMax) errors.push(tooLong(field, annotationsBytesMax));
  return errors;
}

function validateName(metadata: PlainObject, rules: MetadataRules): readonly FieldError[] {
  const name = textOf(metadata["name"]);
  const { nameRule } = rules;
  const errors = validateGenerateName(metadata, rules);
  if (name === "")
    return [...errors, required("metadata.name", "name or generateName is required")];
  return [...errors, ...nameRule(name).map((problem) => invalid("metadata.name", name, problem))];
}

function validateGenerateName(
  metadata: PlainObject,
  { nameRule, checksPrefix = true }: MetadataRules,
): readonly FieldError[] {
  const generateName = textOf(metadata["generateName"]);
  if (generateName === "" || !checksPrefix) return [];
  return prefixOf(nameRule)(generateName).map((problem) =>
    invalid("metadata.generateName", generateName, problem),
  );
}

function validateGeneration({ generation }: PlainObject): readonly FieldError[] {
  return typeof generation === "number" && generation < 0
    ? [invalid("metadata.generation", generation, "must be greater than or equal to 0")]
    : [];
}

function validateNamespace(metadata: PlainObject, namespaced: boolean): readonly FieldError[] {
  const namespace = textOf(metadata["namespace"]);
  if (!namespaced) {
    return namespace === "" ? [] : [forbidden("metadata.namespace", "not allowed on this type")];
  }
  return namespace === "" ? [required("metadata.namespace")] : [];
}

function validateOwnerReferences(references: unknown): readonly FieldError[] {
  const errors: FieldError[] = [];
  const controllers: string[] = [];
  const field = "metadata.ownerReferences";
  listOf(references).forEach((reference) => {
    if (!isPlainObject(reference)) return;
    const apiVersion = textOf(reference["apiVersion"]);
    const kind = textOf(reference["kind"]);
    // What has more slashes than one is no version either.
    const [, version = apiVersion, ...more] = apiVersion.split("/");
    if (version === "" || more.length > 0) {
      errors.push(invalid(`${field}.apiVersion`, apiVersion, "version must not be empty"));
    }
    for (const member of ["kind", "name", "uid"] as const) {
      if (textOf(reference[member]) === "")
        errors.push(invalid(`${field}.${member}`, "", "must not be empty"));
    }
    if (apiVersion === "v1" && kind === "Event")
      errors.push(
        invalid(field, inGoOrder(reference), "/v1, Kind=Event is disallowed from being an owner"),
      );
    if (reference["controller"] === true) controllers.push(`${kind}/${textOf(reference["name"])}`);
  });
  if (controllers.length > 1) {
    errors.push(
      invalid(
        field,
        listOf(references).map((reference) => inGoOrder(objectOf(reference))),
        `Only one reference can have Controller set to true. Found "true" in references for ${controllers[0]} and ${controllers[1]}`,
      ),
    );
  }
  return errors;
}

/** A reference as Go writes it. */
function inGoOrder({ apiVersion, kind, name, uid, ...rest }: PlainObject): PlainObject {
  return { apiVersion, kind, name, uid, ...rest };
}

function validateFinalizers(finalizers: unknown, qualifies: boolean): readonly FieldError[] {
  const list = listOf(finalizers).map(textOf);
  const errors = list.flatMap((finalizer) =>
    qualifiedName(finalizer).map((problem) => invalid("metadata.finalizers", finalizer, problem)),
  );
  if (list.includes("orphan") && list.includes("foregroundDeletion")) {
    errors.push(
      invalid(
        "metadata.finalizers",
        list,
        "finalizer orphan and foregroundDeletion cannot be both set",
      ),
    );
  }
  if (qualifies) errors.push(...standardProblems(finalizers));
  return errors;
}

/** Finalizers without a domain that are none of the well-known. */
function standardProblems(finalizers: unknown): readonly FieldError[] {
  return listOf(finalizers).flatMap((finalizer, index) =>
    unknownFinalizer(textOf(finalizer)).map((problem) =>
      invalid(`metadata.finalizers[${index}]`, finalizer, problem),
    ),
  );
}

function validateMetadataChange(metadata: PlainObject, old: PlainObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (textOf(old["deletionTimestamp"]) !== "") {
    const before = new Set(listOf(old["finalizers"]));
    const added = listOf(metadata["finalizers"]).filter((finalizer) => !before.has(finalizer));
    if (added.length > 0) {
      const names = [...new Set(added)].map((name) => JSON.stringify(name)).join(", ");
      errors.push(
        forbidden(
          "metadata.finalizers",
          `no new finalizers can be added if the object is being deleted, found new finalizers []string{${names}}`,
        ),
      );
    }
  }
  for (const member of immutableMembers) {
    if (!equalJson(metadata[member], old[member])) {
      errors.push(invalid(`metadata.${member}`, metadata[member] ?? null, "field is immutable"));
    }
  }
  return errors;
}

const immutableMembers = [
  "name",
  "namespace",
  "uid",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
] as const;

/** The rule for kinds without one of their own. */
export const defaultNameRule: NameRule = subdomainName;
