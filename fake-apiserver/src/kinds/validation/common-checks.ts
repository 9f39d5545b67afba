import { listOf, objectOf, textOf } from "../../codec/json/plain-object.ts";
import {
  conditionReason,
  labelValue,
  percentText,
  qualifiedName,
  subdomainName,
} from "../../codec/names/names.ts";
import { pathSegmentName } from "../../codec/names/path-segment.ts";
import {
  all,
  type Check,
  each,
  fields,
  form,
  maxBytes,
  needed,
  notNegative,
  oneOf,
  optional,
} from "./checks.ts";

/** Checks that several groups of kinds share. */

/** Labels: of objects, of selectors, of templates. Mistakes are reported at the map itself. */
export const labels: Check = (value, at, report) => {
  for (const [key, label] of Object.entries(objectOf(value))) {
    form(qualifiedName)(key, at, report);
    form(labelValue)(label, at, report);
  }
};

const selectorRequirement: Check = (value, at, report) => {
  const { operator, values } = objectOf(value);
  const count = listOf(values).length;
  if (operator === "In" || operator === "NotIn") {
    if (count === 0)
      report.required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
  } else if (operator === "Exists" || operator === "DoesNotExist") {
    if (count > 0)
      report.forbidden(
        `${at}.values`,
        "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      );
  } else report.invalid(`${at}.operator`, textOf(operator), "not a valid selector operator");
  fields({ key: form(qualifiedName), values: each(form(labelValue)) })(value, at, report);
};

/** A selector of labels; absent ones are fine. */
export const labelSelector: Check = optional(
  fields({ matchLabels: labels, matchExpressions: each(selectorRequirement) }),
);

/** Conditions of the common type. */
export const conditions: Check = all(
  each(
    fields({
      type: form(qualifiedName),
      status: oneOf("False", "True", "Unknown"),
      observedGeneration: optional((value, at, report) => {
        if ((value as number) < 0)
          report.invalid(at, value, "must be greater than or equal to zero");
      }),
      lastTransitionTime: needed(),
      reason: needed(all(form(conditionReason), maxBytes(1024))),
      message: maxBytes(32 * 1024),
    }),
  ),
  (value, at, report) => {
    const seen = new Set<string>();
    listOf(value).forEach((condition, index) => {
      const type = textOf(objectOf(condition)["type"]);
      if (seen.has(type)) report.duplicate(`${at}[${index}].type`, type);
      seen.add(type);
    });
  },
);

/** A kind or name that must be there and fit into a path. */
export const pathSegment: Check = needed(form(pathSegmentName));

/** Group, kind and name of an object that is referred to. */
export const typedReference: Check = fields({
  apiGroup: optional(form(subdomainName)),
  kind: pathSegment,
  name: pathSegment,
});

/** `example.com/path`. */
export const domainPrefixedPath: Check = (value, at, report) => {
  const text = textOf(value);
  if (text === "") {
    report.required(at);
    return;
  }
  const slash = text.indexOf("/");
  const host = slash < 0 ? "" : text.slice(0, slash);
  const path = text.slice(slash + 1);
  if (host === "" || path === "") {
    report.invalid(at, text, 'must be a domain-prefixed path (such as "acme.io/foo")');
    return;
  }
  form(subdomainName)(host, at, report);
  if (!/^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/.test(path)) {
    report.invalid(
      at,
      path,
      "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')",
    );
  }
};

/** A driver's name: a subdomain in any case, of at most 63 bytes. */
export const driverName: Check = needed((value, at, report) => {
  const text = textOf(value);
  if (text.length > 63) report.tooLong(at, 63);
  for (const problem of subdomainName(text.toLowerCase())) report.invalid(at, text, problem);
});

/** A number or percentage that is not negative. */
export const intOrPercent: Check = (value, at, report) => {
  if (typeof value === "string") form(percentText)(value, at, report);
  else notNegative(value ?? 0, at, report);
};

/** The percentage of a text like `25%`; undefined for numbers and other texts. */
export function percentOf(value: unknown): number | undefined {
  return typeof value === "string" && /^[0-9]+%$/.test(value)
    ? Number.parseInt(value, 10)
    : undefined;
}

/** At most 100 %. */
export const atMostHundredPercent: Check = (value, at, report) => {
  if ((percentOf(value) ?? 0) > 100) report.invalid(at, value, "must not be greater than 100%");
};

/** Terms by which nodes are chosen. */
const nodeRequirement: Check = (value, at, report) => {
  const { key, operator, values } = objectOf(value);
  const count = listOf(values).length;
  switch (operator) {
    case "In":
    case "NotIn":
      if (count === 0)
        report.required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
      break;
    case "Exists":
    case "DoesNotExist":
      if (count > 0)
        report.forbidden(
          `${at}.values`,
          "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        );
      break;
    case "Gt":
    case "Lt":
      if (count !== 1)
        report.required(
          `${at}.values`,
          "must be specified single value when `operator` is 'Lt' or 'Gt'",
        );
      break;
    default:
      report.invalid(`${at}.operator`, textOf(operator), "not a valid selector operator");
  }
  form(qualifiedName)(key, `${at}.key`, report);
};

const nodeFieldRequirement: Check = (value, at, report) => {
  const { key, operator, values } = objectOf(value);
  if (operator === "In" || operator === "NotIn") {
    if (listOf(values).length !== 1)
      report.required(
        `${at}.values`,
        "must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
      );
  } else report.invalid(`${at}.operator`, textOf(operator), "not a valid selector operator");
  if (key !== "metadata.name") {
    report.invalid(`${at}.key`, textOf(key), "not a valid field selector key");
    return;
  }
  listOf(values).forEach((name, index) => {
    for (const problem of subdomainName(textOf(name)))
      report.invalid(`${at}.values[${index}]`, name, problem);
  });
};

/** One term: requirements on labels and on fields. */
export const preferredTerm: Check = fields({
  matchExpressions: each(nodeRequirement),
  matchFields: each(nodeFieldRequirement),
});

/** The same, for nodes that are needed. */
const nodeSelectorTerm: Check = fields({
  matchExpressions: each(
    all(
      nodeRequirement,
      // Values of labels can only be compared with values that a label can have.
      fields({ values: each(form(labelValue)) }),
    ),
  ),
  matchFields: each(nodeFieldRequirement),
});

/** Terms of which one must hold. */
export const nodeSelector: Check = fields({
  nodeSelectorTerms: needed(each(nodeSelectorTerm), "must have at least one node selector term"),
});
