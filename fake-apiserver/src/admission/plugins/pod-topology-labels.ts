import { textOf, valueAt } from "../../codec/json/plain-object.ts";
import { withMetadata } from "../../request/server-core.ts";
import { type AdmissionPlugin, writesOf } from "../admission-plugin.ts";

const copied = ["topology.kubernetes.io/region", "topology.kubernetes.io/zone"];

/**
 * A pod that gets its node gets the node's zone and region as labels, by the way of its Binding.
 *
 * @see kubernetes plugin/pkg/admission/podtopologylabels/admission.go
 */
export const podTopologyLabels: AdmissionPlugin = {
  name: "PodTopologyLabels",
  handles: writesOf(["pods"], ["CREATE"], ["", "binding"]),
  mutate({ object, request }, view) {
    const isBinding = request.subresource === "binding";
    // A target without a kind is bound as a node is, but gives no labels.
    if (isBinding && valueAt(object, "target", "kind") !== "Node") return;
    const path = isBinding ? ["target", "name"] : ["spec", "nodeName"];
    const node = view.get("nodes", textOf(valueAt(object, ...path)));
    if (object === undefined || node === undefined) return;
    const labels = Object.fromEntries(
      copied.flatMap((name): [string, string][] => {
        const value = node.metadata?.labels?.[name];
        return value === undefined ? [] : [[name, value]];
      }),
    );
    if (Object.keys(labels).length === 0) return;
    return withMetadata(object, { labels: { ...object.metadata?.labels, ...labels } });
  },
};
