import type { KubernetesObject } from "@informerlab/core";
import { nodeOf } from "../../authorization/node-identity.ts";
import { readSigningRequest } from "../../codec/certificates/signing-request.ts";
import { equalJson, listOf, objectOf, textOf, valueAt } from "../../codec/json/plain-object.ts";
import { notFound } from "../../request/answer/status-errors.ts";
import type { AdmissionPlugin } from "../admission-plugin.ts";
import { type AdmissionRequest, refused } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";
import { forbiddenLabels } from "./node-labels.ts";
import { audienceProblem } from "./node-token-audience.ts";
import { referencedKind } from "./pod-references.ts";

/** A node's write: what is asked, whose it is, and the cluster around. */
interface NodeWrite {
  readonly asked: AdmissionRequest;
  readonly node: string;
  readonly view: AdmissionView;
}

/** What is wrong with a write of a node; undefined: nothing. */
type Rule = (write: NodeWrite) => string | undefined;

const quoted = (text: string): string => JSON.stringify(text);

/**
 * A node changes itself, its pods, and what belongs to them.
 *
 * @see kubernetes plugin/pkg/admission/noderestriction/admission.go
 */
export const nodeRestriction: AdmissionPlugin = {
  name: "NodeRestriction",
  handles: ({ operation }) => operation !== "CONNECT",
  mutate(asked, view) {
    const { user, definition } = asked.request;
    const node = nodeOf(user);
    if (node === undefined) return;
    const problem =
      node === ""
        ? `could not determine node from user ${quoted(user.name)}`
        : rules[definition.storageKey]?.({ asked, node, view });
    if (problem !== undefined) throw refused(asked, problem);
  },
};

const rules: Readonly<Record<string, Rule>> = {
  pods: (write) => {
    const { subresource } = write.asked.request;
    const rule = podRules[subresource];
    return rule === undefined
      ? `unexpected pod subresource ${quoted(subresource)}, only 'status' and 'eviction' are allowed`
      : rule(write);
  },
  nodes: nodeProblem,
  persistentvolumeclaims: claimProblem,
  serviceaccounts: tokenProblem,
  "leases.coordination.k8s.io": ({ asked, node }) => {
    if (asked.request.namespace !== "kube-node-lease")
      return 'can only access leases in the "kube-node-lease" system namespace';
    return nameOf(asked) === node
      ? undefined
      : "can only access node lease with the same name as the requesting node";
  },
  "csinodes.storage.k8s.io": ({ asked, node }) =>
    nameOf(asked) === node
      ? undefined
      : "can only access CSINode with the same name as the requesting node",
  "resourceslices.resource.k8s.io": ({ asked, node }) => {
    const { operation } = asked;
    if (operation === "UPDATE") return undefined;
    return textOf(valueAt(asked.object ?? asked.old, "spec", "nodeName")) === node
      ? undefined
      : `can only ${operation.toLowerCase()} ResourceSlice with the same NodeName as the requesting node`;
  },
  "certificatesigningrequests.certificates.k8s.io": requestProblem,
};

const podRules: Readonly<Record<string, Rule>> = {
  "": ({ asked, node, view }) => {
    if (asked.operation === "CREATE") return mirrorProblem(asked.object, node, view);
    if (asked.operation === "DELETE")
      return isOn(asked.old, node)
        ? undefined
        : `node ${quoted(node)} can only delete pods with spec.nodeName set to itself`;
    return `unexpected operation ${quoted(asked.operation)}, node ${quoted(node)} can only create and delete mirror pods`;
  },
  status: ({ asked: { operation, old, object }, node }) => {
    if (operation !== "UPDATE") return `unexpected operation ${quoted(operation)}`;
    if (!isOn(old, node))
      return `node ${quoted(node)} can only update pod status for pods with spec.nodeName set to itself`;
    if (!equalJson(old?.metadata?.labels ?? {}, object?.metadata?.labels ?? {}))
      return `node ${quoted(node)} cannot update labels through pod status`;
    const isSame = (name: string): boolean =>
      equalJson(valueAt(old, "status", name) ?? null, valueAt(object, "status", name) ?? null);
    if (!isSame("resourceClaimStatuses"))
      return `node ${quoted(node)} cannot update resource claim statues`;
    return isSame("extendedResourceClaimStatus")
      ? undefined
      : `node ${quoted(node)} cannot update extended resource claim status`;
  },
  eviction: ({ asked, node, view }) => {
    const { request, operation, object } = asked;
    if (operation !== "CREATE") return `unexpected operation ${operation}`;
    const name = request.name || (object?.metadata?.name ?? "");
    if (name === "") return "could not determine pod from request data";
    return isOn(podOf(view, request.namespace, name), node)
      ? undefined
      : `node ${node} can only evict pods with spec.nodeName set to itself`;
  },
};

function isOn(pod: KubernetesObject | undefined, node: string): boolean {
  return textOf(valueAt(pod, "spec", "nodeName")) === node;
}

/** @throws StatusError 404 as the cache of the real server's plugin says it */
function podOf(view: AdmissionView, namespace: string | undefined, name: string): KubernetesObject {
  const pod = view.get("pods", `${namespace}/${name}`);
  if (pod === undefined) throw notFound({ group: "", resource: "pod" }, name);
  return pod;
}

/** The name of the request, or of what is made. */
function nameOf({ request, object }: AdmissionRequest): string {
  return request.name || (object?.metadata?.name ?? "");
}

