import { objectOf, textOf, valueAt, withValueAt } from "../../codec/json/plain-object.ts";
import { labelValue, qualifiedName } from "../../codec/names/names.ts";
import { bareInternalError, forbidden } from "../../request/answer/status-errors.ts";
import { type AdmissionPlugin, writesOf } from "../admission-plugin.ts";

const annotation = "scheduler.alpha.kubernetes.io/node-selector";

/**
 * Pods of a namespace go to the nodes that the namespace's annotation selects.
 *
 * @see kubernetes plugin/pkg/admission/podnodeselector/admission.go
 */
export const podNodeSelector: AdmissionPlugin = {
  name: "PodNodeSelector",
  handles: writesOf(["pods"], ["CREATE"]),
  mutate({ object, request }, view) {
    const namespace = view.get("namespaces", request.namespace ?? "");
    const text = textOf(namespace?.metadata?.annotations?.[annotation]);
    if (object === undefined || text === "") return;
    const wanted = selectedLabels(text);
    const own = objectOf(valueAt(object, "spec", "nodeSelector"));
    if ([...wanted].some(([key, value]) => Object.hasOwn(own, key) && own[key] !== value)) {
      // It knows a pod by its own name only: one that is still to get its name has none.
      throw forbidden(
        request.definition,
        object.metadata?.name ?? "",
        "pod node label selector conflicts with its namespace node label selector",
      );
    }
    const selector = { ...Object.fromEntries(wanted), ...own };
    return withValueAt(object, ["spec", "nodeSelector"], selector);
  },
};

/**
 * Labels as `a=b,c=d`. What is none is the cluster's mistake, not that of who makes a pod, and is answered 500.
 *
 * @see apimachinery pkg/labels/labels.go ConvertSelectorToLabelsMap
 */
function selectedLabels(text: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const pair of text.split(",")) {
    const parts = pair.split("=");
    const [key = "", value] = parts.map((part) => part.trim());
    if (value === undefined || parts.length > 2)
      throw bareInternalError(`invalid selector: [${parts.join(" ")}]`);
    check("<nil>", key, qualifiedName(key));
    check(`[${key}]`, value, labelValue(value));
    labels.set(key, value);
  }
  return labels;
}

function check(at: string, value: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw bareInternalError(`${at}: Invalid value: ${JSON.stringify(value)}: ${problems.join("; ")}`);
}
