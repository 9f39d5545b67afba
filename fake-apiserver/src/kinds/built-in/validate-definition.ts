import {
  equalJson,
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/plain-object.ts";
import { type FieldError, invalid, notSupported, required } from "../../schema/field-error.ts";
import { validateStructuralSchema } from "../../schema/structural/validate-schema.ts";
import { label1035Name, labelName, subdomainName } from "../validation/names.ts";

/**
 * What is wrong with a CustomResourceDefinition, in the order of the real server.
 *
 * @see apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go
 */
export function validateDefinition(
  definition: PlainObject,
  subresource: string,
): readonly FieldError[] {
  if (subresource === "status") return [];
  const spec = objectOf(definition["spec"]);
  return [
    ...validateApproval(definition, spec),
    ...validateSpec(spec),
    ...validateStoredVersions(definition, spec),
  ];
}

/** What is wrong with a new one besides. */
export function validateNewDefinition(definition: PlainObject): readonly FieldError[] {
  return validateName(definition, objectOf(definition["spec"]));
}

/** Scope, group and the names by which objects are stored stay. */
export function validateDefinitionUpdate(
  definition: PlainObject,
  old: PlainObject,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const established = listOf(valueAt(old, "status", "conditions"))
    .map(objectOf)
    .some(({ type, status }) => type === "Established" && status === "True");
  if (!established) return [];
  for (const path of [["group"], ["scope"], ["names", "plural"], ["names", "kind"]] as const) {
    const value = valueAt(definition, "spec", ...path);
    if (!equalJson(value, valueAt(old, "spec", ...path))) {
      errors.push(invalid(`spec.${path.join(".")}`, value ?? null, "field is immutable"));
    }
  }
  return errors;
}

function validateName(definition: PlainObject, spec: PlainObject): readonly FieldError[] {
  const name = textOf(valueAt(definition, "metadata", "name"));
  const wanted = `${textOf(valueAt(spec, "names", "plural"))}.${textOf(spec["group"])}`;
  return name === wanted
    ? []
    : [invalid("metadata.name", name, 'must be spec.names.plural+"."+spec.group')];
}

const approvalAnnotation = "api-approved.kubernetes.io";

function validateApproval(definition: PlainObject, spec: PlainObject): readonly FieldError[] {
  const group = textOf(spec["group"]);
  const isProtected = ["k8s.io", "kubernetes.io"].some(
    (domain) => group === domain || group.endsWith(`.${domain}`),
  );
  const approval = textOf(valueAt(definition, "metadata", "annotations", approvalAnnotation));
  const field = `metadata.annotations[${approvalAnnotation}]`;
  const see = `see https://github.com/kubernetes/enhancements/pull/1111`;
  if (!isProtected || /^(https?:\/\/|unapproved)/.test(approval)) return [];
  return approval === ""
    ? [
        required(
          field,
          `protected groups must have approval annotation "${approvalAnnotation}", ${see}`,
        ),
      ]
    : [
        invalid(
          field,
          approval,
          `protected groups must have approval annotation "${approvalAnnotation}" with either a URL or a reason starting with "unapproved", ${see}`,
        ),
      ];
}

function validateSpec(spec: PlainObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  const group = textOf(spec["group"]);
  if (group === "") errors.push(required("spec.group"));
  else {
    errors.push(...subdomainName(group).map((problem) => invalid("spec.group", group, problem)));
    if (!group.includes("."))
      errors.push(invalid("spec.group", group, "should be a domain with at least one dot"));
  }
  const scope = textOf(spec["scope"]);
  if (scope === "") errors.push(required("spec.scope"));
  else if (scope !== "Cluster" && scope !== "Namespaced") {
    errors.push(notSupported("spec.scope", scope, ["Cluster", "Namespaced"]));
  }
  errors.push(
    ...validateVersions(spec),
    ...validateNames(objectOf(spec["names"])),
    ...validateConversion(spec),
  );
  return errors;
}

function validateVersions(spec: PlainObject): readonly FieldError[] {
  const versions = listOf(spec["versions"]).map(objectOf);
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  versions.forEach((version, index) => {
    const name = textOf(version["name"]);
    errors.push(
      ...label1035Name(name).map((problem) =>
        invalid(`spec.versions[${index}].name`, name, problem),
      ),
    );
    if (seen.has(name))
      errors.push(invalid(`spec.versions[${index}].name`, name, "must be unique"));
    seen.add(name);
    if (!isPlainObject(valueAt(version, "schema", "openAPIV3Schema"))) {
      errors.push(required(`spec.versions[${index}].schema.openAPIV3Schema`));
    }
  });
  // While all versions have one schema, errors name it as if it stood above them.
  const isShared = versions.every((version) =>
    equalJson(version["schema"], versions[0]?.["schema"]),
  );
  if (versions.filter((version) => version["storage"] === true).length !== 1) {
    const shown =
      versions.length === 0 ? null : versions.map((version) => internalVersion(version, isShared));
    errors.push(
      invalid("spec.versions", shown, "must have exactly one version marked as storage version"),
    );
  }
  const checked = isShared ? versions.slice(0, 1) : versions;
  checked.forEach((version, index) => {
    const schema = valueAt(version, "schema", "openAPIV3Schema");
    const field = isShared
      ? "spec.validation.openAPIV3Schema"
      : `spec.versions[${index}].schema.openAPIV3Schema`;
    if (isPlainObject(schema)) errors.push(...validateStructuralSchema(schema, field));
  });
  return errors;
}

/** A version as the server holds it inside, which is how errors show it. */
function internalVersion(version: PlainObject, isShared: boolean): PlainObject {
  return {
    Name: textOf(version["name"]),
    Served: version["served"] === true,
    Storage: version["storage"] === true,
    Deprecated: version["deprecated"] === true,
    DeprecationWarning: version["deprecationWarning"] ?? null,
    Schema: isShared ? null : { OpenAPIV3Schema: {} },
    Subresources: version["subresources"] ?? null,
    AdditionalPrinterColumns: version["additionalPrinterColumns"] ?? null,
    SelectableFields: version["selectableFields"] ?? null,
  };
}

function validateNames(names: PlainObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const member of ["plural", "singular", "kind", "listKind"] as const) {
    const name = textOf(names[member]);
    const field = `spec.names.${member}`;
    if (name === "") errors.push(required(field));
    else {
      const lower = member === "plural" || member === "singular" ? name : name.toLowerCase();
      errors.push(...label1035Name(lower).map((problem) => invalid(field, name, problem)));
    }
  }
  listOf(names["shortNames"]).forEach((name, index) => {
    errors.push(
      ...label1035Name(textOf(name)).map((problem) =>
        invalid(`spec.names.shortNames[${index}]`, name, problem),
      ),
    );
  });
  listOf(names["categories"]).forEach((name, index) => {
    errors.push(
      ...labelName(textOf(name)).map((problem) =>
        invalid(`spec.names.categories[${index}]`, name, problem),
      ),
    );
  });
  if (textOf(names["kind"]) !== "" && names["kind"] === names["listKind"]) {
    errors.push(
      invalid("spec.names.listKind", names["listKind"], "kind and listKind may not be the same"),
    );
  }
  return errors;
}

/** Webhooks cannot be called from here: better refused than ignored. */
function validateConversion(spec: PlainObject): readonly FieldError[] {
  const strategy = textOf(valueAt(spec, "conversion", "strategy"));
  if (strategy === "" || strategy === "None") return [];
  if (strategy !== "Webhook")
    return [notSupported("spec.conversion.strategy", strategy, ["None", "Webhook"])];
  return [
    invalid(
      "spec.conversion.strategy",
      strategy,
      "the fake apiserver converts between versions by strategy None only; it calls no webhooks",
    ),
  ];
}

function validateStoredVersions(definition: PlainObject, spec: PlainObject): readonly FieldError[] {
  const stored = listOf(valueAt(definition, "status", "storedVersions"));
  if (stored.length === 0)
    return [invalid("status.storedVersions", null, "must have at least one stored version")];
  const storage = listOf(spec["versions"])
    .map(objectOf)
    .filter((version) => version["storage"] === true)
    .map((version) => textOf(version["name"]));
  const last = storage.at(-1);
  return last === undefined || stored.includes(last)
    ? []
    : [invalid("status.storedVersions", stored, `must have the storage version ${last}`)];
}
