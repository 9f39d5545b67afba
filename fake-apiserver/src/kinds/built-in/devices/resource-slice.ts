import { listOf, numberOf, objectOf, textOf, valueAt } from "../../../codec/json/plain-object.ts";
import { subdomainName } from "../../../codec/names/names.ts";
import {
  all,
  type Check,
  entries,
  fields,
  form,
  immutable,
  isSet,
} from "../../validation/checks.ts";
import { driverName, nodeSelector } from "../../validation/common-checks.ts";
import type { KindRules } from "../kind-rules.ts";
import { lengthMax, ownName, poolName, requestName, resourceName, setOf } from "./device-checks.ts";

const versionPattern =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(\.(0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(\+[0-9a-zA-Z-]+(\.[0-9a-zA-Z-]+)*)?$/;
const attribute: Check = (value, at, report) => {
  const { bool, int, string, version } = objectOf(value);
  if (isSet(string) && textOf(string).length > lengthMax.value)
    report.tooLong(`${at}.string`, lengthMax.value);
  if (isSet(version)) {
    if (!versionPattern.test(textOf(version)))
      report.invalid(
        `${at}.version`,
        version,
        "must be a string compatible with semver.org spec 2.0.0",
      );
    if (textOf(version).length > lengthMax.value) report.tooLong(`${at}.version`, lengthMax.value);
  }
  const count = [bool, int, string, version].filter(isSet).length;
  if (count !== 1)
    report.invalid(at, count === 0 ? "" : value, "exactly one value must be specified");
};

const device: Check = (value, at, report) => {
  const { nodeName, nodeSelector: selector, allNodes } = objectOf(value);
  fields({
    name: requestName,
    attributes: entries(resourceName, attribute),
    capacity: entries(resourceName),
  })(value, at, report);
  if ([nodeName, selector, allNodes].some(isSet))
    report.invalid(
      at,
      null,
      "`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec",
    );
};

const nodeChoice: Check = (value, at, report) => {
  const { nodeName, nodeSelector: selector, allNodes } = objectOf(value);
  const chosen: string[] = [];
  if (isSet(nodeName)) {
    if (nodeName === "")
      report.invalid(
        `${at}.nodeName`,
        nodeName,
        "must be either unset or set to a non-empty string",
      );
    else {
      chosen.push("`nodeName`");
      form(subdomainName)(nodeName, `${at}.nodeName`, report);
    }
  }
  if (isSet(selector)) {
    chosen.push("`nodeSelector`");
    nodeSelector(selector, `${at}.nodeSelector`, report);
    const terms = objectOf(selector)["nodeSelectorTerms"];
    if (listOf(terms).length !== 1)
      report.invalid(
        `${at}.nodeSelector.nodeSelectorTerms`,
        terms ?? null,
        "must have exactly one node selector term",
      );
  }
  if (allNodes === true) chosen.push("`allNodes`");
  else if (isSet(allNodes))
    report.invalid(`${at}.allNodes`, allNodes, "must be either unset or set to true");
  const text =
    "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";
  if (chosen.length === 0) report.required(at, text);
  else if (chosen.length > 1)
    report.invalid(at, `{${chosen.join(", ")}}`, `${text}, but multiple fields are set`);
};

/**
 * The devices of a driver on one node.
 *
 * @see kubernetes pkg/apis/resource/validation/validation.go
 */
export const resourceSlice: KindRules = {
  fieldSelectorStyle: "not-supported-for-version",
  selectableFields: {
    "spec.nodeName": (slice) => textOf(valueAt(slice, "spec", "nodeName")),
    "spec.driver": (slice) => textOf(valueAt(slice, "spec", "driver")),
  },
  strategy: { keepsGeneration: true, deleteAnswersObject: true },
  countsDropped: true,
  metadataOnUpdate: ["update"],
  warningsOf: (slice) => {
    const driver = textOf(valueAt(slice, "spec", "driver"));
    return driver === driver.toLowerCase()
      ? []
      : [
          `spec.driver: driver names should be lowercase; ${JSON.stringify(driver)} contains uppercase characters`,
        ];
  },
  droppedFields: [
    "spec.sharedCounters",
    "spec.perDeviceNodeSelection",
    "spec.devices[].taints",
    "spec.devices[].consumesCounters",
    "spec.devices[].nodeName",
    "spec.devices[].nodeSelector",
    "spec.devices[].allNodes",
    "spec.devices[].bindsToNode",
    "spec.devices[].bindingConditions",
    "spec.devices[].bindingFailureConditions",
    "spec.devices[].allowMultipleAllocations",
    "spec.devices[].capacity{}.requestPolicy",
  ],
  check: fields({
    spec: all(
      fields({
        driver: driverName,
        pool: fields({
          name: poolName,
          resourceSliceCount: (value, at, report) => {
            if (numberOf(value) <= 0)
              report.invalid(at, numberOf(value), "must be greater than zero");
          },
          generation: (value, at, report) => {
            if (numberOf(value) < 0)
              report.invalid(at, value, "must be greater than or equal to zero");
          },
        }),
      }),
      (value, at, report) => {
        if (report.old !== undefined)
          for (const path of ["spec.pool.name", "spec.driver", "spec.nodeName"])
            immutable(path)(report.object, "", report);
        nodeChoice(value, at, report);
      },
      fields({ devices: setOf(128, device, ownName) }),
    ),
  }),
};
