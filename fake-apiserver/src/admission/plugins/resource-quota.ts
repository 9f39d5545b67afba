import { failureStatus, type KubernetesObject, StatusError } from "@informerlab/core";
import {
  compareQuantities,
  isNegativeQuantity,
  printedQuantity,
  subtractQuantities,
} from "../../codec/go/quantity.ts";
import { listOf, textOf, valueAt, withValueAt } from "../../codec/json/plain-object.ts";
import { type Amounts, amountsOf, pick, sum } from "../../kinds/built-in/pods/container-amounts.ts";
import type { AdmissionPlugin } from "../admission-plugin.ts";
import { type AdmissionRequest, refused } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";
import { type QuotaConfiguration, uncoveredProblem } from "../quota/limited-resources.ts";
import { isInScope, isTerminating } from "../quota/scopes.ts";
import { computeUsage, ofDeviceClass, usageOf } from "../quota/usage.ts";

/** Resources for which every container has to say what it wants, once a quota counts them. */
const askedOfContainers = [
  "cpu",
  "memory",
  "requests.cpu",
  "requests.memory",
  "limits.cpu",
  "limits.memory",
];

/** Kinds of which an update may use more, too. */
const growing: ReadonlySet<string> = new Set([
  "services",
  "persistentvolumeclaims",
  "resourceclaims.resource.k8s.io",
]);

/** What nobody counts: events, and what is not stored. @see kubernetes pkg/quota/v1/install/registry.go */
const uncounted: ReadonlySet<string> = new Set([
  "events",
  "events.events.k8s.io",
  "bindings",
  "localsubjectaccessreviews.authorization.k8s.io",
]);

/**
 * No namespace gets more than its quotas allow; what is allowed is counted at once.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go
 */
export const resourceQuota: AdmissionPlugin = resourceQuotaWith({});

/** The same, where some is only for those whom a quota allows it. */
export function resourceQuotaWith({
  limitedResources: limited = [],
}: QuotaConfiguration): AdmissionPlugin {
  return {
    name: "ResourceQuota",
    handles({ definition, subresource, operation }) {
      if (!definition.namespaced) return false;
      if (definition.storageKey === "pods")
        return operation === "CREATE"
          ? subresource === ""
          : operation === "UPDATE" && ["", "resize"].includes(subresource);
      // What the status of a claim says of its storage is counted, too.
      if (definition.storageKey === "persistentvolumeclaims" && subresource === "status")
        return operation === "UPDATE";
      if (subresource !== "" || uncounted.has(definition.storageKey)) return false;
      const grows = growing.has(definition.storageKey);
      return operation === "CREATE" || (operation === "UPDATE" && grows);
    },
    validate(asked, view) {
      const { request, object, old } = asked;
      const quotas = view.list("resourcequotas", request.namespace);
      if (object === undefined || quotas.length + limited.length === 0) return;
      const { definition, subresource } = request;
      const { storageKey } = definition;
      // A pod that is there changes what is counted only when quotas of another kind count it.
      const isSettled = storageKey === "pods" && old !== undefined && subresource === "";
      if (isSettled && isTerminating(old) === isTerminating(object)) return;
      const usage = usageOf(definition, object);
      const concerned = quotas.filter(
        (quota) =>
          isInScope(quota, storageKey, object) && countedNames(quota, storageKey, usage).length > 0,
      );
      for (const quota of concerned) checkStated(asked, quota, usage);
      refuseNegative(asked, usage);
      const grown = growthOf(asked, usage);
      const wants = wantsOf(asked, concerned, { usage, grown });
      if (concerned.length === 0 ? isNothing(withoutZeros(grown)) : wants.length === 0) return;
      const counted = new Set(concerned.flatMap((quota) => countedNames(quota, storageKey, usage)));
      refuseUncovered(
        asked,
        uncoveredProblem(limited, { definition, object, usage, quotas, counted }),
      );
      const charged = wants.map(({ quota, wanted }) => charge(asked, quota, wanted));
      if (!asked.isDryRun) for (const quota of charged) announce(asked, view, quota);
    },
  };
}

/** The real server forgets to say what it refuses where it is a scope. */
function refuseUncovered(
  asked: AdmissionRequest,
  problem: ReturnType<typeof uncoveredProblem>,
): void {
  if (problem === undefined) return;
  if ("usage" in problem) throw refused(asked, problem.usage);
  throw new StatusError(failureStatus({ code: 500, message: problem.scopes }));
}

/** What is to be counted more by a quota. */
interface Want {
  readonly quota: KubernetesObject;
  readonly wanted: Amounts;
}

/** What an object uses more than it did. */
function growthOf({ old, request }: AdmissionRequest, usage: Amounts): Amounts {
  return old === undefined ? usage : difference(usage, usageOf(request.definition, old));
}

function wantsOf(
  { old, request }: AdmissionRequest,
  concerned: readonly KubernetesObject[],
  { usage, grown }: { readonly usage: Amounts; readonly grown: Amounts },
): readonly Want[] {
  return concerned.flatMap((quota) => {
    const countedBefore = old !== undefined && isInScope(quota, request.definition.storageKey, old);
    const wanted = withoutZeros(countedBefore ? grown : usage);
    return isNothing(wanted) ? [] : [{ quota, wanted }];
  });
}

function isNothing(amounts: Amounts): boolean {
  return Object.keys(amounts).length === 0;
}

/** Under which names a quota counts objects of a kind. */
function countedNames(
  quota: KubernetesObject,
  storageKey: string,
  usage: Amounts,
): readonly string[] {
  return Object.keys(hardOf(quota)).filter(
    (name) => Object.hasOwn(usage, name) || mayCount(storageKey, name),
  );
}

