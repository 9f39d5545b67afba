import { listOf, objectOf, textOf, valueAt, withValueAt } from "../../codec/plain-object.ts";
import { type AdmissionPlugin, writesOf } from "../admission-plugin.ts";

const keys = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];
/** How long a pod stays on a node that is not ready or not reachable, unless it says otherwise. */
const seconds = 300;

/** @see kubernetes plugin/pkg/admission/defaulttolerationseconds/admission.go */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: "DefaultTolerationSeconds",
  handles: writesOf(["pods"], ["CREATE", "UPDATE"]),
  mutate({ object }) {
    if (object === undefined) return;
    const tolerations = listOf(valueAt(object, "spec", "tolerations"));
    const missing = keys.filter((key) => !tolerations.some((one) => tolerates(one, key)));
    if (missing.length === 0) return;
    return withValueAt(
      object,
      ["spec", "tolerations"],
      [
        ...tolerations,
        ...missing.map((key) => ({
          key,
          operator: "Exists",
          effect: "NoExecute",
          tolerationSeconds: seconds,
        })),
      ],
    );
  },
};

function tolerates(toleration: unknown, key: string): boolean {
  const { key: tolerated, effect } = objectOf(toleration);
  const hasKey = tolerated === key || textOf(tolerated) === "";
  return hasKey && (effect === "NoExecute" || textOf(effect) === "");
}
