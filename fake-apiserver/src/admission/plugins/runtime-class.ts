import type { KubernetesObject } from "@informerlab/core";
import { compareQuantities } from "../../codec/go/quantity.ts";
import { listOf, objectOf, textOf, valueAt, withValueAt } from "../../codec/json/plain-object.ts";
import { pathSegmentName } from "../../codec/names/path-segment.ts";
import { bareInternalError } from "../../request/answer/status-errors.ts";
import { type AdmissionPlugin, writesOf } from "../admission-plugin.ts";
import { type AdmissionRequest, refused } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";
import { mergeTolerations } from "./merge-tolerations.ts";

/**
 * What a pod's runtime class adds to it: overhead, node selector and tolerations.
 *
 * @see kubernetes plugin/pkg/admission/runtimeclass/admission.go
 */
export const runtimeClass: AdmissionPlugin = {
  name: "RuntimeClass",
  handles: writesOf(["pods"], ["CREATE"]),
  mutate(asked, view) {
    const { object } = asked;
    const found = classOf(asked, view);
    if (object === undefined || found === undefined) return;
    return withScheduling(asked, withOverhead(asked, object, found), found);
  },
  validate(asked, view) {
    const overhead = valueAt(asked.object, "spec", "overhead");
    const ofClass = valueAt(classOf(asked, view), "overhead");
    if (ofClass !== undefined) {
      if (!isSameOverhead(overhead, valueAt(ofClass, "podFixed"))) throw differentOverhead(asked);
    } else if (overhead !== undefined) {
      throw refused(
        asked,
        "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead",
      );
    }
  },
};

function classOf(asked: AdmissionRequest, view: AdmissionView): KubernetesObject | undefined {
  const given = valueAt(asked.object, "spec", "runtimeClassName");
  if (given === undefined || given === null) return undefined;
  const name = textOf(given);
  if (name === "") throw bareInternalError("resource name may not be empty");
  const problems = pathSegmentName(name);
  if (problems.length > 0)
    throw bareInternalError(
      `invalid resource name ${JSON.stringify(name)}: [${problems.join(" ")}]`,
    );
  const found = view.get("runtimeclasses.node.k8s.io", name);
  if (found === undefined)
    throw refused(asked, `pod rejected: RuntimeClass ${JSON.stringify(name)} not found`);
  return found;
}

function withOverhead(
  asked: AdmissionRequest,
  pod: KubernetesObject,
  found: KubernetesObject,
): KubernetesObject {
  if (valueAt(found, "overhead") === undefined) return pod;
  const fixed = valueAt(found, "overhead", "podFixed");
  const own = valueAt(pod, "spec", "overhead");
  const hasOwn = Object.keys(objectOf(own)).length > 0;
  if (hasOwn && !isSameOverhead(own, fixed)) throw differentOverhead(asked);
  return withValueAt(pod, ["spec", "overhead"], fixed);
}

function withScheduling(
  asked: AdmissionRequest,
  pod: KubernetesObject,
  found: KubernetesObject,
): KubernetesObject {
  if (valueAt(found, "scheduling") === undefined) return pod;
  const scheduling = objectOf(valueAt(found, "scheduling"));
  const wanted = objectOf(scheduling["nodeSelector"]);
  const own = objectOf(valueAt(pod, "spec", "nodeSelector"));
  for (const [key, value] of Object.entries(wanted)) {
    if (!(key in own) || own[key] === value) continue;
    throw refused(
      asked,
      `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own[key]}`,
    );
  }
  let scheduled = pod;
  if (Object.keys(wanted).length > 0)
    scheduled = withValueAt(scheduled, ["spec", "nodeSelector"], { ...own, ...wanted });
  const tolerations = mergeTolerations(
    listOf(valueAt(pod, "spec", "tolerations")),
    listOf(scheduling["tolerations"]),
  );
  return tolerations.length === 0
    ? scheduled
    : withValueAt(scheduled, ["spec", "tolerations"], tolerations);
}

function isSameOverhead(one: unknown, other: unknown): boolean {
  const [a, b] = [objectOf(one), objectOf(other)];
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every(
    (name) => name in a && name in b && compareQuantities(a[name], b[name]) === 0,
  );
}

function differentOverhead(asked: AdmissionRequest): Error {
  return refused(
    asked,
    "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead",
  );
}
