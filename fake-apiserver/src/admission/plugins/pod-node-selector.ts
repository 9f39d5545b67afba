import { objectOf, textOf, valueAt, withValueAt } from "../../codec/plain-object.ts";
import { type AdmissionPlugin, writesOf } from "../admission-plugin.ts";
import { refused } from "../admission-request.ts";

const annotation = "scheduler.alpha.kubernetes.io/node-selector";

/**
 * Pods of a namespace go to the nodes that the namespace's annotation selects.
 *
 * @see kubernetes plugin/pkg/admission/podnodeselector/admission.go
 */
export const podNodeSelector: AdmissionPlugin = {
  name: "PodNodeSelector",
  handles: writesOf(["pods"], ["CREATE"]),
  mutate(asked, view) {
    const { object, request } = asked;
    const namespace = view.get("namespaces", request.namespace ?? "");
    const text = textOf(namespace?.metadata?.annotations?.[annotation]);
    if (object === undefined || text.trim() === "") return;
    const wanted = Object.fromEntries(
      text.split(",").map((pair) => pair.split("=").map((part) => part.trim()) as [string, string]),
    );
    const own = objectOf(valueAt(object, "spec", "nodeSelector"));
    const conflict = Object.keys(wanted).some((key) => key in own && own[key] !== wanted[key]);
    if (conflict) {
      throw refused(
        asked,
        "pod node label selector conflicts with its namespace node label selector",
      );
    }
    return withValueAt(object, ["spec", "nodeSelector"], { ...own, ...wanted });
  },
};
