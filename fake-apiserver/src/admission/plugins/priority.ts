import type { KubernetesObject } from "@informerlab/core";
import { objectOf, textOf, valueAt, withValueAt } from "../../codec/json/plain-object.ts";
import { type AdmissionPlugin, writesOf } from "../admission-plugin.ts";
import { type AdmissionRequest, refused } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";

const classes = "priorityclasses.scheduling.k8s.io";
const preempting = "PreemptLowerPriority";

/**
 * The number behind the name of a priority class, and one default class at most.
 *
 * @see kubernetes plugin/pkg/admission/priority/admission.go
 */
export const priority: AdmissionPlugin = {
  name: "Priority",
  handles: writesOf(["pods", classes], ["CREATE", "UPDATE"]),
  mutate(asked, view) {
    const { object, old, request } = asked;
    if (object === undefined || request.definition.storageKey !== "pods") return;
    return old === undefined ? withPriority(asked, object, view) : withPriorityOf(object, old);
  },
  validate(asked, view) {
    const { object, old, request } = asked;
    if (request.definition.storageKey !== classes) return;
    if (valueAt(object, "globalDefault") !== true) return;
    const other = defaultClass(view);
    const name = other?.metadata?.name;
    // A second one of the same name is refused before anybody sees that the name is taken.
    if (other === undefined || (old !== undefined && name === object?.metadata?.name)) return;
    throw refused(
      asked,
      `PriorityClass ${name} is already marked as default. Only one default can exist`,
    );
  },
};

/** An update may leave out what the server has worked out. */
function withPriorityOf(pod: KubernetesObject, old: KubernetesObject): KubernetesObject {
  let kept = pod;
  for (const name of ["priority", "preemptionPolicy"]) {
    if (valueAt(kept, "spec", name) !== undefined) continue;
    const before = valueAt(old, "spec", name);
    if (before !== undefined) kept = withValueAt(kept, ["spec", name], before);
  }
  return kept;
}

function withPriority(
  asked: AdmissionRequest,
  pod: KubernetesObject,
  view: AdmissionView,
): KubernetesObject {
  const spec = { ...objectOf(valueAt(pod, "spec")) };
  const name = textOf(spec["priorityClassName"]);
  const found = name === "" ? defaultClass(view) : view.get(classes, name);
  if (name !== "" && found === undefined)
    throw refused(asked, `no PriorityClass with name ${name} was found`);
  const computed = valueAt(found, "value") ?? 0;
  const policy = valueAt(found, "preemptionPolicy") ?? preempting;
  if (found !== undefined) spec["priorityClassName"] = found.metadata?.name;
  const asksFor = spec["priority"];
  if (asksFor !== undefined && asksFor !== computed) {
    throw refused(
      asked,
      `the integer value of priority (${asksFor}) must not be provided in pod spec; priority admission controller computed ${computed} from the given PriorityClass name`,
    );
  }
  const asksPolicy = spec["preemptionPolicy"];
  if (asksPolicy !== undefined && asksPolicy !== policy) {
    throw refused(
      asked,
      `the string value of PreemptionPolicy (${asksPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`,
    );
  }
  return {
    ...pod,
    spec: { ...spec, priority: computed, preemptionPolicy: policy },
  } as KubernetesObject;
}

/** Of several defaults the lowest counts. */
function defaultClass(view: AdmissionView): KubernetesObject | undefined {
  const value = (one: KubernetesObject): number => Number(valueAt(one, "value") ?? 0);
  return view
    .list(classes, undefined)
    .filter((one) => valueAt(one, "globalDefault") === true)
    .sort((a, b) => value(a) - value(b))[0];
}
