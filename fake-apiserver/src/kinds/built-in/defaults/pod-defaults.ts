import {
  isPlainObject,
  listOf,
  numberOf,
  objectOf,
  textOf,
} from "../../../codec/json/plain-object.ts";
import { imageTag } from "../../validation/image-tag.ts";
import { isHugePages } from "../../validation/resource-checks.ts";
import { type Defaulters, type Draft, fill, fillObject } from "../apply-defaults.ts";
import { amountsOf, containerAmounts, pick } from "../pods/container-amounts.ts";
import { withoutAnnotations } from "../without-annotations.ts";

const core = "io.k8s.api.core.v1.";

/** File mode 0644 of files made from config maps, secrets and the like. */
const defaultFileMode = 0o644;

/**
 * Pods and everything in them.
 *
 * @see kubernetes pkg/apis/core/v1/defaults.go
 */
export const podDefaults: Defaulters = {
  [`${core}PodTemplateSpec`]: dropInitAnnotations,
  [`${core}Pod`](pod) {
    dropInitAnnotations(pod);
    const spec = fillObject(pod, "spec");
    fill(spec, "enableServiceLinks", true);
    if (numberOf(spec["terminationGracePeriodSeconds"]) < 0)
      spec["terminationGracePeriodSeconds"] = 1;
    for (const name of ["containers", "initContainers"]) {
      if (Array.isArray(spec[name])) spec[name] = spec[name].map(withRequestsFromLimits);
    }
    if (isPlainObject(spec["resources"])) spec["resources"] = wholeResources(spec);
    // Templates keep the ports as they are.
    if (spec["hostNetwork"] === true) useHostPorts(spec);
  },
  [`${core}PodSpec`](spec) {
    // The older name of the account is kept in step with the newer.
    const account = textOf(spec["serviceAccountName"]) || textOf(spec["serviceAccount"]);
    if (account !== "") {
      spec["serviceAccountName"] = account;
      spec["serviceAccount"] = account;
    } else delete spec["serviceAccount"];
    fill(spec, "restartPolicy", "Always");
    fill(spec, "terminationGracePeriodSeconds", 30);
    fill(spec, "dnsPolicy", "ClusterFirst");
    fill(spec, "securityContext", {});
    fill(spec, "schedulerName", "default-scheduler");
  },
  [`${core}Container`]: defaultContainer,
  [`${core}EphemeralContainer`]: defaultContainer,
  [`${core}Probe`](probe) {
    fill(probe, "timeoutSeconds", 1);
    fill(probe, "periodSeconds", 10);
    fill(probe, "successThreshold", 1);
    fill(probe, "failureThreshold", 3);
  },
  [`${core}GRPCAction`](action) {
    action["service"] ??= "";
  },
  [`${core}HTTPGetAction`](action) {
    fill(action, "path", "/");
    fill(action, "scheme", "HTTP");
  },
  [`${core}Volume`](volume) {
    if (Object.keys(volume).every((name) => name === "name")) volume["emptyDir"] = {};
    if (isPlainObject(volume["image"])) {
      const image = fillObject(volume, "image");
      fill(image, "pullPolicy", pullPolicyOf(textOf(image["reference"])));
    }
  },
  [`${core}PersistentVolumeClaimSpec`](spec) {
    fill(spec, "volumeMode", "Filesystem");
  },
  [`${core}SecretVolumeSource`]: fillMode,
  [`${core}ConfigMapVolumeSource`]: fillMode,
  [`${core}DownwardAPIVolumeSource`]: fillMode,
  [`${core}ProjectedVolumeSource`]: fillMode,
  [`${core}AzureDiskVolumeSource`](source) {
    source["readOnly"] ??= false;
  },
  [`${core}HostPathVolumeSource`](source) {
    source["type"] ??= "";
  },
  [`${core}ServiceAccountTokenProjection`](projection) {
    fill(projection, "expirationSeconds", 3600);
  },
  [`${core}ObjectFieldSelector`](selector) {
    fill(selector, "apiVersion", "v1");
  },
};

function defaultContainer(container: Draft): void {
  fill(container, "terminationMessagePath", "/dev/termination-log");
  fill(container, "terminationMessagePolicy", "File");
  fill(container, "imagePullPolicy", pullPolicyOf(textOf(container["image"])));
}

/** Images without a tag or digest, or with the tag `latest`, are always pulled; what names no image is not. */
function pullPolicyOf(image: string): string {
  return imageTag(image) === "latest" ? "Always" : "IfNotPresent";
}

function fillMode(source: Draft): void {
  fill(source, "defaultMode", defaultFileMode);
}

function withRequestsFromLimits(container: unknown): unknown {
  if (!isPlainObject(container)) return container;
  const resources = objectOf(container["resources"]);
  if (!isPlainObject(resources["limits"])) return container;
  const requests = { ...resources["limits"], ...objectOf(resources["requests"]) };
  return { ...container, resources: { ...resources, requests } };
}

function useHostPorts(spec: Draft): void {
  for (const name of ["containers", "initContainers"]) {
    if (!Array.isArray(spec[name])) continue;
    spec[name] = spec[name].map((container: unknown) =>
      isPlainObject(container) && Array.isArray(container["ports"])
        ? { ...container, ports: listOf(container["ports"]).map(withHostPort) }
        : container,
    );
  }
}

function withHostPort(port: unknown): unknown {
  if (!isPlainObject(port)) return port;
  return { ...port, hostPort: port["hostPort"] ?? port["containerPort"] };
}

/** What a pod asks for as a whole, where it says some of it: the rest is that of its containers, or its limits. */
function wholeResources(spec: Draft): Draft {
  const resources = objectOf(spec["resources"]);
  const given = amountsOf(resources["requests"]);
  const stated = amountsOf(resources["limits"]);
  if (Object.keys(given).length + Object.keys(stated).length === 0) return { ...resources };
  const pages = pick(
    containerAmounts(spec, "limits"),
    (name) => isHugePages(name) && given[name] === undefined,
  );
  const limits = { ...pages, ...stated };
  if (Object.keys(limits).length === 0) return { ...resources };
  const isOfPods = (name: string): boolean =>
    name === "cpu" || name === "memory" || isHugePages(name);
  const requests = {
    ...pick(limits, isOfPods),
    ...pick(containerAmounts(spec, "requests"), (name) => isOfPods(name) && !isHugePages(name)),
    ...given,
  };
  return {
    ...resources,
    limits,
    ...(Object.keys(requests).length === 0 ? {} : { requests }),
  };
}

const initAnnotations = ["containers", "container-statuses"].flatMap((what) => [
  `pod.alpha.kubernetes.io/init-${what}`,
  `pod.beta.kubernetes.io/init-${what}`,
]);

/** In which clients of long ago kept what has fields today. @see kubernetes pkg/apis/core/v1/conversion.go */
function dropInitAnnotations(pod: Draft): void {
  if (!isPlainObject(pod["metadata"])) return;
  pod["metadata"] = withoutAnnotations(pod["metadata"], initAnnotations);
}
