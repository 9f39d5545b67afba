import { type KubernetesObject, printJson } from "@informerlab/core";
import { CelList, CelMap, type CelValue } from "../../cel/values/cel-value.ts";
import { objectOf, type PlainObject, textOf } from "../../codec/json/plain-object.ts";
import { applyJsonPatch } from "../../patch/json-patch.ts";
import { JsonPatchError } from "../../patch/json-patch-error.ts";
import { inNameOrder } from "../../request/answer/in-go-order.ts";
import { internalError } from "../../request/answer/status-errors.ts";
import { strictDecodingError, strictProblems } from "../../schema/decode/decode-errors.ts";
import { readObject, UnreadableObjectError } from "../../schema/decode/decode-object.ts";
import { whyNotApplied } from "../matching/patch-problems.ts";
import { evaluateMutation } from "./evaluate-mutation.ts";
import { type Mutated, MutationError } from "./mutation.ts";
import { patchValue } from "./patch-values.ts";

/**
 * The object with a JSON patch applied that an expression makes. A test in it that fails leaves the object as it was.
 *
 * @throws MutationError for what keeps the patch from being applied
 * @throws StatusError 500 for an object that is none of its kind any more
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/policy/mutating/patch/json_patch.go
 */
export function withJsonPatch(
  expression: string,
  declared: unknown,
  { object, target, variables }: Mutated,
): KubernetesObject {
  const value = evaluateMutation(expression, declared, variables);
  const operations = value instanceof CelList ? value.items.map(operationOf) : [];
  let patched: PlainObject = objectOf(object);
  for (const operation of operations) {
    try {
      patched = applyJsonPatch(patched, [operation]);
    } catch (error) {
      if (!(error instanceof JsonPatchError)) throw error;
      const problem = whyNotApplied(operation, error);
      if (problem.endsWith(": test failed")) return object;
      throw new MutationError(`JSON Patch: ${problem}`);
    }
  }
  return read(patched, target);
}

function operationOf(value: CelValue): PlainObject {
  const operation = value instanceof CelMap ? value : new CelMap(new Map());
  const member = (name: string): string => textOf(operation.get(name));
  const given = operation.get("value");
  return {
    op: member("op"),
    path: member("path"),
    ...(member("from") === "" ? {} : { from: member("from") }),
    ...(given === undefined ? {} : { value: patchValue(given) }),
  };
}

/** @throws StatusError 500 */
function read(patched: PlainObject, target: Mutated["target"]): KubernetesObject {
  // What becomes of the options of a connection is nobody's business.
  if (target === undefined) return patched as KubernetesObject;
  if (target.origin === "custom") return readCustom(patched);
  try {
    const { object, unknownFields } = readObject(patched, target);
    if (unknownFields.length > 0)
      throw internalError(strictDecodingError(strictProblems({ duplicates: [] }, unknownFields)));
    return object;
  } catch (error) {
    if (!(error instanceof UnreadableObjectError)) throw error;
    const isOther = error.message.endsWith(": unknown conversion");
    throw internalError(`${isOther ? "failed to convert object: " : ""}${error.message}`);
  }
}

/** @throws StatusError 500 */
function readCustom(patched: PlainObject): KubernetesObject {
  if (textOf(patched["kind"]) === "")
    throw internalError(
      `Object 'Kind' is missing in '${printJson(inNameOrder(patched as KubernetesObject, false))}'`,
    );
  return patched as KubernetesObject;
}
