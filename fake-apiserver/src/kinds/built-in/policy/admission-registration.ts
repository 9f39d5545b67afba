import { listOf, objectOf, textOf } from "../../../codec/json/plain-object.ts";
import { label1035Name, subdomainName } from "../../../codec/names/names.ts";
import { repeatsIn } from "../../../codec/names/repeats-in.ts";
import {
  type Check,
  each,
  fields,
  form,
  isSet,
  needed,
  neededPointer,
  oneOf,
  optional,
  optionalOneOf,
} from "../../validation/checks.ts";
import { conditions, labelSelector } from "../../validation/common-checks.ts";
import type { KindRules } from "../kind-rules.ts";
import { hookService, hookUrl } from "../pods/hook-address.ts";
import { validatingPolicySpec } from "./admission-policy.ts";
import { checkMatchConditions } from "./match-conditions.ts";
import { matchResources, paramRef, ruleWithOperations } from "./matched-resources.ts";
import { mutatingPolicyKinds } from "./mutating-admission-policy.ts";

/**
 * Kinds of admissionregistration.k8s.io, but for the expressions in them.
 *
 * @see kubernetes pkg/apis/admissionregistration/validation/validation.go
 */

const fullName: Check = needed((value, at, report) => {
  const problems = subdomainName(textOf(value));
  if (problems.length > 0) report.invalid(at, value, problems.join(","));
  else if (textOf(value).split(".").length < 3)
    report.invalid(at, value, "should be a domain with at least three segments separated by dots");
});

const clientConfig: Check = (value, at, report) => {
  const { url, service } = objectOf(value);
  if (isSet(url) === isSet(service))
    report.required(at, "exactly one of url or service is required");
  else if (isSet(url)) hookUrl(url, `${at}.url`, report);
  else hookService(service, `${at}.service`, report);
};

const reviewVersions: Check = (value, at, report) => {
  const versions = listOf(value).map(textOf);
  if (versions.length === 0) {
    report.required(at, "must specify one of v1, v1beta1");
    return;
  }
  const repeats = repeatsIn(versions);
  versions.forEach((version, index) => {
    if (repeats.has(index)) report.invalid(`${at}[${index}]`, version, "duplicate version");
    else form(label1035Name)(version, `${at}[${index}]`, report);
  });
  if (!versions.includes("v1") && !versions.includes("v1beta1"))
    report.invalid(at, versions, "must include at least one of v1, v1beta1");
};

const effects = ["None", "NoneOnDryRun"] as const;

const webhook: Check = fields({
  name: fullName,
  rules: each(ruleWithOperations),
  failurePolicy: optionalOneOf("Fail", "Ignore"),
  matchPolicy: optionalOneOf("Equivalent", "Exact"),
  sideEffects: neededPointer(oneOf(...effects), `must specify one of ${effects.join(", ")}`),
  timeoutSeconds: optional((value, at, report) => {
    if ((value as number) > 30 || (value as number) < 1)
      report.invalid(at, value, "the timeout value must be between 1 and 30 seconds");
  }),
  namespaceSelector: labelSelector,
  objectSelector: labelSelector,
  reinvocationPolicy: optionalOneOf("IfNeeded", "Never"),
  clientConfig,
  matchConditions: (value, at, report) =>
    checkMatchConditions(value, at, report, { hasParams: false }),
  admissionReviewVersions: reviewVersions,
});

const webhookConfiguration: KindRules = {
  countsEmptied: true,
  strategy: { keepsGeneration: true, allowsUnconditionalUpdate: false },
  qualifiesFinalizers: false,
  metadataOnUpdate: ["whole"],
  check: fields({
    webhooks: (value, at, report) => {
      const seen = new Set<string>();
      listOf(value).forEach((hook, index) => {
        webhook(hook, `${at}[${index}]`, report);
        const name = textOf(objectOf(hook)["name"]);
        if (name !== "" && seen.has(name)) report.duplicate(`${at}[${index}].name`, name);
        seen.add(name);
      });
    },
  }),
};

const expressionWarning: Check = (value, at, report) => {
  const { warning, fieldRef } = objectOf(value);
  if (textOf(warning) === "") report.required(`${at}.warning`);
  if (textOf(fieldRef).trim() === "") report.required(`${at}.fieldRef`);
};

const policy: KindRules = {
  statusKeepsMetadata: true,
  strategy: { keepsGeneration: true, allowsUnconditionalUpdate: false, isMadeByStatus: true },
  qualifiesFinalizers: false,
  metadataOnUpdate: ["whole"],
  metadataOnStatus: ["whole"],
  check: fields({ spec: validatingPolicySpec }),
  checkStatus: fields({
    status: fields({
      typeChecking: fields({ expressionWarnings: each(expressionWarning) }),
      conditions,
    }),
  }),
};

const validationActions: Check = (value, at, report) => {
  const actions = listOf(value).map(textOf);
  if (actions.length === 0) report.required(at, "at least one validation action is required");
  const repeats = repeatsIn(actions);
  actions.forEach((action, index) => {
    oneOf("Audit", "Deny", "Warn")(action, `${at}[${index}]`, report);
    if (repeats.has(index)) report.duplicate(`${at}[${index}]`, action);
  });
  if (actions.includes("Deny") && actions.includes("Warn"))
    report.invalid(
      at,
      value,
      "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)",
    );
};

const policyBinding: KindRules = {
  strategy: { keepsGeneration: true, allowsUnconditionalUpdate: false },
  qualifiesFinalizers: false,
  metadataOnUpdate: ["whole"],
  check: fields({
    spec: fields({
      policyName: needed(form(subdomainName)),
      paramRef,
      matchResources: optional(matchResources),
      validationActions,
    }),
  }),
};

/** Rules by kind. */
export const admissionRegistrationKinds: Readonly<Record<string, KindRules>> = {
  ValidatingWebhookConfiguration: webhookConfiguration,
  MutatingWebhookConfiguration: webhookConfiguration,
  ValidatingAdmissionPolicy: policy,
  ValidatingAdmissionPolicyBinding: policyBinding,
  ...mutatingPolicyKinds,
};
