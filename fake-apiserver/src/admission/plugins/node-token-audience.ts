import type { KubernetesObject } from "@informerlab/core";
import { asOne } from "../../codec/as-one.ts";
import { listOf, textOf, valueAt } from "../../codec/json/plain-object.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import type { AdmissionView } from "../admission-view.ts";

/**
 * A node asks for tokens for whom its pods need them: the audiences of their volumes, or those that somebody allowed it.
 *
 * @see kubernetes plugin/pkg/admission/noderestriction/admission.go validateNodeServiceAccountAudience
 */
export function audienceProblem(
  view: AdmissionView,
  request: ResourceRequest,
  pod: KubernetesObject,
  audiences: readonly string[],
): string | undefined {
  const [audience = "", ...more] = audiences;
  if (more.length > 0) return "node may only request 0 or 1 audiences";
  const { namespace, name, user } = request;
  const problems: string[] = [];
  for (const volume of listOf(valueAt(pod, "spec", "volumes"))) {
    const found = volumeAudiences(view, pod, volume);
    if (typeof found === "string") problems.push(found);
    else if (found.includes(audience)) return undefined;
  }
  const quoted = JSON.stringify(audience);
  if (problems.length > 0) {
    return `error validating audience ${quoted}: ${asOne(problems)}`;
  }
  const isAllowed = view.isAllowed(user, {
    verb: "request-serviceaccounts-token-audience",
    group: "",
    resource: audience,
    subresource: "",
    namespace,
    name,
  });
  return isAllowed
    ? undefined
    : `audience ${quoted} not found in pod spec volume, ${user.name} is not authorized to request tokens for this audience`;
}

/** The audiences that a volume needs tokens for, or what is missing to know them. */
function volumeAudiences(
  view: AdmissionView,
  pod: KubernetesObject,
  volume: unknown,
): readonly string[] | string {
  const projected = listOf(valueAt(volume, "projected", "sources")).flatMap((source) => {
    const token = valueAt(source, "serviceAccountToken");
    return token === undefined ? [] : [textOf(valueAt(token, "audience"))];
  });
  const driver = driverOf(view, pod, volume);
  if (typeof driver !== "string") return driver.problem;
  if (driver === "") return projected;
  const found = view.get("csidrivers.storage.k8s.io", driver);
  if (found === undefined) return missing("csidriver.storage.k8s.io", driver);
  const requests = listOf(valueAt(found, "spec", "tokenRequests"));
  return [...projected, ...requests.map((one) => textOf(valueAt(one, "audience")))];
}

function driverOf(
  view: AdmissionView,
  pod: KubernetesObject,
  volume: unknown,
): string | { readonly problem: string } {
  const { namespace = "", name = "" } = pod.metadata ?? {};
  const claim =
    valueAt(volume, "ephemeral", "volumeClaimTemplate") !== undefined
      ? `${name}-${textOf(valueAt(volume, "name"))}`
      : textOf(valueAt(volume, "persistentVolumeClaim", "claimName"));
  if (claim === "") return driverIn(volume);
  const stored = view.get("persistentvolumeclaims", `${namespace}/${claim}`);
  if (stored === undefined) return { problem: missing("persistentvolumeclaim", claim) };
  const volumeName = textOf(valueAt(stored, "spec", "volumeName"));
  const persistent = view.get("persistentvolumes", volumeName);
  if (persistent === undefined) return { problem: missing("persistentvolume", volumeName) };
  return driverIn(valueAt(persistent, "spec"));
}

/** The drivers that took over from kubelets what they mounted themselves. @see k8s.io/csi-translation-lib translate.go */
const successors: Readonly<Record<string, string>> = {
  awsElasticBlockStore: "ebs.csi.aws.com",
  azureDisk: "disk.csi.azure.com",
  azureFile: "file.csi.azure.com",
  cinder: "cinder.csi.openstack.org",
  gcePersistentDisk: "pd.csi.storage.gke.io",
  portworxVolume: "pxd.portworx.com",
  vsphereVolume: "csi.vsphere.vmware.com",
};

function driverIn(source: unknown): string {
  const own = textOf(valueAt(source, "csi", "driver"));
  const old = Object.keys(successors).find((name) => valueAt(source, name) !== undefined);
  return own !== "" || old === undefined ? own : (successors[old] ?? "");
}

function missing(kind: string, name: string): string {
  return `${kind} ${JSON.stringify(name)} not found`;
}
