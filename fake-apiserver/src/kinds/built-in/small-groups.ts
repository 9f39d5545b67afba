import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/json/plain-object.ts";
import { labelName, labelValue, qualifiedName, subdomainName } from "../../codec/names/names.ts";
import { pathSegmentName } from "../../codec/names/path-segment.ts";
import {
  addressWarnings,
  looseAddress,
  parseAddress,
  strictAddress,
} from "../validation/addresses.ts";
import {
  all,
  type Check,
  each,
  fields,
  form,
  immutable,
  isEmpty,
  isSet,
  maxItems,
  needed,
  notNegative,
  oneOf,
  optional,
  optionalOneOf,
  sameState,
  textForm,
} from "../validation/checks.ts";
import {
  atMostHundredPercent,
  conditions,
  intOrPercent,
  labelSelector,
  labels,
} from "../validation/common-checks.ts";
import { tolerations } from "../validation/resource-checks.ts";
import { deprecatedLabel } from "./deprecated-labels.ts";
import { dropFields } from "./drop-fields.ts";
import type { KindRules } from "./kind-rules.ts";
import { endpointAddress } from "./network/endpoints.ts";
import { overhead } from "./pods/pod-resources.ts";

/** Kinds of the groups that have only one or two. */

/** @see kubernetes pkg/apis/scheduling/validation/validation.go */
const priorityClass: KindRules = {
  strategy: { keepsGeneration: true },
  generation: "first",
  metadataOnUpdate: ["update"],
  checkCreate: all(
    (value, _at, report) => {
      const { value: priority, metadata } = objectOf(value);
      const name = textOf(objectOf(metadata)["name"]);
      const isSystem =
        (name === "system-cluster-critical" && priority === 2_000_000_000) ||
        (name === "system-node-critical" && priority === 2_000_001_000);
      if (isSystem) return;
      if (name.startsWith("system-")) {
        report.forbidden(
          "metadata.name",
          `priority class names with 'system-' prefix are reserved for system use only. error: ${name} is not a known system priority class`,
        );
      } else if (typeof priority === "number" && priority > 1_000_000_000)
        report.forbidden("value", "maximum allowed value of a user defined priority is 1000000000");
    },
    fields({ preemptionPolicy: optional(needed(oneOf("PreemptLowerPriority", "Never"))) }),
  ),
  checkUpdate: all((value, _at, report) => {
    if ((objectOf(value)["value"] ?? 0) !== (objectOf(report.old)["value"] ?? 0))
      report.forbidden("value", "may not be changed in an update.");
  }, immutable("preemptionPolicy")),
};

/** @see kubernetes pkg/apis/node/validation/validation.go */
const runtimeClass: KindRules = {
  strategy: { allowsCreateOnUpdate: true, allowsUnconditionalUpdate: false },
  qualifiesFinalizers: false,
  check: fields({
    handler: form(labelName),
    overhead: optional((value, at, report) => {
      overhead(objectOf(value)["podFixed"], at, report);
    }),
    scheduling: optional(
      fields({
        nodeSelector: labels,
        tolerations: all(tolerations, (value, at, report) => {
          const seen = new Set<string>();
          listOf(value).forEach((toleration, index) => {
            const { key, operator, value: text, effect } = objectOf(toleration);
            const identity = JSON.stringify([key, operator, text, effect]);
            if (seen.has(identity)) report.duplicate(`${at}[${index}]`, toleration);
            seen.add(identity);
          });
        }),
      }),
    ),
  }),
  checkUpdate: immutable("handler"),
  warningsOf: (object) =>
    Object.keys(objectOf(valueAt(object, "scheduling", "nodeSelector"))).flatMap((key) =>
      deprecatedLabel(key).map((text) => `scheduling.nodeSelector: ${text}`),
    ),
};

/** @see kubernetes pkg/apis/policy/validation/validation.go */
const podDisruptionBudget: KindRules = {
  nameRule: pathSegmentName,
  strategy: { keepsGeneration: true, allowsUnconditionalUpdate: false },
  checksMetadataLast: true,
  qualifiesFinalizers: false,
  metadataOnUpdate: [],
  metadataOnStatus: [],
  check: fields({
    spec: all(
      (value, at, report) => {
        const { minAvailable, maxUnavailable } = objectOf(value);
        if (isSet(minAvailable) && isSet(maxUnavailable))
          report.invalid(at, value, "minAvailable and maxUnavailable cannot be both set");
      },
      fields({
        minAvailable: optional(all(intOrPercent, atMostHundredPercent)),
        maxUnavailable: optional(all(intOrPercent, atMostHundredPercent)),
        selector: labelSelector,
        unhealthyPodEvictionPolicy: optionalOneOf("AlwaysAllow", "IfHealthyBudget"),
      }),
    ),
  }),
  checkStatus: fields({
    status: fields({
      conditions,
      disruptionsAllowed: notNegative,
      currentHealthy: notNegative,
      desiredHealthy: notNegative,
      expectedPods: notNegative,
    }),
  }),
};

/** @see kubernetes pkg/apis/coordination/validation/validation.go */
const lease: KindRules = {
  strategy: { allowsCreateOnUpdate: true, allowsUnconditionalUpdate: false },
  qualifiesFinalizers: false,
  metadataOnUpdate: ["update"],
  droppedFields: ["spec.strategy", "spec.preferredHolder"],
  check: fields({
    spec: fields({
      leaseDurationSeconds: optional((value, at, report) => {
        if ((value as number) <= 0) report.invalid(at, value, "must be greater than 0");
      }),
      leaseTransitions: notNegative,
    }),
  }),
};

