import type { KubernetesObject } from "@informerlab/core";
import {
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  withValueAt,
} from "../../codec/json/plain-object.ts";
import { secretNames } from "../../kinds/built-in/pods/referenced-names.ts";
import { bareInternalError } from "../../request/answer/status-errors.ts";
import { drawText } from "../../request/draw-names.ts";
import { type AdmissionPlugin, writesOf } from "../admission-plugin.ts";
import { type AdmissionRequest, refused } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";
import { containerSecretProblem, debuggers, secretProblem } from "./pod-references.ts";

const mountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
const volumePrefix = "kube-api-access-";
const mirrorAnnotation = "kubernetes.io/config.mirror";
const enforceAnnotation = "kubernetes.io/enforce-mountable-secrets";

/**
 * Every pod runs as a service account that exists, with a token in its containers.
 *
 * @see kubernetes plugin/pkg/admission/serviceaccount/admission.go
 */
export const serviceAccount: AdmissionPlugin = {
  name: "ServiceAccount",
  handles: (target) =>
    writesOf(["pods"], ["CREATE"])(target) ||
    writesOf(["pods"], ["UPDATE"], ["ephemeralcontainers"])(target),
  mutate(asked, view) {
    const pod = asked.object;
    if (pod === undefined || asked.operation !== "CREATE") return;
    const changed = isMirror(pod) ? pod : withAccount(asked, pod, view);
    // Judged at once, before the rules of pods have their say.
    judge(asked, changed, view);
    return changed;
  },
  validate(asked, view) {
    if (asked.object !== undefined) judge(asked, asked.object, view);
  },
};

function judge(asked: AdmissionRequest, pod: KubernetesObject, view: AdmissionView): void {
  if (asked.operation === "UPDATE") {
    const problem = debuggersProblem(accountOf(asked, pod, view), pod);
    // The plugin forgets to say that it forbids.
    if (problem !== undefined) throw bareInternalError(problem);
    return;
  }
  const problem = isMirror(pod)
    ? mirrorProblem(pod)
    : accountProblem(accountOf(asked, pod, view), pod);
  if (problem !== undefined) throw refused(asked, problem);
}

function withAccount(
  asked: AdmissionRequest,
  pod: KubernetesObject,
  view: AdmissionView,
): KubernetesObject {
  const account = accountOf(asked, pod, view);
  const name = account.metadata?.name;
  let changed = withValueAt(pod, ["spec", "serviceAccountName"], name);
  changed = withValueAt(changed, ["spec", "serviceAccount"], name);
  if (mountsToken(account, pod)) changed = withToken(asked, changed, view);
  const secrets = listOf(valueAt(account, "imagePullSecrets"));
  const ownSecrets = listOf(valueAt(pod, "spec", "imagePullSecrets"));
  return ownSecrets.length === 0 && secrets.length > 0
    ? withValueAt(changed, ["spec", "imagePullSecrets"], secrets)
    : changed;
}

function isMirror(pod: KubernetesObject): boolean {
  return pod.metadata?.annotations?.[mirrorAnnotation] !== undefined;
}

function accountOf(
  asked: AdmissionRequest,
  pod: KubernetesObject,
  view: AdmissionView,
): KubernetesObject {
  const asksFor = textOf(valueAt(pod, "spec", "serviceAccountName"));
  const name = asksFor === "" ? "default" : asksFor;
  const { namespace = "" } = asked.request;
  const found = view.get("serviceaccounts", `${namespace}/${name}`);
  if (found !== undefined) return found;
  throw refused(
    asked,
    `error looking up service account ${namespace}/${name}: serviceaccount ${JSON.stringify(name)} not found`,
  );
}

/** The pod has the first word, the account the second. */
function mountsToken(account: KubernetesObject, pod: KubernetesObject): boolean {
  const ofPod = valueAt(pod, "spec", "automountServiceAccountToken");
  const ofAccount = valueAt(account, "automountServiceAccountToken");
  return (ofPod ?? ofAccount ?? true) !== false;
}

function withToken(
  asked: AdmissionRequest,
  pod: KubernetesObject,
  view: AdmissionView,
): KubernetesObject {
  const volumes = listOf(valueAt(pod, "spec", "volumes"));
  const existing = volumes.map((volume) => textOf(valueAt(volume, "name")));
  const random = view.random(`token-volume/${asked.request.operation}/${asked.request.id}`);
  const name =
    existing.find((one) => one.startsWith(volumePrefix)) ?? `${volumePrefix}${drawText(random, 5)}`;
  let isNeeded = false;
  let mounted = pod;
  for (const list of ["initContainers", "containers"]) {
    const containers = listOf(valueAt(pod, "spec", list));
    if (containers.length === 0) continue;
    const changed = containers.map((container) => {
      const mounts = listOf(valueAt(container, "volumeMounts"));
      if (mounts.some((mount) => valueAt(mount, "mountPath") === mountPath)) return container;
      isNeeded = true;
      const mount = { name, readOnly: true, mountPath };
      return { ...objectOf(container), volumeMounts: [...mounts, mount] };
    });
    mounted = withValueAt(mounted, ["spec", list], changed);
  }
  if (!isNeeded || existing.includes(name)) return mounted;
  return withValueAt(mounted, ["spec", "volumes"], [...volumes, tokenVolume(name)]);
}

/** The token, the authority of the server and the pod's own namespace, in one folder. */
function tokenVolume(name: string): PlainObject {
  return {
    name,
    projected: {
      sources: [
        // An hour and seven seconds: the server knows by it that its own admission asked.
        { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
        { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
        {
          downwardAPI: {
            items: [
              {
                path: "namespace",
                fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" },
              },
            ],
          },
        },
      ],
      defaultMode: 0o644,
    },
  };
}

function mirrorProblem(pod: KubernetesObject): string | undefined {
  if (textOf(valueAt(pod, "spec", "serviceAccountName")) !== "")
    return "a mirror pod may not reference service accounts";
  if (secretNames(pod).length > 0) return "a mirror pod may not reference secrets";
  const volumes = listOf(valueAt(pod, "spec", "volumes"));
  const projectsToken = volumes.some((volume) =>
    listOf(valueAt(volume, "projected", "sources")).some(
      (source) => valueAt(source, "serviceAccountToken") !== undefined,
    ),
  );
  return projectsToken
    ? "a mirror pod may not use ServiceAccountToken volume projections"
    : undefined;
}

function accountProblem(account: KubernetesObject, pod: KubernetesObject): string | undefined {
  return limitsSecrets(account)
    ? secretProblem(pod, nameOf(account), namesIn(account, "secrets"), {
        pullSecrets: namesIn(account, "imagePullSecrets"),
      })
    : undefined;
}

/** The same for containers that come later, which bring no volumes. */
function debuggersProblem(account: KubernetesObject, pod: KubernetesObject): string | undefined {
  return limitsSecrets(account)
    ? containerSecretProblem(pod, nameOf(account), namesIn(account, "secrets"), debuggers)
    : undefined;
}

/** What Go takes for true. @see strconv.ParseBool */
const truths: ReadonlySet<string | undefined> = new Set(["1", "t", "T", "TRUE", "true", "True"]);

function limitsSecrets(account: KubernetesObject): boolean {
  return truths.has(account.metadata?.annotations?.[enforceAnnotation]);
}

function nameOf(account: KubernetesObject): string {
  return account.metadata?.name ?? "";
}

function namesIn(account: KubernetesObject, list: string): ReadonlySet<string> {
  return new Set(
    listOf(valueAt(account, list)).map((reference) => textOf(valueAt(reference, "name"))),
  );
}
