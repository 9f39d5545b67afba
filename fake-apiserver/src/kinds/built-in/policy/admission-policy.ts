import { celTypes } from "../../../cel/types/cel-type.ts";
import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../../codec/json/plain-object.ts";
import { qualifiedName } from "../../../codec/names/names.ts";
import { repeatsIn } from "../../../codec/names/repeats-in.ts";
import {
  all,
  type Check,
  fields,
  form,
  isEmpty,
  needed,
  neededPointer,
  oneOf,
  optional,
  optionalOneOf,
} from "../../validation/checks.ts";
import { checkPolicyExpression } from "../../validation/expressions.ts";
import type { Report } from "../../validation/report.ts";
import { checkMatchConditions } from "./match-conditions.ts";
import { matchResources, paramKind } from "./matched-resources.ts";
import { checkVariables, type VariableScope } from "./policy-variables.ts";

const valueExpressionBytesMax = 5 * 1024;

/**
 * The spec of a ValidatingAdmissionPolicy.
 *
 * @see kubernetes pkg/apis/admissionregistration/validation/validation.go
 */
export const validatingPolicySpec: Check = policySpec();

function policySpec(): Check {
  const constraints = neededPointer(all(matchResources, fields({ resourceRules: needed() })));
  const frame = fields({
    failurePolicy: neededPointer(oneOf("Fail", "Ignore")),
    paramKind: optional(paramKind),
    matchConstraints: constraints,
  });
  return (value, at, report) => {
    frame(value, at, report);
    const spec = objectOf(value);
    const hasParams = isPlainObject(spec["paramKind"]);
    checkMatchConditions(spec["matchConditions"], `${at}.matchConditions`, report, { hasParams });
    const variables = listOf(spec["variables"]).length === 0 ? undefined : new Map();
    const scope: VariableScope = { hasParams, variables };
    checkVariables(listOf(spec["variables"]), `${at}.variables`, report, scope);
    if (isEmpty(spec["validations"]) && isEmpty(spec["auditAnnotations"])) {
      const detail = "validations or auditAnnotations must contain at least one item";
      report.required(`${at}.validations`, detail);
      report.required(`${at}.auditAnnotations`, detail);
      return;
    }
    listOf(spec["validations"]).forEach((validation, i) => {
      checkValidation(objectOf(validation), `${at}.validations[${i}]`, report, scope);
    });
    checkAnnotations(spec["auditAnnotations"], `${at}.auditAnnotations`, report, scope);
  };
}

function checkValidation(
  validation: PlainObject,
  at: string,
  report: Report,
  { hasParams, variables }: VariableScope,
): void {
  const source = textOf(validation["expression"]);
  const message = textOf(validation["message"]);
  const messageSource = textOf(validation["messageExpression"]);
  const own = { hasParams, ...(variables === undefined ? {} : { variables }) };
  if (source.trim() === "") report.required(`${at}.expression`, "expression is not specified");
  else
    checkPolicyExpression(
      { source, shown: source, at: `${at}.expression`, wanted: [celTypes.bool] },
      { ...own, hasAuthorizer: true },
      report,
    );
  const messageAt = `${at}.messageExpression`;
  if (messageSource !== "" && messageSource.trim() === "")
    report.invalid(messageAt, messageSource, "must be non-empty if specified");
  else if (messageSource !== "")
    checkPolicyExpression(
      { source: messageSource, shown: messageSource, at: messageAt, wanted: [celTypes.string] },
      { ...own, hasAuthorizer: false },
      report,
    );
  if (message !== "" && message.trim() === "")
    report.invalid(`${at}.message`, message, "must be non-empty if specified");
  else if (/[\r\n]/.test(message.trim()))
    report.invalid(`${at}.message`, message, "must not contain line breaks");
  optionalOneOf("Forbidden", "Invalid", "RequestEntityTooLarge")(
    validation["reason"],
    `${at}.reason`,
    report,
  );
}

function checkAnnotations(value: unknown, at: string, report: Report, scope: VariableScope): void {
  const list = listOf(value).map(objectOf);
  if (list.length > 20) report.invalid(at, value, "must not have more than 20 auditAnnotations");
  const name = textOf(valueAt(report.object, "metadata", "name"));
  const keys = list.map(({ key }) => textOf(key));
  const repeats = repeatsIn(keys);
  list.forEach(({ valueExpression }, index) => {
    const place = `${at}[${index}]`;
    const key = keys[index] ?? "";
    if (name === "") {
      if (qualifiedName(key).length > 0 || key.includes("/"))
        form(qualifiedName)(key, `${place}.key`, report);
      else report.invalid(`${place}.key`, key, "requires metadata.name be non-empty");
    } else form(qualifiedName)(`${name}/${key}`, `${place}.key`, report);
    checkAnnotationValue(textOf(valueExpression), `${place}.valueExpression`, report, scope);
    if (repeats.has(index)) report.duplicate(`${place}.key`, key);
  });
}

function checkAnnotationValue(
  written: string,
  at: string,
  report: Report,
  { hasParams, variables }: VariableScope,
): void {
  const source = written.trim();
  if (source === "") report.required(at, "valueExpression is not specified");
  else if (source.length > valueExpressionBytesMax)
    report.required(at, `must not exceed ${valueExpressionBytesMax} bytes in length`);
  else
    checkPolicyExpression(
      { source, shown: written, at, wanted: [celTypes.string, celTypes.null] },
      { hasParams, hasAuthorizer: true, ...(variables === undefined ? {} : { variables }) },
      report,
    );
}