/** @see kubernetes pkg/apis/apps/validation/validation.go */
const controllerRevision: KindRules = {
  strategy: { deleteAnswersObject: false },
  check: (value, _at, report) => {
    notNegative(objectOf(value)["revision"] ?? 0, "revision", report);
  },
  checkCreate: (value, _at, report) => {
    const { data } = objectOf(value);
    if (data === undefined || data === null) report.required("data", "data is mandatory");
    else if (!isPlainObject(data)) report.required("data", "data must be a valid JSON object");
  },
  checkUpdate: (value, _at, report) => {
    const { data } = objectOf(value);
    if (!sameState(data, objectOf(report.old)["data"]))
      report.invalid("data", data ?? null, "field is immutable");
  },
};

const namesOnce =
  (nameRule: Check, countMax: number): Check =>
  (value, at, report) => {
    if (listOf(value).length > countMax) {
      maxItems(countMax)(value, at, report);
      return;
    }
    const seen = new Set<string>();
    listOf(value).forEach((item, index) => {
      const name = textOf(objectOf(item)["name"]);
      if (seen.has(name)) report.duplicate(`${at}[${index}].name`, name);
      seen.add(name);
      nameRule(name, `${at}[${index}].name`, report);
    });
  };

const domainName: Check = needed((value, at, report) => {
  const name = textOf(value).replace(/\.$/, "");
  const problems = subdomainName(name);
  if (problems.length > 0) report.invalid(at, name, problems.join(","));
  else if (!name.includes("."))
    report.invalid(at, name, "should be a domain with at least two segments separated by dots");
});

function sliceAddress(type: string): Check {
  return (value, at, report) => {
    const text = textOf(value);
    if (type === "FQDN") domainName(value, at, report);
    else if (type === "IPv4" || type === "IPv6") {
      const before = report.errors.length;
      (type === "IPv4" ? looseAddress : strictAddress)(text, at, report);
      if (report.errors.length > before) return;
      const family = type === "IPv4" ? 4 : 6;
      if (parseAddress(text)?.family !== family)
        report.invalid(at.replace(/\[\d+\]$/, ""), text, `must be an ${type} address`);
      endpointAddress(text, at, report);
    }
  };
}

function endpoint(type: string): Check {
  return fields({
    addresses: (value, at, report) => {
      if (isEmpty(value)) report.required(at, "must contain at least 1 address");
      maxItems(100)(value, at, report);
      each(sliceAddress(type))(value, at, report);
    },
    nodeName: optional(form(subdomainName)),
    deprecatedTopology: labels,
    hostname: optional(form(labelName)),
    hints: optional(
      fields({
        forZones: namesOnce(form(labelValue), 8),
        forNodes: namesOnce(form(subdomainName), 8),
      }),
    ),
  });
}

const slicePorts: Check = (value, at, report) => {
  if (listOf(value).length > 20_000) {
    maxItems(20_000)(value, at, report);
    return;
  }
  const seen = new Set<string>();
  listOf(value).forEach((port, index) => {
    const place = `${at}[${index}]`;
    const name = textOf(objectOf(port)["name"]);
    textForm(labelName)(name, `${place}.name`, report);
    if (seen.has(name)) report.duplicate(`${place}.name`, name);
    seen.add(name);
    fields({
      protocol: oneOf("SCTP", "TCP", "UDP"),
      appProtocol: optional(form(qualifiedName)),
    })(port, place, report);
  });
};

/** This version only reads what earlier ones said of the place of an endpoint. */
function withoutTopology(slice: PlainObject): PlainObject {
  return dropFields(slice, ["endpoints[].deprecatedTopology"]);
}

/** @see kubernetes pkg/apis/discovery/validation/validation.go */
const endpointSlice: KindRules = {
  countsMetadata: "labels",
  strategy: { keepsGeneration: true },
  countsDropped: true,
  prepareForCreate: withoutTopology,
  prepareForUpdate: (slice, old) =>
    sameState(slice["endpoints"], old["endpoints"]) ? slice : withoutTopology(slice),
  metadataOnUpdate: ["whole"],
  check: all(
    fields({ addressType: needed(oneOf("FQDN", "IPv4", "IPv6")), ports: slicePorts }),
    (value, _at, report) => {
      const { endpoints, addressType } = objectOf(value);
      if (report.old !== undefined && sameState(report.old["endpoints"], endpoints)) return;
      maxItems(1000)(endpoints, "endpoints", report);
      each(endpoint(textOf(addressType)))(endpoints, "endpoints", report);
    },
  ),
  checkUpdate: immutable("addressType"),
  warningsOf: (slice: PlainObject, old: PlainObject | undefined) => [
    ...(slice["addressType"] === "FQDN" && old === undefined
      ? ["spec.addressType: FQDN endpoints are deprecated"]
      : []),
    ...listOf(slice["endpoints"]).flatMap((one, index) =>
      slice["addressType"] === "FQDN"
        ? []
        : listOf(objectOf(one)["addresses"]).flatMap((text, at) =>
            addressWarnings(text, `endpoints[${index}].addresses[${at}]`),
          ),
    ),
  ],
};

/** Rules by kind. */
export const smallGroupKinds: Readonly<Record<string, KindRules>> = {
  PriorityClass: priorityClass,
  RuntimeClass: runtimeClass,
  PodDisruptionBudget: podDisruptionBudget,
  Lease: lease,
  ControllerRevision: controllerRevision,
  EndpointSlice: endpointSlice,
};
