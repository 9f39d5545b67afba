import {
  equalJson,
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/json/plain-object.ts";
import { label1035Name, subdomainName } from "../../codec/names/names.ts";
import { type FieldError, invalid, notSupported, required } from "../../schema/field-error.ts";
import { schemasIn } from "../../schema/structural/check/schemas-in.ts";
import { unreadableProblem } from "../../schema/structural/check/unreadable-schema.ts";
import { validateSchema } from "../../schema/structural/check/validate-schema.ts";
import { approvalAnnotation, approvalOf, isProtectedGroup } from "../custom/api-approval.ts";
import { embeddedProblems } from "../validation/embedded-objects.ts";
import {
  type DefinitionSpec,
  fieldOfPart,
  internalVersions,
  readSpec,
  type SharedPart,
} from "./definition/internal-spec.ts";
import { conversionProblems } from "./definition/validate-conversion.ts";
import {
  columnProblems,
  deprecationProblems,
  selectableFieldProblems,
  subresourceProblems,
} from "./definition/validate-version.ts";

/**
 * What is wrong with a CustomResourceDefinition, in the order of the real server.
 *
 * @see apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go
 */
export function validateDefinition(
  definition: PlainObject,
  subresource: string,
  old?: PlainObject,
): readonly FieldError[] {
  const { acceptedNames } = objectOf(definition["status"]);
  const statusErrors = nameFormProblems(objectOf(acceptedNames), "status.acceptedNames");
  if (subresource === "status") return statusErrors;
  const spec = readSpec(objectOf(definition["spec"]));
  return [
    ...validateSpec(spec, old === undefined ? undefined : readSpec(objectOf(old["spec"]))),
    ...(old === undefined ? [] : immutableProblems(definition, old)),
    ...statusErrors,
    ...storedVersionProblems(definition, spec),
    ...validateApproval(definition, old),
    ...(spec.spec["preserveUnknownFields"] === true &&
    valueAt(old, "spec", "preserveUnknownFields") !== true
      ? [preserveProblem]
      : []),
  ];
}

const preserveProblem = invalid(
  "spec.preserveUnknownFields",
  true,
  "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead",
);

/** What is wrong with the name of a new one. */
export function validateNewDefinition(definition: PlainObject): readonly FieldError[] {
  const spec = definition["spec"];
  const name = textOf(valueAt(definition, "metadata", "name"));
  const wanted = `${textOf(valueAt(spec, "names", "plural"))}.${textOf(valueAt(spec, "group"))}`;
  const prefix = textOf(valueAt(definition, "metadata", "generateName"));
  const given = [
    ["generateName", prefix],
    ["name", name],
  ] as const;
  return given
    .filter(([, text]) => text !== "" && text !== wanted)
    .map(([member, text]) =>
      invalid(`metadata.${member}`, text, 'must be spec.names.plural+"."+spec.group'),
    );
}

/** Scope, group and the names by which objects are stored stay. */
function immutableProblems(definition: PlainObject, old: PlainObject): readonly FieldError[] {
  const isEstablished = listOf(valueAt(old, "status", "conditions"))
    .map(objectOf)
    .some(({ type, status }) => type === "Established" && status === "True");
  const kept = [
    ...(isEstablished ? [["scope"], ["names", "kind"]] : []),
    ["group"],
    ["names", "plural"],
  ];
  return kept.flatMap((path) => {
    const value = valueAt(definition, "spec", ...path);
    if (equalJson(value, valueAt(old, "spec", ...path))) return [];
    return [invalid(`spec.${path.join(".")}`, value ?? null, "field is immutable")];
  });
}

function validateApproval(
  definition: PlainObject,
  old: PlainObject | undefined,
): readonly FieldError[] {
  const { state, reason } = approvalOf(definition);
  if (!isProtectedGroup(textOf(valueAt(definition, "spec", "group")))) return [];
  if (old !== undefined && approvalOf(old).state === state) return [];
  const field = `metadata.annotations[${approvalAnnotation}]`;
  if (state === "missing") return [required(field, reason)];
  if (state !== "invalid") return [];
  const value = valueAt(definition, "metadata", "annotations", approvalAnnotation);
  return [invalid(field, value, reason)];
}

function validateSpec(
  definition: DefinitionSpec,
  old: DefinitionSpec | undefined,
): readonly FieldError[] {
  const { spec, versions } = definition;
  const names = objectOf(spec["names"]);
  const errors: FieldError[] = [...groupProblems(textOf(spec["group"])), ...scopeProblems(spec)];
  for (const [i, version] of versions.entries())
    if (!isPlainObject(schemaOf(version)))
      errors.push(required(`spec.versions[${i}].schema.openAPIV3Schema`));
  if (spec["preserveUnknownFields"] === true && versions.some(hasDefaults))
    errors.push(
      invalid(
        "spec.preserveUnknownFields",
        true,
        "must be false in order to use defaults in the schema",
      ),
    );
  for (const [i, version] of versions.entries()) {
    const name = textOf(version["name"]);
    const problems = label1035Name(name);
    if (problems.length > 0)
      errors.push(invalid(`spec.versions[${i}].name`, name, problems.join(",")));
    errors.push(...versionProblems(definition, old, version, i));
  }
  errors.push(...versionSetProblems(definition), ...requiredNameProblems(names));
  errors.push(...nameFormProblems(names, "spec.names"));
  const [first] = versions;
  if (first !== undefined) errors.push(...sharedProblems(definition, old, first));
  return [
    ...errors,
    ...conversionProblems(spec["conversion"], spec["preserveUnknownFields"] === true),
  ];
}

function schemaOf(version: PlainObject): unknown {
  return valueAt(version, "schema", "openAPIV3Schema");
}

function hasDefaults(version: PlainObject): boolean {
  return [...schemasIn(schemaOf(version))].some((schema) => (schema["default"] ?? null) !== null);
}

function groupProblems(group: string): readonly FieldError[] {
  if (group === "") return [required("spec.group")];
  const problems = subdomainName(group);
  if (problems.length > 0) return [invalid("spec.group", group, problems.join(","))];
  if (group.includes(".")) return [];
  return [invalid("spec.group", group, "should be a domain with at least one dot")];
}

function scopeProblems(spec: PlainObject): readonly FieldError[] {
  const scope = textOf(spec["scope"]);
  if (scope === "") return [required("spec.scope")];
  if (scope === "Cluster" || scope === "Namespaced") return [];
  return [notSupported("spec.scope", scope, ["Cluster", "Namespaced"])];
}

/** What is wrong with what a version does not share with the others. */
function versionProblems(
  definition: DefinitionSpec,
  old: DefinitionSpec | undefined,
  version: PlainObject,
  index: number,
): readonly FieldError[] {
  return [
    ...deprecationProblems(version, `spec.versions[${index}]`),
    ...partProblems(definition, old, version, index, (part) => !definition.shared.has(part)),
  ];
}

/** What is wrong with what all versions share. */
function sharedProblems(
  definition: DefinitionSpec,
  old: DefinitionSpec | undefined,
  first: PlainObject,
): readonly FieldError[] {
  return partProblems(definition, old, first, 0, (part) => definition.shared.has(part));
}

function partProblems(
  definition: DefinitionSpec,
  old: DefinitionSpec | undefined,
  version: PlainObject,
  index: number,
  isWanted: (part: SharedPart) => boolean,
): readonly FieldError[] {
  const schema = schemaOf(version);
  const errors: FieldError[] = [];
  const at = (part: SharedPart): string => fieldOfPart(definition, part, index);
  if (isWanted("schema") && isPlainObject(schema)) {
    const isUnchanged = old?.versions.some(
      (before) => before["name"] === version["name"] && equalJson(schemaOf(before), schema),
    );
    errors.push(
      ...validateSchema(schema, `${at("schema")}.openAPIV3Schema`, {
        hasStatus: hasStatusBelow(definition, version),
        isUnchanged: isUnchanged === true,
        embeddedProblems,
      }),
    );
  }
  if (isWanted("subresources"))
    errors.push(...subresourceProblems(version["subresources"], at("subresources")));
  if (isWanted("additionalPrinterColumns"))
    errors.push(
      ...columnProblems(version["additionalPrinterColumns"], at("additionalPrinterColumns")),
    );
  if (isWanted("selectableFields")) {
    // Both stand above the versions, or both in one.
    const isBeside = definition.shared.has("schema") === definition.shared.has("selectableFields");
    if (isBeside && isPlainObject(schema) && listOf(version["selectableFields"]).length > 0) {
      const unreadable = unreadableProblem(schema);
      const whose = definition.shared.has("selectableFields") ? "spec" : `spec.versions[${index}]`;
      if (unreadable !== undefined)
        errors.push(invalid(`${whose}.schema.openAPIV3Schema`, "", unreadable));
      errors.push(
        ...selectableFieldProblems(version["selectableFields"], schema, at("selectableFields")),
      );
    } else if (listOf(version["selectableFields"]).length > 0)
      errors.push(invalid(at("selectableFields"), "", withoutSchema(definition)));
  }
  return errors;
}

/** Whether a status below a schema has an endpoint: in a version of its name, or, of one that all share, in any. */
function hasStatusBelow({ shared, versions }: DefinitionSpec, { name }: PlainObject): boolean {
  const asked = shared.has("schema")
    ? versions
    : versions.filter((one) => one["name"] === name).slice(0, 1);
  return asked.some((version) => isPlainObject(valueAt(version, "subresources", "status")));
}

/** What is said of selectable fields that no schema has; of those of one version, the opposite of what is meant. */
function withoutSchema({ shared }: DefinitionSpec): string {
  return shared.has("selectableFields")
    ? "may only be set when validations.schema is included"
    : "may only be set when `version.schema.openAPIV3Schema` is not included";
}

function versionSetProblems(definition: DefinitionSpec): readonly FieldError[] {
  const { versions } = definition;
  const errors: FieldError[] = [];
  const refuse = (problem: string): void => {
    errors.push(invalid("spec.versions", internalVersions(definition), problem));
  };
  if (new Set(versions.map(({ name }) => name)).size < versions.length)
    refuse("must contain unique version names");
  if (versions.filter(({ storage }) => storage === true).length !== 1)
    refuse("must have exactly one version marked as storage version");
  const name = textOf(versions[0]?.["name"]);
  const problems = name === "" ? [] : label1035Name(name);
  if (problems.length > 0) errors.push(invalid("spec.version", name, problems.join(",")));
  return errors;
}

const nameMembers = ["plural", "singular", "kind", "listKind"] as const;

function requiredNameProblems(names: PlainObject): readonly FieldError[] {
  return nameMembers.flatMap((member) =>
    textOf(names[member]) === "" ? [required(`spec.names.${member}`)] : [],
  );
}

function nameFormProblems(names: PlainObject, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const judge = (name: string, at: string, prefix = ""): void => {
    const problems = name === "" ? [] : label1035Name(prefix === "" ? name : name.toLowerCase());
    if (problems.length > 0) errors.push(invalid(at, name, prefix + problems.join(",")));
  };
  for (const member of nameMembers) {
    const isKind = member === "kind" || member === "listKind";
    const prefix = isKind ? "may have mixed case, but should otherwise match: " : "";
    judge(textOf(names[member]), `${field}.${member}`, prefix);
  }
  const list = (member: "shortNames" | "categories"): void => {
    for (const [i, name] of listOf(names[member]).map(textOf).entries()) {
      const problems = label1035Name(name);
      if (problems.length > 0)
        errors.push(invalid(`${field}.${member}[${i}]`, name, problems.join(",")));
    }
  };
  list("shortNames");
  const { kind, listKind } = names;
  if (textOf(kind) !== "" && kind === listKind)
    errors.push(invalid(`${field}.listKind`, listKind, "kind and listKind may not be the same"));
  list("categories");
  return errors;
}

function storedVersionProblems(
  definition: PlainObject,
  { versions }: DefinitionSpec,
): readonly FieldError[] {
  const stored = listOf(valueAt(definition, "status", "storedVersions")).map(textOf);
  const field = "status.storedVersions";
  if (stored.length === 0) return [invalid(field, null, "must have at least one stored version")];
  // Of a name that stands there twice the last place counts, and each is found once.
  const places = new Map(stored.map((name, index) => [name, index]));
  return [
    ...versions.flatMap(({ name, storage }) =>
      !places.delete(textOf(name)) && storage === true
        ? [invalid(field, stored, `must have the storage version ${textOf(name)}`)]
        : [],
    ),
    ...Array.from(places, ([name, index]) => lostVersion(name, index)),
  ];
}

function lostVersion(name: string, index: number): FieldError {
  return invalid(
    `status.storedVersions[${index}]`,
    name,
    `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`,
  );
}
