import { listOf, objectOf, textOf, valueAt, withValueAt } from "../../codec/json/plain-object.ts";
import { type AdmissionPlugin, writesOf } from "../admission-plugin.ts";

const notReady = "node.kubernetes.io/not-ready";
const keys = [notReady, "node.kubernetes.io/unreachable"];

/** @see kubernetes plugin/pkg/admission/defaulttolerationseconds/admission.go */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: "DefaultTolerationSeconds",
  handles: writesOf(["pods"], ["CREATE", "UPDATE"]),
  mutate({ object }, { settings }) {
    if (object === undefined) return;
    const { notReady: first = 300, unreachable: second = 300 } = settings.tolerationSeconds ?? {};
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
          tolerationSeconds: key === notReady ? first : second,
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
