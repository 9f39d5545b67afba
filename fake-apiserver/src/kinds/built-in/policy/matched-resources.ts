import { listOf, objectOf, textOf } from "../../../codec/json/plain-object.ts";
import { label1035Name, subdomainName } from "../../../codec/names/names.ts";
import { pathSegmentName } from "../../../codec/names/path-segment.ts";
import { repeatsIn } from "../../../codec/names/repeats-in.ts";
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
import { labelSelector } from "../../validation/common-checks.ts";

/** What webhooks and policies say of the requests that they are for. */

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

/** Operations on resources. */
export const ruleWithOperations: Check = fields({
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

/** The kind of the objects that a policy is told more by. */
export const paramKind: Check = (value, at, report) => {
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

/** What a policy or its binding is for. */
export const matchResources: Check = fields({
  matchPolicy: neededPointer(oneOf("Equivalent", "Exact")),
  namespaceSelector: neededPointer(labelSelector),
  objectSelector: neededPointer(labelSelector),
  resourceRules: each(namedRule),
  excludeResourceRules: each(namedRule),
});

/** The objects that a binding tells a policy more by. */
export const paramRef: Check = optional((value, at, report) => {
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
