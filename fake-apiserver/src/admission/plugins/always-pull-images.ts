import { listOf, objectOf, valueAt, withValueAt } from "../../codec/plain-object.ts";
import { type AdmissionPlugin, writesOf } from "../admission-plugin.ts";

/**
 * Every container pulls its image anew, so that nobody uses a private image that happens to lie on the node.
 *
 * @see kubernetes plugin/pkg/admission/alwayspullimages/admission.go
 */
export const alwaysPullImages: AdmissionPlugin = {
  name: "AlwaysPullImages",
  handles: writesOf(["pods"], ["CREATE"]),
  mutate({ object }) {
    let pod = object;
    for (const name of ["initContainers", "containers"]) {
      const containers = listOf(valueAt(pod, "spec", name));
      if (pod === undefined || containers.length === 0) continue;
      const pulling = containers.map((one) => ({ ...objectOf(one), imagePullPolicy: "Always" }));
      pod = withValueAt(pod, ["spec", name], pulling);
    }
    return pod;
  },
};
