import type { KubernetesObject } from "@informerlab/core";
import { asOne } from "../../codec/as-one.ts";
import { compareQuantities, printedQuantity, quantityNumber } from "../../codec/go/quantity.ts";
import {
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  withValueAt,
} from "../../codec/json/plain-object.ts";
import { type Amounts, amountsOf } from "../../kinds/built-in/pods/container-amounts.ts";
import type { AdmissionPlugin } from "../admission-plugin.ts";
import { type AdmissionRequest, refused } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";
import { podResources } from "../pod-resources.ts";

const annotation = "kubernetes.io/limit-ranger";

/**
 * Defaults and bounds for what containers, pods and claims ask for, by the LimitRanges of their namespace.
 *
 * @see kubernetes plugin/pkg/admission/limitranger/admission.go
 */
export const limitRanger: AdmissionPlugin = {
  name: "LimitRanger",
  handles({ definition, subresource, operation }) {
    if (definition.storageKey === "pods")
      return (
        (operation === "CREATE" && subresource === "") ||
        (operation === "UPDATE" && subresource === "resize")
      );
    return (
      definition.storageKey === "persistentvolumeclaims" &&
      subresource === "" &&
      (operation === "CREATE" || operation === "UPDATE")
    );
  },
  mutate(asked, view) {
    const { object, request } = asked;
    if (object === undefined || request.definition.storageKey !== "pods") return;
    return rangesOf(asked, view).reduce(withDefaults, object);
  },
  validate(asked, view) {
    for (const limits of rangesOf(asked, view)) {
      const problems =
        asked.request.definition.storageKey === "pods"
          ? podProblems(asked.object, limits)
          : claimProblems(asked.object, limits);
      if (problems.length > 0) throw refused(asked, asOne(problems));
    }
  },
};

type Limits = readonly PlainObject[];

function rangesOf({ request, old }: AdmissionRequest, view: AdmissionView): readonly Limits[] {
  // What is being deleted needs no limits any more.
  if (old?.metadata?.deletionTimestamp !== undefined) return [];
  return view
    .list("limitranges", request.namespace)
    .map((range) => listOf(valueAt(range, "spec", "limits")).map(objectOf));
}

function withDefaults(pod: KubernetesObject, limits: Limits): KubernetesObject {
  const ofContainers = limits.filter(({ type }) => type === "Container");
  const requests = Object.assign(
    {},
    ...ofContainers.map((limit) => amountsOf(limit["defaultRequest"])),
  );
  const maximums = Object.assign({}, ...ofContainers.map((limit) => amountsOf(limit["default"])));
  const told: string[] = [];
  let changed = pod;
  for (const [list, kind] of [
    ["containers", "container"],
    ["initContainers", "init container"],
  ] as const) {
    const containers = listOf(valueAt(pod, "spec", list));
    if (containers.length === 0) continue;
    const filled = containers.map((container) => {
      const { name } = objectOf(container);
      const own = objectOf(valueAt(container, "resources"));
      const [asked, addedRequests] = fill(own["requests"], requests);
      const [bounded, addedLimits] = fill(own["limits"], maximums);
      if (addedRequests.length > 0)
        told.push(`${addedRequests.join(", ")} request for ${kind} ${name}`);
      if (addedLimits.length > 0) told.push(`${addedLimits.join(", ")} limit for ${kind} ${name}`);
      if (addedRequests.length + addedLimits.length === 0) return container;
      return withValueAt(objectOf(container), ["resources"], {
        ...own,
        ...(Object.keys(bounded).length === 0 ? {} : { limits: bounded }),
        ...(Object.keys(asked).length === 0 ? {} : { requests: asked }),
      });
    });
    changed = withValueAt(changed, ["spec", list], filled);
  }
  if (told.length === 0) return pod;
  return withValueAt(
    changed,
    ["metadata", "annotations", annotation],
    `LimitRanger plugin set: ${told.join("; ")}`,
  );
}

/** The amounts with what is missing of the defaults, and the names of those. */
function fill(own: unknown, defaults: Amounts): readonly [Amounts, readonly string[]] {
  const given = amountsOf(own);
  const missing = Object.keys(defaults)
    .filter((name) => !Object.hasOwn(given, name))
    .sort();
  const added = Object.fromEntries(missing.map((name) => [name, defaults[name] ?? "0"]));
  return [{ ...given, ...added }, missing];
}

