import { appliedObjectType, jsonPatchType } from "../../../cel/patch-types.ts";
import { type CelType, listType } from "../../../cel/types/cel-type.ts";
import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
} from "../../../codec/json/plain-object.ts";
import { subdomainName } from "../../../codec/names/names.ts";
import {
  all,
  type Check,
  fields,
  form,
  isEmpty,
  isSet,
  needed,
  neededPointer,
  oneOf,
  optional,
} from "../../validation/checks.ts";
import { checkPolicyExpression } from "../../validation/expressions.ts";
import type { Report } from "../../validation/report.ts";
import type { KindRules } from "../kind-rules.ts";
import { checkMatchConditions } from "./match-conditions.ts";
import { matchResources, paramKind, paramRef } from "./matched-resources.ts";
import { checkVariables, type VariableScope } from "./policy-variables.ts";

/** What is deleted is gone: nothing of it can be changed. Such rules are told of by their list, without their place. */
const onlyMutable: Check = (value, at, report) => {
  for (const rule of listOf(value))
    for (const operation of listOf(objectOf(rule)["operations"]))
      oneOf("*", "CONNECT", "CREATE", "UPDATE")(operation, `${at}.operations`, report);
};

const constraints: Check = all(
  matchResources,
  fields({ resourceRules: all(needed(), onlyMutable) }),
);

/** By the type of a patch: the member that holds its expression, and what that gives. */
const patchTypes: Readonly<
  Record<string, { readonly member: string; readonly other: string; readonly gives: CelType }>
> = {
  ApplyConfiguration: {
    member: "applyConfiguration",
    other: "jsonPatch",
    gives: appliedObjectType,
  },
  JSONPatch: {
    member: "jsonPatch",
    other: "applyConfiguration",
    gives: listType(jsonPatchType),
  },
};

function checkMutation(
  mutation: PlainObject,
  at: string,
  report: Report,
  scope: VariableScope,
): void {
  const { patchType } = mutation;
  needed(oneOf("ApplyConfiguration", "JSONPatch"))(patchType, `${at}.patchType`, report);
  const type = patchTypes[textOf(patchType)];
  if (type === undefined) return;
  const { member, other, gives } = type;
  const patch = mutation[member];
  if (isSet(patch))
    checkPatch(textOf(objectOf(patch)["expression"]), `${at}.${member}`, report, { scope, gives });
  else report.required(`${at}.${member}`, `must be specified when patchType is ${patchType}`);
  if (isSet(mutation[other]))
    report.invalid(
      `${at}.${other}`,
      `{${other}}`,
      `must not be specified when patchType is ${patchType}`,
    );
}

function checkPatch(
  written: string,
  at: string,
  report: Report,
  { scope, gives }: { readonly scope: VariableScope; readonly gives: CelType },
): void {
  const source = written.trim();
  const place = `${at}.expression`;
  const { hasParams, variables } = scope;
  if (source === "") report.required(place);
  else
    checkPolicyExpression(
      { source, shown: source, at: place, wanted: [gives] },
      {
        hasParams,
        hasAuthorizer: true,
        hasPatchTypes: true,
        ...(variables === undefined ? {} : { variables }),
      },
      report,
    );
}

const frame: Check = fields({
  failurePolicy: neededPointer(oneOf("Fail", "Ignore")),
  paramKind: optional(paramKind),
  matchConstraints: neededPointer(constraints),
});

const policySpec: Check = (value, at, report) => {
  frame(value, at, report);
  const spec = objectOf(value);
  const hasParams = isPlainObject(spec["paramKind"]);
  checkMatchConditions(spec["matchConditions"], `${at}.matchConditions`, report, { hasParams });
  const declared = listOf(spec["variables"]);
  const scope: VariableScope = { hasParams, variables: new Map() };
  checkVariables(declared, `${at}.variables`, report, scope);
  const mutations = listOf(spec["mutations"]);
  if (isEmpty(mutations))
    report.required(`${at}.mutations`, "mutations must contain at least one item");
  mutations.forEach((mutation, index) => {
    checkMutation(objectOf(mutation), `${at}.mutations[${index}]`, report, scope);
  });
  needed(oneOf("IfNeeded", "Never"))(
    spec["reinvocationPolicy"],
    `${at}.reinvocationPolicy`,
    report,
  );
};

const plain: KindRules = {
  strategy: { keepsGeneration: true, allowsUnconditionalUpdate: false },
  qualifiesFinalizers: false,
  metadataOnUpdate: ["whole"],
};

/**
 * Policies that change what is written, and their bindings, in every version.
 *
 * @see kubernetes pkg/apis/admissionregistration/validation/validation.go validateMutatingAdmissionPolicy
 */
export const mutatingPolicyKinds: Readonly<Record<string, KindRules>> = {
  MutatingAdmissionPolicy: { ...plain, check: fields({ spec: policySpec }) },
  MutatingAdmissionPolicyBinding: {
    ...plain,
    check: fields({
      spec: fields({
        policyName: needed(form(subdomainName)),
        paramRef,
        matchResources: optional(all(matchResources, fields({ resourceRules: onlyMutable }))),
      }),
    }),
  },
};
