import type { KubernetesObject } from "@informerlab/core";
import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
} from "../../codec/json/plain-object.ts";
import { labelValue, qualifiedName } from "../../codec/names/names.ts";
import { each, form } from "../../kinds/validation/checks.ts";
import { Report } from "../../kinds/validation/report.ts";
import { type FieldError, invalid, invalidObject, required } from "../../schema/field-error.ts";

/**
 * What is wrong with a question about access, all of it at once.
 *
 * @see kubernetes pkg/apis/authorization/validation/validation.go
 */
export function checkAccessReview(
  { kind, group }: { readonly kind: string; readonly group: string },
  review: KubernetesObject,
): void {
  const errors = [
    ...checkSpec(objectOf((review as PlainObject)["spec"]), kind !== "SelfSubjectAccessReview"),
    ...checkMetadata(review, kind === "LocalSubjectAccessReview"),
  ];
  if (errors.length > 0) throw invalidObject({ group, kind: "" }, "", errors);
}

function checkSpec(spec: Readonly<Record<string, unknown>>, hasSubject: boolean): FieldError[] {
  const { resourceAttributes: resource, nonResourceAttributes: path, user, groups } = spec;
  const errors: FieldError[] = [];
  if (isPlainObject(resource) && isPlainObject(path)) {
    const shown = { Path: textOf(path["path"]), Verb: textOf(path["verb"]) };
    const text = "cannot be specified in combination with resourceAttributes";
    errors.push(invalid("spec.nonResourceAttributes", shown, text));
  }
  if (!isPlainObject(resource) && !isPlainObject(path)) {
    const text = "exactly one of nonResourceAttributes or resourceAttributes must be specified";
    errors.push(invalid("spec.resourceAttributes", null, text));
  }
  if (hasSubject && textOf(user) === "" && listOf(groups).length === 0)
    errors.push(invalid("spec.user", "", "at least one of user or group must be specified"));
  for (const name of ["fieldSelector", "labelSelector"]) {
    const selector = objectOf(resource)[name];
    if (!isPlainObject(selector)) continue;
    const { rawSelector, requirements } = selector;
    const place = `spec.resourceAttributes.${name}`;
    if (textOf(rawSelector) !== "" && listOf(requirements).length > 0) {
      const text = "may not specified at the same time as requirements";
      errors.push(invalid(`${place}.rawSelector`, rawSelector, text));
    }
    if (textOf(rawSelector) === "" && listOf(requirements).length === 0) {
      const text = `when ${place} is specified, requirements or rawSelector is required`;
      errors.push(required(`${place}.requirements`, text));
    }
    errors.push(...checkRequirements(requirements, `${place}.requirements`, name));
  }
  return errors;
}

/** Operators that the server does not know are left to the authorizer. */
function checkRequirements(
  requirements: unknown,
  at: string,
  selector: string,
): readonly FieldError[] {
  const report = new Report({});
  listOf(requirements).forEach((requirement, index) => {
    const { key, operator, values } = objectOf(requirement);
    const place = `${at}[${index}]`;
    const count = listOf(values).length;
    if (selector !== "labelSelector" && textOf(key) === "")
      report.required(`${place}.key`, "must be specified");
    if ((operator === "In" || operator === "NotIn") && count === 0)
      report.required(`${place}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
    if ((operator === "Exists" || operator === "DoesNotExist") && count > 0)
      report.forbidden(
        `${place}.values`,
        "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      );
    if (selector === "labelSelector") {
      form(qualifiedName)(key, `${place}.key`, report);
      each(form(labelValue))(values, `${place}.values`, report);
    }
  });
  return report.errors;
}

function checkMetadata(review: KubernetesObject, isLocal: boolean): FieldError[] {
  const { metadata } = review;
  const { spec } = review as PlainObject;
  const { managedFields: _, namespace = "", ...rest } = metadata ?? {};
  const hasMore = Object.keys(rest).length > 0 || (!isLocal && namespace !== "");
  const errors: FieldError[] = [];
  if (hasMore) {
    const text = isLocal ? "must be empty except for namespace" : "must be empty";
    const { name, generateName } = metadata ?? {};
    const named = {
      ...(name === undefined ? {} : { name }),
      ...(generateName === undefined ? {} : { generateName }),
      ...(namespace === "" ? {} : { namespace }),
    };
    errors.push(invalid("metadata", { ...named, ...metadata }, text));
  }
  if (!isLocal) return errors;
  const { resourceAttributes: resource, nonResourceAttributes: path } = objectOf(spec);
  if (isPlainObject(resource) && textOf(resource["namespace"]) !== namespace) {
    const given = textOf(resource["namespace"]);
    const place = "spec.resourceAttributes.namespace";
    errors.push(invalid(place, given, "must match metadata.namespace"));
  }
  if (isPlainObject(path)) {
    const shown = { Path: textOf(path["path"]), Verb: textOf(path["verb"]) };
    errors.push(invalid("spec.nonResourceAttributes", shown, "disallowed on this kind of request"));
  }
  return errors;
}
