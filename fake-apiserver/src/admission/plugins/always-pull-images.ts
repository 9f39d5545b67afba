import type { KubernetesObject } from "@informerlab/core";
import { asOne } from "../../codec/as-one.ts";
import { listOf, objectOf, textOf, valueAt, withValueAt } from "../../codec/json/plain-object.ts";
import { bareInternalError } from "../../request/answer/status-errors.ts";
import { type AdmissionPlugin, writesOf } from "../admission-plugin.ts";
import { refused } from "../admission-request.ts";

const containerLists = ["initContainers", "containers", "ephemeralContainers"];

/**
 * Every container and every volume of an image pulls it anew, so that nobody uses a private image that happens to lie
 * on the node. An update is looked at when it brings new images.
 *
 * @see kubernetes plugin/pkg/admission/alwayspullimages/admission.go
 */
export const alwaysPullImages: AdmissionPlugin = {
  name: "AlwaysPullImages",
  handles: writesOf(["pods"], ["CREATE", "UPDATE"]),
  mutate({ object, old }) {
    if (object === undefined || hasNoNewImage(object, old)) return;
    let pod = object;
    for (const name of containerLists) {
      const containers = listOf(valueAt(pod, "spec", name));
      if (containers.length === 0) continue;
      const pulling = containers.map((one) => ({ ...objectOf(one), imagePullPolicy: "Always" }));
      pod = withValueAt(pod, ["spec", name], pulling);
    }
    const volumes = listOf(valueAt(pod, "spec", "volumes"));
    if (!volumes.some((volume) => valueAt(volume, "image") !== undefined)) return pod;
    const pulled = volumes.map((volume) =>
      valueAt(volume, "image") === undefined
        ? volume
        : withValueAt(objectOf(volume), ["image", "pullPolicy"], "Always"),
    );
    return withValueAt(pod, ["spec", "volumes"], pulled);
  },
  validate(asked) {
    const { object, old } = asked;
    if (object === undefined || hasNoNewImage(object, old)) return;
    const problems = [
      ...containerLists.flatMap((name) => problemsIn(object, name, ["imagePullPolicy"])),
      ...problemsIn(object, "volumes", ["image", "pullPolicy"]),
    ];
    if (problems.length === 0) return;
    // Several refusals as one are no Status in Go: the answer is 500.
    throw bareInternalError(asOne(problems.map((text) => refused(asked, text).message)));
  },
};

function hasNoNewImage(pod: KubernetesObject, old: KubernetesObject | undefined): boolean {
  if (old === undefined) return false;
  const before = new Set(imagesOf(old));
  return imagesOf(pod).every((image) => before.has(image));
}

function imagesOf(pod: KubernetesObject): readonly string[] {
  return containerLists.flatMap((name) =>
    listOf(valueAt(pod, "spec", name)).map((container) => textOf(valueAt(container, "image"))),
  );
}

/** What asks for another policy than to pull always. */
function problemsIn(
  pod: KubernetesObject,
  list: string,
  path: readonly string[],
): readonly string[] {
  return listOf(valueAt(pod, "spec", list)).flatMap((one, index) => {
    if (list === "volumes" && valueAt(one, "image") === undefined) return [];
    const policy = textOf(valueAt(one, ...path));
    const at = ["spec", `${list}[${index}]`, ...path].join(".");
    return policy === "Always"
      ? []
      : [`${at}: Unsupported value: ${JSON.stringify(policy)}: supported values: "Always"`];
  });
}
