import { statSync } from "node:fs";
import { isAbsolute } from "node:path";
import { compileAccessCondition } from "../../../../authorization/access-conditions.ts";
import { asOne } from "../../../../codec/as-one.ts";
import { goDurationText } from "../../../../codec/go/go-duration.ts";
import { messageOf } from "../../../../codec/message-of.ts";
import { subdomainName } from "../../../../codec/names/names.ts";
import {
  aggregateText,
  duplicate,
  type FieldError,
  invalid,
  notSupported,
  required,
  tooMany,
} from "../../../../schema/field-error.ts";
import { goProblem } from "../files/read-named-file.ts";
import type { AuthorizerEntry, WebhookEntry } from "./authorization-file.ts";

const types: readonly string[] = ["ABAC", "AlwaysAllow", "AlwaysDeny", "Node", "RBAC", "Webhook"];

/**
 * What is wrong with the authorizers of a file; undefined: nothing.
 *
 * @param wanted types that must be among them
 * @see kubernetes pkg/kubeapiserver/authorizer/config.go LoadAndValidateData
 */
export function authorizersProblem(
  entries: readonly AuthorizerEntry[],
  wanted: readonly string[] = [],
): string | undefined {
  const errors = entryProblems(entries);
  if (errors.length > 0) return aggregateText(errors);
  const others = entries.filter(({ type }) => type !== "Webhook");
  const missing = wanted.filter((type) => others.every((one) => one.type !== type)).sort();
  const problems = [
    ...others.flatMap(({ type, name }) => {
      const expected = type.toLowerCase();
      return name === expected
        ? []
        : [`expected name ${expected} for authorizer ${type} instead of ${name}`];
    }),
    ...(missing.length === 0 ? [] : [`missing required types: [${missing.join(" ")}]`]),
  ];
  return problems.length === 0 ? undefined : asOne(problems);
}

/** @see kubernetes apiserver pkg/apis/apiserver/validation/validation.go ValidateAuthorizationConfiguration */
function entryProblems(entries: readonly AuthorizerEntry[]): readonly FieldError[] {
  if (entries.length === 0)
    return [required("authorizers", "at least one authorization mode must be defined")];
  const seenTypes = new Set<string>();
  const seenNames = new Set<string>();
  return entries.flatMap((entry, index) => {
    const at = `authorizers[${index}]`;
    const { type, name, webhook } = entry;
    if (type === "") return [required(`${at}.type`)];
    if (!types.includes(type)) return [notSupported(`${at}.type`, type, types)];
    if (seenTypes.has(type) && type !== "Webhook") return [duplicate(`${at}.type`, type)];
    seenTypes.add(type);
    const problems = nameProblems(name, `${at}.name`, seenNames);
    seenNames.add(name);
    if (type !== "Webhook")
      return webhook === undefined
        ? problems
        : [
            ...problems,
            invalid(`${at}.webhook`, "non-null", "may only be specified when type=Webhook"),
          ];
    return webhook === undefined
      ? [...problems, required(`${at}.webhook`, "required when type=Webhook")]
      : [...problems, ...webhookProblems(webhook, at)];
  });
}

function nameProblems(name: string, at: string, seen: ReadonlySet<string>): readonly FieldError[] {
  if (name === "") return [required(at)];
  if (seen.has(name)) return [duplicate(at, name)];
  const problems = subdomainName(name);
  return problems.length === 0
    ? []
    : [invalid(at, name, `authorizer name is invalid: ${problems.join(", ")}`)];
}

/** Their paths leave out that they are those of a webhook, there as here. */
function webhookProblems(webhook: WebhookEntry, at: string): readonly FieldError[] {
  const { version, conditionVersion, failurePolicy, conditions } = webhook;
  return [
    ...timeProblems(webhook.timeoutMs, `${at}.timeout`, 30_000),
    ...timeProblems(webhook.authorizedMs, `${at}.authorizedTTL`),
    ...timeProblems(webhook.unauthorizedMs, `${at}.unauthorizedTTL`),
    ...oneOf(version, `${at}.subjectAccessReviewVersion`, ["v1", "v1beta1"]),
    ...(conditionVersion === "" && conditions.length === 0
      ? []
      : oneOf(
          conditionVersion,
          `${at}.matchConditionSubjectAccessReviewVersion`,
          ["v1"],
          "required if match conditions are specified",
        )),
    ...oneOf(failurePolicy, `${at}.failurePolicy`, ["NoOpinion", "Deny"]),
    ...connectionProblems(webhook, `${at}.connectionInfo`),
    ...conditionProblems(conditions, `${at}.matchConditions`),
  ];
}

function timeProblems(milliseconds: number, at: string, longest?: number): readonly FieldError[] {
  if (milliseconds === 0) return [required(at)];
  if (milliseconds > 0 && milliseconds <= (longest ?? Number.POSITIVE_INFINITY)) return [];
  const end = longest === undefined ? "" : ` and <= ${goDurationText(longest)}`;
  return [invalid(at, goDurationText(milliseconds), `must be > 0s${end}`)];
}

function oneOf(
  value: string,
  at: string,
  allowed: readonly string[],
  detail = "",
): readonly FieldError[] {
  if (value === "") return [required(at, detail)];
  return allowed.includes(value) ? [] : [notSupported(at, value, allowed)];
}

function connectionProblems(
  { connectionType, kubeconfig }: WebhookEntry,
  at: string,
): readonly FieldError[] {
  const file = `${at}.kubeConfigFile`;
  switch (connectionType) {
    case "":
      return [required(`${at}.type`)];
    case "InClusterConfig":
      return kubeconfig === undefined
        ? []
        : [invalid(file, kubeconfig, "can only be set when type=KubeConfigFile")];
    case "KubeConfigFile": {
      if (kubeconfig === undefined || kubeconfig === "") return [required(file)];
      const problem = fileProblem(kubeconfig);
      return problem === undefined ? [] : [invalid(file, kubeconfig, problem)];
    }
    default: {
      const given = { Type: connectionType, KubeConfigFile: kubeconfig ?? null };
      return [notSupported(`${at}.type`, given, ["InClusterConfig", "KubeConfigFile"])];
    }
  }
}

function fileProblem(path: string): string | undefined {
  if (!isAbsolute(path)) return "must be an absolute path";
  try {
    return statSync(path).isFile() ? undefined : "must be a regular file";
  } catch (error) {
    return `error loading file: stat ${path}: ${goProblem(error)}`;
  }
}

const conditionsMax = 64;

function conditionProblems(conditions: readonly string[], list: string): readonly FieldError[] {
  if (conditions.length > conditionsMax) return [tooMany(list, conditions.length, conditionsMax)];
  return conditions.flatMap((expression, index) => {
    const at = `${list}[${index}].expression`;
    if (expression.trim() === "") return [required(at)];
    if (conditions.indexOf(expression) < index) return [duplicate(at, expression)];
    try {
      compileAccessCondition(expression);
      return [];
    } catch (error) {
      return [invalid(at, expression, messageOf(error))];
    }
  });
}