function refuseNegative(asked: AdmissionRequest, usage: Amounts): void {
  const negative = Object.keys(usage).filter((name) => isNegativeQuantity(usage[name] ?? "0"));
  if (negative.length > 0)
    throw refused(asked, `quota usage is negative for resource(s): ${negative.sort().join(",")}`);
}

function hardOf(quota: KubernetesObject): Amounts {
  return amountsOf(valueAt(quota, "status", "hard"));
}

const ofClass = /\.storageclass\.storage\.k8s\.io\/(?:requests\.storage|persistentvolumeclaims)$/;
const ofPods = new Set([
  ...askedOfContainers,
  "ephemeral-storage",
  "requests.ephemeral-storage",
  "limits.ephemeral-storage",
]);

/** Objects of the kind are counted under the name, though this one may have nothing of it. */
function mayCount(storageKey: string, name: string): boolean {
  if (storageKey === "persistentvolumeclaims")
    return name === "requests.storage" || ofClass.test(name);
  if (storageKey === "resourceclaims.resource.k8s.io") return name.endsWith(ofDeviceClass);
  if (storageKey !== "pods") return false;
  return (
    ofPods.has(name) ||
    /^(?:requests\.)?hugepages-/.test(name) ||
    name.startsWith("requests.deviceclass.resource.kubernetes.io/") ||
    (name.startsWith("requests.") && name.includes("/") && !name.includes("kubernetes.io/"))
  );
}

/** Containers say what they want of what is counted, and the quota knows what is used of it. */
function checkStated(asked: AdmissionRequest, quota: KubernetesObject, usage: Amounts): void {
  const name = quota.metadata?.name ?? "";
  const hard = Object.keys(hardOf(quota));
  const missing =
    asked.request.definition.storageKey === "pods" ? unstated(asked.object, hard) : [];
  if (missing.length > 0)
    throw refused(asked, `failed quota: ${name}: must specify ${missing.join("; ")}`);
  const used = amountsOf(valueAt(quota, "status", "used"));
  const { storageKey } = asked.request.definition;
  const restricted = countedNames(quota, storageKey, usage);
  if (restricted.every((one) => Object.hasOwn(used, one))) return;
  throw refused(
    asked,
    `status unknown for quota: ${name}, resources: ${[...restricted].sort().join(",")}`,
  );
}

function unstated(pod: unknown, hard: readonly string[]): readonly string[] {
  if (statesWhole(pod)) return [];
  const containers = ["containers", "initContainers"].flatMap((list) =>
    listOf(valueAt(pod, "spec", list)),
  );
  return askedOfContainers
    .filter((name) => hard.includes(name))
    .sort()
    .flatMap((name) => {
      const silent = containers.filter((container) => {
        const requests = amountsOf(valueAt(container, "resources", "requests"));
        const limits = amountsOf(valueAt(container, "resources", "limits"));
        return !Object.hasOwn(computeUsage(requests, limits), name);
      });
      const names = silent.map((container) => textOf(valueAt(container, "name"))).sort();
      return names.length === 0 ? [] : [`${name} for: ${names.join(",")}`];
    });
}

/** A pod that says what it wants as a whole need not say it of its containers. */
function statesWhole(pod: unknown): boolean {
  return ["requests", "limits"].some((kind) =>
    Object.keys(amountsOf(valueAt(pod, "spec", "resources", kind))).some(
      (name) => name === "cpu" || name === "memory" || name.startsWith("hugepages-"),
    ),
  );
}

/** The quota with the new usage. @throws StatusError when that is too much */
function charge(
  asked: AdmissionRequest,
  quota: KubernetesObject,
  wanted: Amounts,
): KubernetesObject {
  const hard = hardOf(quota);
  const used = amountsOf(valueAt(quota, "status", "used"));
  const requested = pick(wanted, (name) => Object.hasOwn(hard, name));
  const next = sum(used, requested);
  const exceeded = new Set(
    Object.keys(requested).filter((name) => compareQuantities(next[name], hard[name]) > 0),
  );
  // A status says what has happened, which no quota can forbid.
  if (exceeded.size > 0 && asked.request.subresource !== "status") {
    const shown = (amounts: Amounts): string =>
      textOfAmounts(pick(amounts, (name) => exceeded.has(name)));
    throw refused(
      asked,
      `exceeded quota: ${quota.metadata?.name}, requested: ${shown(requested)}, used: ${shown(used)}, limited: ${shown(hard)}`,
    );
  }
  return withValueAt(quota, ["status", "used"], next);
}

function announce(asked: AdmissionRequest, view: AdmissionView, quota: KubernetesObject): void {
  const definition = view.registry.lookup("", "v1", "resourcequotas");
  if (definition === undefined) return;
  asked.findings.charge({ definition, object: quota, subresource: "status" });
}

function difference(now: Amounts, before: Amounts): Amounts {
  return Object.fromEntries(
    [...new Set([...Object.keys(now), ...Object.keys(before)])].map((name) => [
      name,
      subtractQuantities(now[name] ?? "0", before[name] ?? "0"),
    ]),
  );
}

/** What grows; what shrinks is counted again by the quota controller. */
function withoutZeros(amounts: Amounts): Amounts {
  return Object.fromEntries(
    Object.entries(amounts).filter(
      ([, amount]) => compareQuantities(amount, "0") !== 0 && !isNegativeQuantity(amount),
    ),
  );
}

function textOfAmounts(amounts: Amounts): string {
  return Object.entries(amounts)
    .map(([name, amount]) => `${name}=${printedQuantity(amount) ?? amount}`)
    .sort()
    .join(",");
}