const mirror = "kubernetes.io/config.mirror";

function mirrorProblem(
  pod: KubernetesObject | undefined,
  node: string,
  view: AdmissionView,
): string | undefined {
  const { annotations = {}, ownerReferences = [] } = pod?.metadata ?? {};
  const who = `node ${quoted(node)}`;
  if (!(mirror in annotations))
    return `pod does not have ${quoted(mirror)} annotation, ${who} can only create mirror pods`;
  if (!isOn(pod, node)) return `${who} can only create pods with spec.nodeName set to itself`;
  if (ownerReferences.length > 1)
    return `${who} can only create pods with a single owner reference set to itself`;
  const [owner] = ownerReferences;
  if (owner?.apiVersion !== "v1" || owner.kind !== "Node" || owner.name !== node)
    return `${who} can only create pods with an owner reference set to itself`;
  if (owner.controller !== true)
    return `${who} can only create pods with a controller owner reference set to itself`;
  if (owner.blockOwnerDeletion === true)
    return `${who} must not set blockOwnerDeletion on an owner reference`;
  const uid = view.get("nodes", node)?.metadata?.uid;
  if (uid === undefined) throw notFound({ group: "", resource: "node" }, node);
  if (owner.uid !== uid) return `node ${node} UID mismatch: expected ${owner.uid} got ${uid}`;
  const found = pod === undefined ? undefined : referencedKind(pod);
  return found === undefined ? undefined : `${who} can not create pods that reference ${found}`;
}

function nodeProblem({ asked, node }: NodeWrite): string | undefined {
  const { operation, object, old } = asked;
  const name = nameOf(asked);
  const who = `node ${quoted(node)}`;
  if (name !== node) return `${who} is not allowed to modify node ${quoted(name)}`;
  const source = valueAt(object, "spec", "configSource") ?? null;
  const labels = forbiddenLabels(object?.metadata?.labels ?? {}, old?.metadata?.labels ?? {});
  if (operation === "CREATE") {
    if (source !== null) return `${who} is not allowed to create pods with a non-nil configSource`;
    return labels.length === 0
      ? undefined
      : `${who} is not allowed to set the following labels: ${labels.join(", ")}`;
  }
  if (operation !== "UPDATE") return undefined;
  if (source !== null && !equalJson(source, valueAt(old, "spec", "configSource") ?? null))
    return `${who} is not allowed to update configSource to a new non-nil configSource`;
  const isSame = (...path: readonly [string, string]): boolean =>
    equalJson(listOf(valueAt(object, ...path)), listOf(valueAt(old, ...path)));
  if (!isSame("spec", "taints")) return `${who} is not allowed to modify taints`;
  if (!isSame("metadata", "ownerReferences"))
    return `${who} is not allowed to modify ownerReferences`;
  return labels.length === 0 ? undefined : `is not allowed to modify labels: ${labels.join(", ")}`;
}

/** What the real server shows of the difference is a dump of its own structures. */
function claimProblem({ asked, node }: NodeWrite): string | undefined {
  const { request, operation, old, object } = asked;
  if (request.subresource !== "status") return "may only update PVC status";
  if (operation !== "UPDATE") return `unexpected operation ${quoted(operation)}`;
  return equalJson(withoutStatus(old), withoutStatus(object))
    ? undefined
    : `node ${quoted(node)} is not allowed to update fields other than status.quantity and status.conditions`;
}

function withoutStatus(claim: KubernetesObject | undefined): object {
  const { metadata, ...rest } = objectOf(claim);
  const { resourceVersion: _, managedFields: __, ...kept } = objectOf(metadata);
  const {
    capacity: ___,
    conditions: ____,
    allocatedResources: _____,
    allocatedResourceStatuses: ______,
    ...status
  } = objectOf(rest["status"]);
  return { ...rest, metadata: kept, status };
}

function tokenProblem({ asked, node, view }: NodeWrite): string | undefined {
  const { request, operation, object } = asked;
  if (operation !== "CREATE" || request.subresource !== "token") return undefined;
  const { apiVersion, kind, name, uid } = objectOf(valueAt(object, "spec", "boundObjectRef"));
  if (apiVersion !== "v1" || kind !== "Pod" || textOf(name) === "")
    return "node requested token not bound to a pod";
  if (textOf(uid) === "") return "node requested token with a pod binding without a uid";
  const pod = podOf(view, request.namespace, textOf(name));
  if (pod.metadata?.uid !== uid)
    return `the UID in the bound object reference (${textOf(uid)}) does not match the UID in record. The object might have been deleted and then recreated`;
  if (!isOn(pod, node)) return "node requested token bound to a pod scheduled on a different node";
  const audiences = listOf(valueAt(object, "spec", "audiences")).map(textOf);
  return audienceProblem(view, request, pod, audiences);
}

const nodeSigners = [
  "kubernetes.io/kubelet-serving",
  "kubernetes.io/kube-apiserver-client-kubelet",
];

function requestProblem({ asked, node }: NodeWrite): string | undefined {
  const signer = textOf(valueAt(asked.object, "spec", "signerName"));
  if (asked.operation !== "CREATE" || !nodeSigners.includes(signer)) return undefined;
  const read = readSigningRequest(textOf(valueAt(asked.object, "spec", "request")));
  if (typeof read === "string") return `unable to parse csr: ${read}`;
  return read.commonName === `system:node:${node}`
    ? undefined
    : `can only create a node CSR with CN=system:node:${node}`;
}
