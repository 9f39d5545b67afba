import { listOf, valueAt, withValueAt } from "../../codec/json/plain-object.ts";
import { type AdmissionPlugin, writesOf } from "../admission-plugin.ts";

const key = "node.kubernetes.io/not-ready";

/**
 * A new node gets no pods before somebody says that it is ready.
 *
 * @see kubernetes plugin/pkg/admission/nodetaint/admission.go
 */
export const taintNodesByCondition: AdmissionPlugin = {
  name: "TaintNodesByCondition",
  handles: writesOf(["nodes"], ["CREATE"]),
  mutate({ object }) {
    if (object === undefined) return;
    const taints = listOf(valueAt(object, "spec", "taints"));
    const isTainted = taints.some(
      (taint) => valueAt(taint, "key") === key && valueAt(taint, "effect") === "NoSchedule",
    );
    if (isTainted) return;
    return withValueAt(object, ["spec", "taints"], [...taints, { key, effect: "NoSchedule" }]);
  },
};
