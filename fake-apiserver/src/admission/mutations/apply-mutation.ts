import type { KubernetesObject } from "@informerlab/core";
import { CelMap } from "../../cel/values/cel-value.ts";
import { isPlainObject, objectOf, type PlainObject } from "../../codec/json/plain-object.ts";
import { mergeValues } from "../../patch/apply/merge.ts";
import { shapeOf } from "../../patch/apply/shape.ts";
import {
  configurationProblems,
  objectProblems,
  problemsText,
} from "../../patch/apply/validate-configuration.ts";
import { apiVersionOf } from "../../schema/api-version.ts";
import type { DecodeTarget } from "../../schema/decode/decode-input.ts";
import { conversionProblem } from "../../schema/decode/from-unstructured.ts";
import type { ObjectSchema } from "../../schema/object-schema.ts";
import { TypeMismatchError, toTypedValue } from "../../schema/typed-value.ts";
import { evaluateMutation } from "./evaluate-mutation.ts";
import { asJson, goObject, KeyError } from "./go-values.ts";
import { type Mutated, MutationError } from "./mutation.ts";
import { checkTypeNames } from "./type-names.ts";

/**
 * The object with what an expression says of it, merged as by server-side apply; nobody owns what is new.
 *
 * @throws MutationError
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/mutating/patch/smd.go
 */
export function withAppliedConfiguration(
  expression: string,
  declared: unknown,
  { object, target, variables }: Mutated,
): KubernetesObject {
  const value = evaluateMutation(expression, declared, variables);
  if (!(value instanceof CelMap)) throw new MutationError("unsupported return type");
  checkTypeNames(value);
  const { apiVersion, kind } = object;
  const configuration: PlainObject = { ...objectIn(value), apiVersion, kind };
  // A patch before may have made something else of it.
  const isTyped =
    target !== undefined && kind === target.kind && apiVersion === apiVersionOf(target);
  if (!isTyped || undescribed.has(`${apiVersion} ${kind}`))
    throw new MutationError(
      `error applying patch: failed to convert patch object to typed object: no corresponding type for ${slashed(apiVersion)}, Kind=${kind}`,
    );
  const problems = configurationProblems(configuration, target.schema);
  if (problems.length > 0)
    throw new MutationError(
      `error applying patch: failed to convert patch object to typed object: ${problemsText(problems)}`,
    );
  const atomics = atomicPlaces(configuration, target.schema, "");
  if (atomics.length > 0)
    throw new MutationError(
      `error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ${atomics.join(", ")}`,
    );
  const unread = objectProblems(object, target.schema);
  if (unread.length > 0)
    throw new MutationError(
      `error applying patch: failed to convert original object to typed object: ${problemsText(unread)}`,
    );
  const merged = mergeValues(object, asJson(configuration), target.schema);
  return typed(objectOf(merged), target);
}

/** Parts of resources of which the OpenAPI document of their own version says nothing. */
const undescribed: ReadonlySet<string> = new Set([
  "autoscaling/v1 Scale",
  "policy/v1 Eviction",
  "authentication.k8s.io/v1 TokenRequest",
]);

function objectIn(value: CelMap): PlainObject {
  try {
    return goObject(value);
  } catch (error) {
    if (!(error instanceof KeyError)) throw error;
    throw new MutationError("invalid return type: *dynamic.ObjectVal");
  }
}

/** Where a configuration would replace something as a whole, and so take away what it does not speak of. */
function atomicPlaces(value: unknown, schema: ObjectSchema, at: string): readonly string[] {
  // Of what has no type, lists are, and maps where nothing says that unknown fields are kept.
  if (schema.type === "any") {
    const isScalar = !isPlainObject(value) && !Array.isArray(value);
    return isScalar || shapeOf(schema, value).kind === "map" ? [] : [at];
  }
  if (isPlainObject(value)) {
    if (schema.type !== "struct" && schema.type !== "map") return [];
    const own = schema.relationship === "atomic" ? [at] : [];
    return [
      ...own,
      ...Object.entries(value).flatMap(([name, member]) => {
        const field = schema.fields?.get(name)?.schema;
        return field === undefined ? [] : atomicPlaces(member, field, `${at}.${name}`);
      }),
    ];
  }
  const { elements } = schema;
  if (!Array.isArray(value) || elements === undefined) return [];
  const isWhole = shapeOf(schema, value).kind === "leaf";
  return [
    ...(isWhole ? [at] : []),
    ...value.flatMap((item, index) => atomicPlaces(item, elements, `${at}[${index}]`)),
  ];
}

/** The merged value as an object of its kind: as Go would write it. @throws MutationError */
function typed(merged: PlainObject, target: DecodeTarget): KubernetesObject {
  if (target.origin === "custom") return merged as KubernetesObject;
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = merged;
  const problem = conversionProblem(rest, target.schema);
  if (problem !== undefined) throw unconvertible(problem, target);
  try {
    const value = toTypedValue(rest, target.schema, { isUnstructured: true }).value as PlainObject;
    return { ...value, kind: target.kind, apiVersion: apiVersionOf(target) };
  } catch (error) {
    if (!(error instanceof TypeMismatchError)) throw error;
    throw unconvertible(error.message, target);
  }
}

function unconvertible(problem: string, { kind, ...type }: DecodeTarget): MutationError {
  const named = `${slashed(apiVersionOf(type))}, Kind=${kind}`;
  return new MutationError(`unable to convert unstructured object to ${named}: ${problem}`);
}

/** Go writes group and version with a slash between them, also where the group is empty. */
function slashed(apiVersion = ""): string {
  return apiVersion.includes("/") ? apiVersion : `/${apiVersion}`;
}
