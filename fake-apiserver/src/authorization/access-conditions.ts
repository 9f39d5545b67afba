import type { CheckedExpression } from "../cel/check/checked.ts";
import { checkExpression } from "../cel/check/checker.ts";
import { type CelEnvironment, withVariables } from "../cel/check/environment.ts";
import { type Program, programOf } from "../cel/evaluate/program.ts";
import { kubernetesEnvironment } from "../cel/kubernetes-environment.ts";
import {
  type CelKind,
  type CelType,
  celTypes,
  listType,
  mapType,
  structType,
} from "../cel/types/cel-type.ts";
import type { CelValue } from "../cel/values/cel-value.ts";
import { asOne } from "../codec/as-one.ts";
import { messageOf } from "../codec/message-of.ts";
import { toDynamicValue } from "../schema/structural/rule-values.ts";
import type { AccessQuestion, ResourceQuestion, SelectorQuestion } from "./access-review.ts";

const { string } = celTypes;
const texts = listType(string);

function struct(name: string, fields: Readonly<Record<string, CelType>>): CelType {
  return structType(`kubernetes.${name}`, new Map(Object.entries(fields)));
}

const requirement = struct("SelectorRequirement", { key: string, operator: string, values: texts });
const selector = { rawSelector: string, requirements: listType(requirement) };

/** @see kubernetes apiserver pkg/authorization/cel/compile.go */
const fieldSelector = struct("FieldSelectorAttributes", selector);
const labelSelector = struct("LabelSelectorAttributes", selector);
const resourceAttributes = struct("ResourceAttributes", {
  namespace: string,
  verb: string,
  group: string,
  version: string,
  resource: string,
  subresource: string,
  name: string,
  fieldSelector,
  labelSelector,
});
const nonResourceAttributes = struct("NonResourceAttributes", { path: string, verb: string });
const requestType = struct("SubjectAccessReviewSpec", {
  resourceAttributes,
  nonResourceAttributes,
  user: string,
  groups: texts,
  extra: mapType(string, texts),
  uid: string,
});

/** Those that an expression may make. */
const types: ReadonlyMap<string, CelType> = new Map(
  [
    requestType,
    resourceAttributes,
    nonResourceAttributes,
    fieldSelector,
    labelSelector,
    requirement,
  ].map((type) => [type.name, type]),
);

let environment: CelEnvironment | undefined;

function reviewEnvironment(): CelEnvironment {
  environment ??= {
    ...withVariables(kubernetesEnvironment(), { request: requestType }),
    structNamed: (name) => types.get(name),
  };
  return environment;
}

/** @see kubernetes apiserver pkg/apis/cel/config.go PerCallLimit */
const costMax = 1_000_000;

/** Whether a question meets a condition: an error says why that cannot be told. */
export interface AccessCondition {
  readonly source: string;
  readonly program: Program;
}

/** @throws Error with what the compiler has against it */
export function compileAccessCondition(source: string): AccessCondition {
  const checked = checkedCondition(source);
  const { result } = checked;
  if (result.kind !== "bool") throw new Error(`must evaluate to bool but got ${goName(result)}`);
  return { source, program: programOf(checked, reviewEnvironment()) };
}

/** A type by the name that it has in Go's library. */
function goName(type: CelType): string {
  const own: Partial<Record<CelKind, string>> = {
    null: "null_type",
    duration: "google.protobuf.Duration",
    timestamp: "google.protobuf.Timestamp",
  };
  const name = own[type.kind] ?? type.name;
  return type.parameters.length === 0 ? name : `${name}(${type.parameters.map(goName).join(", ")})`;
}

function checkedCondition(source: string): CheckedExpression {
  try {
    return checkExpression(source, reviewEnvironment());
  } catch (error) {
    throw new Error(`compilation failed: ${messageOf(error)}`);
  }
}

/**
 * Whether a question meets all conditions: one that is false decides, whatever goes wrong with others.
 *
 * @throws Error in the real server's words
 * @see kubernetes apiserver pkg/authorization/cel/matcher.go
 */
export function meetsConditions(
  conditions: readonly AccessCondition[],
  question: AccessQuestion,
): boolean {
  const request = seenQuestion(question);
  const problems: string[] = [];
  for (const { source, program } of conditions) {
    const { value } = program.run((name) => (name === "request" ? request : undefined), costMax);
    if (value === false) return false;
    if (value instanceof Error)
      problems.push(
        `cel evaluation error: expression '${source}' resulted in error: ${value.message}`,
      );
  }
  if (problems.length > 0) throw new Error(asOne(problems));
  return true;
}

const emptyAttributes = {
  namespace: "",
  verb: "",
  group: "",
  version: "",
  resource: "",
  subresource: "",
  name: "",
};

/** Texts and lists that are empty are there for expressions. */
function seenQuestion({
  resourceAttributes: resource,
  nonResourceAttributes: path,
  ...question
}: AccessQuestion): CelValue {
  return toDynamicValue({
    user: "",
    groups: [],
    uid: "",
    extra: {},
    ...question,
    ...(resource === undefined ? {} : { resourceAttributes: seenResource(resource) }),
    ...(path === undefined ? {} : { nonResourceAttributes: { path: "", verb: "", ...path } }),
  });
}

function seenResource({ fieldSelector, labelSelector, ...texts }: ResourceQuestion): object {
  return {
    ...emptyAttributes,
    ...texts,
    ...(fieldSelector === undefined ? {} : { fieldSelector: seenSelector(fieldSelector) }),
    ...(labelSelector === undefined ? {} : { labelSelector: seenSelector(labelSelector) }),
  };
}

function seenSelector({ requirements }: SelectorQuestion): object {
  return { requirements: requirements.map((one) => ({ values: [], ...one })) };
}
