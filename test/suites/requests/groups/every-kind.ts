import {
  bare,
  get,
  namespace,
  patchTypes,
  type RawRequest,
  type RequestGroup,
  send,
} from "../request.ts";

const inside = "namespaces/rq-kinds/";
/** Collections of all groups; those in a namespace have `*` in its place. */
const collections: readonly string[] = [
  ...[
    "*configmaps",
    "*endpoints",
    "*events",
    "*limitranges",
    "namespaces",
    "nodes",
    "*persistentvolumeclaims",
    "persistentvolumes",
    "*pods",
    "*podtemplates",
    "*replicationcontrollers",
    "*resourcequotas",
    "*secrets",
    "*serviceaccounts",
    "*services",
  ].map((name) => `/api/v1/${name}`),
  ...[
    "admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
    "admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
    "admissionregistration.k8s.io/v1/validatingadmissionpolicies",
    "admissionregistration.k8s.io/v1/validatingadmissionpolicybindings",
    "apiextensions.k8s.io/v1/customresourcedefinitions",
    "apiregistration.k8s.io/v1/apiservices",
    "apps/v1/*controllerrevisions",
    "apps/v1/*daemonsets",
    "apps/v1/*deployments",
    "apps/v1/*replicasets",
    "apps/v1/*statefulsets",
    "autoscaling/v1/*horizontalpodautoscalers",
    "autoscaling/v2/*horizontalpodautoscalers",
    "batch/v1/*cronjobs",
    "batch/v1/*jobs",
    "certificates.k8s.io/v1/certificatesigningrequests",
    "coordination.k8s.io/v1/*leases",
    "discovery.k8s.io/v1/*endpointslices",
    "events.k8s.io/v1/*events",
    "flowcontrol.apiserver.k8s.io/v1/flowschemas",
    "flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations",
    "networking.k8s.io/v1/ingressclasses",
    "networking.k8s.io/v1/*ingresses",
    "networking.k8s.io/v1/*networkpolicies",
    "networking.k8s.io/v1/ipaddresses",
    "networking.k8s.io/v1/servicecidrs",
    "node.k8s.io/v1/runtimeclasses",
    "policy/v1/*poddisruptionbudgets",
    "rbac.authorization.k8s.io/v1/clusterroles",
    "rbac.authorization.k8s.io/v1/clusterrolebindings",
    "rbac.authorization.k8s.io/v1/*roles",
    "rbac.authorization.k8s.io/v1/*rolebindings",
    "resource.k8s.io/v1/deviceclasses",
    "resource.k8s.io/v1/*resourceclaims",
    "resource.k8s.io/v1/*resourceclaimtemplates",
    "resource.k8s.io/v1/resourceslices",
    "scheduling.k8s.io/v1/priorityclasses",
    "storage.k8s.io/v1/csidrivers",
    "storage.k8s.io/v1/csinodes",
    "storage.k8s.io/v1/*csistoragecapacities",
    "storage.k8s.io/v1/storageclasses",
    "storage.k8s.io/v1/volumeattachments",
    "storage.k8s.io/v1/volumeattributesclasses",
  ].map((name) => `/apis/${name}`),
];
const named = { metadata: { name: "made" } };
const unknown = { metadata: { name: "made" }, spec: 1, bogus: true };
const table = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };

function requestsOf(collection: string): readonly RawRequest[] {
  const path = collection.replace("*", inside);
  const object = `${path}/none`;
  return [
    get(`${path}?fieldSelector=metadata.name=none`),
    get(`${path}?fieldSelector=metadata.name=none`, table),
    get(`${path}?fieldSelector=spec.bogus=none`),
    get(object),
    get(`${object}/status`),
    get(`${object}/scale`),
    send("POST", `${path}?dryRun=All`, {}),
    send("POST", `${path}?dryRun=All`, named),
    send("POST", `${path}?dryRun=All`, unknown),
    send("POST", `${path}?dryRun=All`, { kind: "Bogus", apiVersion: "v1" }),
    send("PUT", `${object}?dryRun=All`, { metadata: { name: "none" } }),
    send("PUT", `${object}?dryRun=All`, named),
    send("PUT", `${object}/status?dryRun=All`, { metadata: { name: "none" } }),
    send("PATCH", `${object}?dryRun=All`, {}, patchTypes.merge),
    send("PATCH", `${object}/status?dryRun=All`, {}, patchTypes.strategic),
    send("PATCH", `${object}?dryRun=All&fieldManager=m`, {}, patchTypes.apply),
    bare("DELETE", `${object}?dryRun=All`),
    bare("DELETE", `${path}?dryRun=All&fieldSelector=metadata.name=none`),
  ];
}

/** Every kind: what is not there, what is empty, and what is nothing of its kind. */
export const everyKindGroup: RequestGroup = {
  name: "every kind",
  first: [namespace("rq-kinds")],
  requests: collections.flatMap(requestsOf),
};
