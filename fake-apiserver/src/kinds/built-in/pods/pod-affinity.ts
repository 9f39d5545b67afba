import {
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
} from "../../../codec/json/plain-object.ts";
import { labelName, qualifiedName } from "../../../codec/names/names.ts";
import {
  all,
  type Check,
  each,
  fields,
  form,
  isSet,
  needed,
  optional,
  optionalOneOf,
} from "../../validation/checks.ts";
import { labelSelector, nodeSelector, preferredTerm } from "../../validation/common-checks.ts";

/**
 * Where pods go.
 *
 * @see kubernetes pkg/apis/core/validation/validation.go
 */

const weight: Check = (value, at, report) => {
  const number = numberOf(value);
  if (number < 1 || number > 100) report.invalid(at, number, "must be in the range 1-100");
};

const labelKeys: Check = (value, at, report) => {
  const { matchLabelKeys, mismatchLabelKeys, labelSelector: selector } = objectOf(value);
  for (const [name, keys] of [
    ["matchLabelKeys", matchLabelKeys],
    ["mismatchLabelKeys", mismatchLabelKeys],
  ] as const) {
    if (listOf(keys).length > 0 && !isSet(selector)) {
      report.forbidden(`${at}.${name}`, "must not be specified when labelSelector is not set");
      continue;
    }
    const others = new Set(name === "matchLabelKeys" ? listOf(mismatchLabelKeys) : []);
    listOf(keys).forEach((key, index) => {
      form(qualifiedName)(key, `${at}.${name}[${index}]`, report);
      if (others.has(key))
        report.invalid(
          `${at}.${name}[${index}]`,
          key,
          "exists in both matchLabelKeys and mismatchLabelKeys",
        );
    });
  }
};

const podTerm: Check = all(
  fields({
    labelSelector,
    namespaceSelector: labelSelector,
    namespaces: (value, at, report) => {
      for (const name of listOf(value)) form(labelName)(name, at.replace(/s$/, ""), report);
    },
  }),
  labelKeys,
  fields({
    topologyKey: (value, at, report) => {
      needed(undefined, "can not be empty")(value, at, report);
      form(qualifiedName)(value, at, report);
    },
  }),
);

const podTerms: Check = fields({
  requiredDuringSchedulingIgnoredDuringExecution: each(podTerm),
  preferredDuringSchedulingIgnoredDuringExecution: each(
    fields({ weight, podAffinityTerm: podTerm }),
  ),
});

/** Where a pod would go, and beside which others. */
export const affinity: Check = optional(
  fields({
    nodeAffinity: optional(
      fields({
        requiredDuringSchedulingIgnoredDuringExecution: optional(nodeSelector),
        preferredDuringSchedulingIgnoredDuringExecution: each(
          fields({
            weight: (value, at, report) => {
              const number = numberOf(value);
              if (number <= 0 || number > 100)
                report.invalid(at, number, "must be in the range 1-100");
            },
            preference: preferredTerm,
          }),
        ),
      }),
    ),
    podAffinity: optional(podTerms),
    podAntiAffinity: optional(podTerms),
  }),
);

const spreadKeys: Check = (value, at, report) => {
  const { matchLabelKeys: keys, labelSelector: selector } = objectOf(value);
  const place = `${at}.matchLabelKeys`;
  if (listOf(keys).length === 0) return;
  if (!isSet(selector)) {
    report.forbidden(place, "must not be specified when labelSelector is not set");
    return;
  }
  const { matchLabels, matchExpressions } = objectOf(selector);
  const known = new Set([
    ...Object.keys(objectOf(matchLabels)),
    ...listOf(matchExpressions).map((one) => textOf(objectOf(one)["key"])),
  ]);
  listOf(keys).forEach((key, index) => {
    form(qualifiedName)(key, `${place}[${index}]`, report);
    if (known.has(textOf(key)))
      report.invalid(`${place}[${index}]`, key, "exists in both matchLabelKeys and labelSelector");
  });
};

function spreadKey({ topologyKey, whenUnsatisfiable }: PlainObject): string {
  return `${textOf(topologyKey)} ${textOf(whenUnsatisfiable)}`;
}

/** How evenly pods are spread. */
export const topologySpread: Check = (value, at, report) => {
  const constraints = listOf(value).map(objectOf);
  const policies = optionalOneOf("Honor", "Ignore");
  const lastPlaces = new Map(constraints.map((one, index) => [spreadKey(one), index]));
  constraints.forEach((constraint, index) => {
    const place = `${at}[${index}]`;
    const { topologyKey, whenUnsatisfiable, minDomains, maxSkew } = constraint;
    if (numberOf(maxSkew) <= 0)
      report.invalid(`${place}.maxSkew`, numberOf(maxSkew), "must be greater than zero");
    needed(undefined, "can not be empty")(topologyKey, `${place}.topologyKey`, report);
    const known = ["DoNotSchedule", "ScheduleAnyway"];
    if (!known.includes(textOf(whenUnsatisfiable)))
      report.notSupported(`${place}.whenUnsatisfiable`, textOf(whenUnsatisfiable), known);
    if (lastPlaces.get(spreadKey(constraint)) !== index)
      report.duplicate(
        `${place}.{topologyKey, whenUnsatisfiable}`,
        `{${textOf(topologyKey)}, ${textOf(whenUnsatisfiable)}}`,
      );
    if (isSet(minDomains)) {
      if (numberOf(minDomains) <= 0)
        report.invalid(`${place}.minDomains`, minDomains, "must be greater than zero");
      if (whenUnsatisfiable !== "DoNotSchedule")
        report.invalid(
          `${place}.minDomains`,
          minDomains,
          `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${textOf(whenUnsatisfiable)}`,
        );
    }
    fields({ nodeAffinityPolicy: policies, nodeTaintsPolicy: policies })(constraint, place, report);
    spreadKeys(constraint, place, report);
    labelSelector(constraint["labelSelector"], `${place}.labelSelector`, report);
  });
};
