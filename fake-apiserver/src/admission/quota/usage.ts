import type { KubernetesObject } from "@informerlab/core";
import { compareQuantities, roundedToWhole } from "../../codec/go/quantity.ts";
import { listOf, textOf, valueAt } from "../../codec/json/plain-object.ts";
import { type Amounts, sum } from "../../kinds/built-in/pods/container-amounts.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { podResources } from "../pod-resources.ts";
import { withHeldResources } from "./resizing.ts";

/** Resources that a pod uses under their own name, and with `requests.` before it. */
const nativeNames: ReadonlySet<string> = new Set(["cpu", "memory", "ephemeral-storage"]);
const countedByName: ReadonlySet<string> = new Set([
  "configmaps",
  "resourcequotas",
  "replicationcontrollers",
  "secrets",
]);

/**
 * How much of a quota an object uses.
 *
 * @see kubernetes pkg/quota/v1/evaluator/core
 */
export function usageOf(definition: ResourceDefinition, object: KubernetesObject): Amounts {
  const { storageKey } = definition;
  const counted: Amounts = { [`count/${storageKey}`]: "1" };
  switch (storageKey) {
    case "pods":
      return { ...counted, ...podUsage(object) };
    case "services":
      return { ...counted, ...serviceUsage(object) };
    case "persistentvolumeclaims":
      return { ...counted, ...claimUsage(object) };
    case "resourceclaims.resource.k8s.io":
      return { ...counted, ...deviceUsage(object) };
    default:
      return countedByName.has(storageKey) ? { ...counted, [storageKey]: "1" } : counted;
  }
}

/** What ends the names under which devices of a class are counted. */
export const ofDeviceClass = ".deviceclass.resource.k8s.io/devices";

/** So many devices a claim for all of a class may get. */
const devicesMax = 32;

/** The most devices of each class that a claim may get. */
function deviceUsage(claim: KubernetesObject): Amounts {
  const usage = new Map<string, number>();
  for (const request of listOf(valueAt(claim, "spec", "devices", "requests"))) {
    const choices = listOf(valueAt(request, "firstAvailable"));
    const most = new Map<string, number>();
    for (const one of choices.length > 0 ? choices : [valueAt(request, "exactly")]) {
      if (one === undefined) continue;
      const name = `${textOf(valueAt(one, "deviceClassName"))}${ofDeviceClass}`;
      const isAll = valueAt(one, "allocationMode") === "All";
      const count = isAll ? devicesMax : Number(valueAt(one, "count") ?? 0);
      most.set(name, Math.max(most.get(name) ?? 0, count));
    }
    for (const [name, count] of most) usage.set(name, (usage.get(name) ?? 0) + count);
  }
  return Object.fromEntries([...usage].map(([name, count]) => [name, String(count)]));
}

/** A pod that has ended uses nothing but its place in storage. */
function podUsage(pod: KubernetesObject): Amounts {
  const phase = valueAt(pod, "status", "phase");
  if (phase === "Succeeded" || phase === "Failed") return {};
  const held = withHeldResources(pod);
  const requests = podResources(held, "requests", { withOverhead: true });
  const limits = podResources(held, "limits", { withOverhead: true });
  return { pods: "1", ...computeUsage(requests, limits) };
}

/** Requests and limits under the names that quotas give them. */
export function computeUsage(requests: Amounts, limits: Amounts): Amounts {
  const usage: Record<string, string> = {};
  for (const [name, amount] of Object.entries(requests)) {
    if (nativeNames.has(name)) usage[name] = amount;
    if (name.startsWith("hugepages-")) usage[name] = amount;
    usage[`requests.${name}`] = amount;
  }
  for (const [name, amount] of Object.entries(limits))
    if (nativeNames.has(name)) usage[`limits.${name}`] = amount;
  return usage;
}

function serviceUsage(service: KubernetesObject): Amounts {
  const ports = listOf(valueAt(service, "spec", "ports"));
  const usage: Record<string, string> = {
    services: "1",
    "services.loadbalancers": "0",
    "services.nodeports": "0",
  };
  switch (textOf(valueAt(service, "spec", "type"))) {
    case "NodePort":
      usage["services.nodeports"] = String(ports.length);
      break;
    case "LoadBalancer": {
      const allocates = valueAt(service, "spec", "allocateLoadBalancerNodePorts") !== false;
      const own = ports.filter((port) => Number(valueAt(port, "nodePort") ?? 0) !== 0);
      usage["services.loadbalancers"] = "1";
      usage["services.nodeports"] = String(allocates ? ports.length : own.length);
      break;
    }
    default:
  }
  return usage;
}

function claimUsage(claim: KubernetesObject): Amounts {
  const storage = storageOf(claim);
  const named = claim.metadata?.annotations?.["volume.beta.kubernetes.io/storage-class"];
  const className = textOf(named ?? valueAt(claim, "spec", "storageClassName"));
  const used: Amounts = {
    persistentvolumeclaims: "1",
    ...(storage === undefined ? {} : { "requests.storage": storage }),
  };
  if (className === "") return used;
  const ofClass = Object.entries(used).map(([name, amount]): [string, string] => [
    `${className}.storageclass.storage.k8s.io/${name}`,
    amount,
  ]);
  return sum(used, Object.fromEntries(ofClass));
}

/** What a claim asks for, or has been given where that is more, in whole bytes: a quota counts no parts of them. */
function storageOf(claim: KubernetesObject): string | undefined {
  const asked = valueAt(claim, "spec", "resources", "requests", "storage");
  if (asked === undefined) return undefined;
  const given = valueAt(claim, "status", "allocatedResources", "storage");
  const whole = roundedToWhole(asked);
  return String(compareQuantities(given, whole) > 0 ? roundedToWhole(given) : whole);
}