function podProblems(pod: unknown, limits: Limits): readonly string[] {
  const containers = [
    ...listOf(valueAt(pod, "spec", "containers")),
    ...listOf(valueAt(pod, "spec", "initContainers")),
  ];
  return limits.flatMap((limit) => {
    switch (limit["type"]) {
      case "Container":
        return containers.flatMap((container) =>
          boundProblems(
            limit,
            amountsOf(valueAt(container, "resources", "requests")),
            amountsOf(valueAt(container, "resources", "limits")),
          ),
        );
      case "Pod":
        return boundProblems(
          limit,
          podResources(pod, "requests", { withOverhead: false }),
          podResources(pod, "limits", { withOverhead: false }),
        );
      default:
        return [];
    }
  });
}

function boundProblems(
  limit: PlainObject,
  requests: Amounts,
  maximums: Amounts,
): readonly string[] {
  const type = textOf(limit["type"]);
  const bounds = (member: string): readonly (readonly [string, string])[] =>
    Object.entries(amountsOf(limit[member])).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    ...bounds("min").flatMap(([name, bound]) => {
      const [request, maximum] = [requests[name], maximums[name]];
      const rule = `minimum ${name} usage per ${type} is ${text(bound)}`;
      if (request === undefined) return [`${rule}.  No request is specified`];
      if (compareQuantities(request, bound) < 0)
        return [`${rule}, but request is ${text(request)}`];
      return maximum !== undefined && compareQuantities(maximum, bound) < 0
        ? [`${rule}, but limit is ${text(maximum)}`]
        : [];
    }),
    ...bounds("max").flatMap(([name, bound]) => {
      const [request, maximum] = [requests[name], maximums[name]];
      const rule = `maximum ${name} usage per ${type} is ${text(bound)}`;
      if (maximum === undefined) return [`${rule}.  No limit is specified`];
      if (compareQuantities(maximum, bound) > 0) return [`${rule}, but limit is ${text(maximum)}`];
      return request !== undefined && compareQuantities(request, bound) > 0
        ? [`${rule}, but request is ${text(request)}`]
        : [];
    }),
    ...bounds("maxLimitRequestRatio").flatMap(([name, bound]) =>
      ratioProblem(`${name} max limit to request ratio per ${type} is ${text(bound)}`, bound, {
        request: requests[name],
        maximum: maximums[name],
      }),
    ),
  ];
}

function ratioProblem(
  rule: string,
  bound: string,
  {
    request,
    maximum,
  }: { readonly request: string | undefined; readonly maximum: string | undefined },
): readonly string[] {
  if (request === undefined || compareQuantities(request, "0") === 0)
    return [`${rule}, but no request is specified or request is 0`];
  if (maximum === undefined || compareQuantities(maximum, "0") === 0)
    return [`${rule}, but no limit is specified or limit is 0`];
  const ratio = quantityNumber(maximum) / quantityNumber(request);
  return ratio > quantityNumber(bound)
    ? [`${rule}, but provided ratio is ${ratio.toFixed(6)}`]
    : [];
}

function claimProblems(claim: unknown, limits: Limits): readonly string[] {
  const requests = amountsOf(valueAt(claim, "spec", "resources", "requests"));
  const ofClaims = limits.filter(({ type }) => type === "PersistentVolumeClaim");
  return ofClaims.flatMap((limit) => [
    ...boundProblems({ type: limit["type"], min: limit["min"] }, requests, {}),
    ...Object.entries(amountsOf(limit["max"])).flatMap(([name, bound]) => {
      const request = requests[name];
      const rule = `maximum ${name} usage per PersistentVolumeClaim is ${text(bound)}`;
      if (request === undefined) return [`${rule}.  No request is specified`];
      return compareQuantities(request, bound) > 0
        ? [`${rule}, but request is ${text(request)}`]
        : [];
    }),
  ]);
}

function text(quantity: string): string {
  return printedQuantity(quantity) ?? quantity;
}
