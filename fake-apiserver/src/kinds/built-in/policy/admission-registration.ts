import { label1035Name, subdomainName } from "../../../codec/names.ts";
import { pathSegmentName } from "../../../codec/path-segment.ts";
import { listOf, objectOf, textOf } from "../../../codec/plain-object.ts";
import { repeatsIn } from "../../../codec/repeats-in.ts";
import {
  all,
  type Check,
  each,
  fields,
  form,
  isEmpty,
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
import { policySpec } from "./admission-policy.ts";
import { checkMatchConditions } from "./match-conditions.ts";

/**
 * Kinds of admissionregistration.k8s.io, but for the expressions in them.
 *
 * @see kubernetes pkg/apis/admissionregistration/validation/validation.go
 */

/** A star goes with nothing else. */
function aloneStar(others: string): Check {
  return (value, at, report) => {
    const items = listOf(value);
    if (items.length > 1 && items.includes("*"))
      report.invalid(at, value, `if '*' is present, must not specify other ${others}`);
  };
}

const resources: Check = (value, at, report) => {
  const list = listOf(value).map(textOf);
  if (list.length === 0) report.required(at);
  const whole = new Set<string>();
  const everywhere = new Set<string>();
  list.forEach((item, index) => {
    const place = `${at}[${index}]`;
    if (item === "") {
      report.required(place);
      return;
    }
    const slash = item.indexOf("/");
    if (slash < 0) return;
    const [resource, sub] = [item.slice(0, slash), item.slice(slash + 1)];
    if (whole.has(resource))
      report.invalid(place, item, `if '${resource}/*' is present, must not specify ${item}`);
    if (everywhere.has(sub))
      report.invalid(place, item, `if '*/${sub}' is present, must not specify ${item}`);
    if (sub === "*") whole.add(resource);
    if (resource === "*") everywhere.add(sub);
  });
  if (list.length > 1 && list.includes("*/*"))
    report.invalid(at, value, "if '*/*' is present, must not specify other resources");
  const last = list.findLast((item) => item !== "" && !item.includes("/"));
  if (list.includes("*") && last !== undefined && last !== "*")
    report.invalid(
      at,
      value,
      "if '*' is present, must not specify other resources without subresources",
    );
};

const ruleWithOperations: Check = fields({
  operations: all(
    needed(),
    aloneStar("operations"),
    each(oneOf("*", "CONNECT", "CREATE", "DELETE", "UPDATE")),
  ),
  apiGroups: all(needed(), aloneStar("API groups")),
  apiVersions: all(needed(), aloneStar("API versions"), each(needed())),
  resources,
  scope: optionalOneOf("*", "Cluster", "Namespaced"),
});

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

const paramKind: Check = (value, at, report) => {
  const { apiVersion, kind } = objectOf(value);
  const version = textOf(apiVersion);
  const parts = version.split("/");
  const place = `${at}.apiVersion`;
  if (version === "") report.required(place);
  else if (parts.length > 2)
    report.invalid(place, version, `unexpected GroupVersion string: ${version}`);
  else {
    const [group, name = ""] = parts.length === 2 ? parts : ["", version];
    const groupProblems = group === "" ? [] : subdomainName(group ?? "");
    if (groupProblems.length > 0) report.invalid(place, group, groupProblems.join(","));
    const problems = label1035Name(name);
    if (name === "") report.invalid(place, version, "version must be specified");
    else if (problems.length > 0) report.invalid(place, name, problems.join(","));
  }
  needed((text, below, found) => {
    const problems = label1035Name(textOf(text).toLowerCase());
    if (problems.length > 0)
      found.invalid(
        below,
        text,
        `may have mixed case, but should otherwise match: ${problems.join(",")}`,
      );
  })(kind, `${at}.kind`, report);
};

const namedRule: Check = all(
  fields({
    resourceNames: (value, at, report) => {
      const names = listOf(value).map(textOf);
      const repeats = repeatsIn(names);
      names.forEach((name, index) => {
        form(pathSegmentName)(name, `${at}[${index}]`, report);
        if (repeats.has(index)) report.duplicate(`${at}[${index}]`, name);
      });
    },
  }),
  ruleWithOperations,
);

const matchResources: Check = fields({
  matchPolicy: neededPointer(oneOf("Equivalent", "Exact")),
  namespaceSelector: neededPointer(labelSelector),
  objectSelector: neededPointer(labelSelector),
  resourceRules: each(namedRule),
  excludeResourceRules: each(namedRule),
});

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
  check: fields({ spec: policySpec({ paramKind, matchResources }) }),
  checkStatus: fields({
    status: fields({
      typeChecking: fields({ expressionWarnings: each(expressionWarning) }),
      conditions,
    }),
  }),
};

const paramRef: Check = optional((value, at, report) => {
  const { name, selector, parameterNotFoundAction: action } = objectOf(value);
  const exclusive = "name and selector are mutually exclusive";
  if (!isEmpty(name)) {
    form(pathSegmentName)(name, `${at}.name`, report);
    if (isSet(selector)) report.forbidden(`${at}.name`, exclusive);
  }
  labelSelector(selector, `${at}.selector`, report);
  if (isSet(selector) && !isEmpty(name)) report.forbidden(`${at}.selector`, exclusive);
  if (!isSet(selector) && isEmpty(name))
    report.required(at, "one of name or selector must be specified");
  needed(oneOf("Deny", "Allow"))(action, `${at}.parameterNotFoundAction`, report);
});

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
};
