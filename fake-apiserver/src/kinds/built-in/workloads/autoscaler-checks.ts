import { compareQuantities } from "../../../codec/go/quantity.ts";
import { listOf, numberOf, objectOf, textOf } from "../../../codec/json/plain-object.ts";
import { labelName } from "../../../codec/names/names.ts";
import { pathSegmentName } from "../../../codec/names/path-segment.ts";
import {
  all,
  type Check,
  each,
  fields,
  form,
  isSet,
  needed,
  notNegative,
  notNegativeQuantity,
  oneOf,
  optional,
  optionalOneOf,
} from "../../validation/checks.ts";
import { pathSegment } from "../../validation/common-checks.ts";
import { containerResourceName } from "../../validation/resource-checks.ts";

/**
 * What is asked of autoscalers, in version 2.
 *
 * @see kubernetes pkg/apis/autoscaling/validation/validation.go
 */

const apiVersion: Check = (value, at, report) => {
  const text = textOf(value);
  if (text.split("/").length > 2)
    report.invalid(at, text, `unexpected GroupVersion string: ${text}`);
};

function scaled(needsGroup: (kind: string) => boolean): Check {
  return all(fields({ kind: pathSegment, name: pathSegment }), (value, at, report) => {
    const { apiVersion: version, kind } = objectOf(value);
    const before = report.errors.length;
    apiVersion(version, `${at}.apiVersion`, report);
    const hasGroup = /^[^/]+\//.test(textOf(version));
    if (!hasGroup && report.errors.length === before && needsGroup(textOf(kind)))
      report.invalid(`${at}.apiVersion`, textOf(version), "apiVersion must specify API group");
  });
}

const positive: Check = optional((value, at, report) => {
  if (compareQuantities(value, "0") <= 0) report.invalid(at, value, "must be positive");
});

const target: Check = all(
  (value, at, report) => {
    const { type } = objectOf(value);
    if (textOf(type) === "") report.required(`${at}.type`, "must specify a metric target type");
    if (!["Utilization", "Value", "AverageValue"].includes(textOf(type)))
      report.invalid(
        `${at}.type`,
        textOf(type),
        "must be either Utilization, Value, or AverageValue",
      );
  },
  fields({
    value: positive,
    averageValue: positive,
    averageUtilization: optional((value, at, report) => {
      if ((value as number) < 1) report.invalid(at, value, "must be greater than 0");
    }),
  }),
);

const metric: Check = fields({
  name: needed(form(pathSegmentName), "must specify a metric name"),
});

/** One of two members of the target must be set, and perhaps not both. */
function either(
  first: string,
  second: string,
  missing: readonly [name: string, text: string],
  both?: readonly [name: string, text: string],
): Check {
  return (value, at, report) => {
    const given = objectOf(objectOf(value)["target"]);
    if (!isSet(given[first]) && !isSet(given[second]))
      report.required(`${at}.target.${missing[0]}`, missing[1]);
    if (both !== undefined && isSet(given[first]) && isSet(given[second]))
      report.forbidden(`${at}.target.${both[0]}`, both[1]);
  };
}

const utilization = either(
  "averageUtilization",
  "averageValue",
  ["averageUtilization", "must set either a target raw value or a target utilization"],
  ["averageValue", "may not set both a target raw value and a target utilization"],
);

const sources: Readonly<Record<string, Check>> = {
  object: all(
    fields({ describedObject: scaled(() => false), metric, target }),
    either("value", "averageValue", [
      "averageValue",
      "must set either a target value or averageValue",
    ]),
  ),
  external: all(
    fields({ metric, target }),
    either(
      "value",
      "averageValue",
      ["averageValue", "must set either a target value for metric or a per-pod target"],
      ["value", "may not set both a target value for metric and a per-pod target"],
    ),
  ),
  pods: all(
    fields({ metric, target }),
    either("averageValue", "averageValue", [
      "averageValue",
      "must specify a positive target averageValue",
    ]),
  ),
  resource: all(
    fields({ name: needed(undefined, "must specify a resource name"), target }),
    utilization,
  ),
  containerResource: all(
    fields({
      name: needed(containerResourceName, "must specify a resource name"),
      container: needed(form(labelName), "must specify a container"),
      target,
    }),
    utilization,
  ),
};

const types = ["ContainerResource", "External", "Object", "Pods", "Resource"] as const;

const metricSpec: Check = (value, at, report) => {
  const spec = objectOf(value);
  const type = textOf(spec["type"]);
  if (type === "") report.required(`${at}.type`, "must specify a metric source type");
  const isKnown = types.some((known) => known === type);
  if (!isKnown) report.notSupported(`${at}.type`, type, types);
  const given = Object.keys(sources).filter((name) => isSet(spec[name]));
  const [first] = given;
  if (first !== undefined) sources[first]?.(spec[first], `${at}.${first}`, report);
  const expected = type.charAt(0).toLowerCase() + type.slice(1);
  if (!isKnown) report.notSupported(`${at}.type`, type, types);
  else if (!isSet(spec[expected]))
    report.required(`${at}.${expected}`, "must populate information for the given metric source");
  if (given.length === 1) return;
  for (const name of given) {
    if (name !== expected)
      report.forbidden(`${at}.${name}`, "must populate the given metric source only");
  }
};

const scalingPolicy: Check = (value, at, report) => {
  const { type, value: count, periodSeconds } = objectOf(value);
  oneOf("Percent", "Pods")(type, `${at}.type`, report);
  if (numberOf(count) <= 0)
    report.invalid(`${at}.value`, numberOf(count), "must be greater than zero");
  const seconds = numberOf(periodSeconds);
  if (seconds <= 0) report.invalid(`${at}.periodSeconds`, seconds, "must be greater than zero");
  if (seconds > 1800)
    report.invalid(`${at}.periodSeconds`, seconds, "must be less than or equal to 1800");
};

const scalingRules: Check = optional(
  fields({
    stabilizationWindowSeconds: optional((value, at, report) => {
      const seconds = value as number;
      if (seconds < 0) report.invalid(at, seconds, "must be greater than or equal to zero");
      if (seconds > 3600) report.invalid(at, seconds, "must be less than or equal to 3600");
    }),
    selectPolicy: optionalOneOf("Disabled", "Max", "Min"),
    policies: needed(each(scalingPolicy), "must specify at least one Policy"),
    tolerance: notNegativeQuantity,
  }),
);

export const autoscalerCheck: Check = fields({
  spec: all(
    (value, at, report) => {
      const { minReplicas, maxReplicas } = objectOf(value);
      if (isSet(minReplicas) && numberOf(minReplicas) < 1)
        report.invalid(`${at}.minReplicas`, minReplicas, "must be greater than or equal to 1");
      if (numberOf(maxReplicas) < 1)
        report.invalid(`${at}.maxReplicas`, numberOf(maxReplicas), "must be greater than 0");
      if (isSet(minReplicas) && numberOf(maxReplicas) < numberOf(minReplicas))
        report.invalid(
          `${at}.maxReplicas`,
          numberOf(maxReplicas),
          "must be greater than or equal to `minReplicas`",
        );
    },
    fields({
      // The one kind without a group that can be scaled.
      scaleTargetRef: scaled((kind) => kind !== "ReplicationController"),
      metrics: each(metricSpec),
    }),
    (value, at, report) => {
      const { minReplicas, metrics } = objectOf(value);
      const isExternal = listOf(metrics).some((one) =>
        ["Object", "External"].includes(textOf(objectOf(one)["type"])),
      );
      if (minReplicas === 0 && !isExternal)
        report.forbidden(
          `${at}.metrics`,
          "must specify at least one Object or External metric to support scaling to zero replicas",
        );
    },
    fields({ behavior: optional(fields({ scaleUp: scalingRules, scaleDown: scalingRules })) }),
  ),
});

export const autoscalerStatus: Check = fields({
  status: fields({ currentReplicas: notNegative, desiredReplicas: notNegative }),
});
