import {
  isPlainObject,
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/json/plain-object.ts";
import type { TableCell } from "../resource-definition.ts";
import { ageText, durationText } from "./age.ts";
import { loadBalancerText, none, orNone, selectorText, someOf } from "./cell-text.ts";
import { ageOf, nameOf, type RowPrinter } from "./core-rows.ts";

/**
 * Kinds of the smaller groups, by kind.
 *
 * @see kubernetes pkg/printers/internalversion/printers.go
 */
export const otherRows: Readonly<Record<string, RowPrinter>> = {
  APIService(service, now) {
    const { namespace, name } = objectOf(valueAt(service, "spec", "service"));
    const available = listOf(valueAt(service, "status", "conditions"))
      .map(objectOf)
      .find(({ type }) => type === "Available");
    const text =
      available === undefined
        ? "Unknown"
        : available["status"] === "True"
          ? "True"
          : `${textOf(available["status"])} (${textOf(available["reason"])})`;
    return [
      nameOf(service),
      name === undefined ? "Local" : `${textOf(namespace)}/${textOf(name)}`,
      text,
      ageOf(service, now),
    ];
  },
  ComponentStatus(component) {
    const healthy = listOf(component["conditions"])
      .map(objectOf)
      .find(({ type }) => type === "Healthy");
    const words: Readonly<Record<string, string>> = { True: "Healthy", False: "Unhealthy" };
    return [
      nameOf(component),
      words[textOf(healthy?.["status"])] ?? "Unknown",
      textOf(healthy?.["message"]),
      textOf(healthy?.["error"]),
    ];
  },
  CertificateSigningRequest(request, now) {
    const spec = objectOf(request["spec"]);
    const seconds = spec["expirationSeconds"];
    return [
      nameOf(request),
      ageOf(request, now),
      orNone(spec["signerName"]),
      textOf(spec["username"]),
      typeof seconds === "number" ? durationText(seconds * 1000) : none,
      requestConditions(request),
    ];
  },
  IngressClass(ingressClass, now) {
    const { kind, apiGroup, name } = objectOf(valueAt(ingressClass, "spec", "parameters"));
    const group = textOf(apiGroup) === "" ? textOf(kind) : `${textOf(kind)}.${textOf(apiGroup)}`;
    return [
      nameOf(ingressClass),
      textOf(valueAt(ingressClass, "spec", "controller")),
      kind === undefined ? none : `${group}/${textOf(name)}`,
      ageOf(ingressClass, now),
    ];
  },
  Ingress: ingressRow,
  /** One cell more than columns: so it is in the real server, and clients leave it out. */
  IPAddress(address, now) {
    const { group, resource, namespace, name } = objectOf(valueAt(address, "spec", "parentRef"));
    const kind = textOf(group) === "" ? textOf(resource) : `${textOf(resource)}.${textOf(group)}`;
    const path = [kind, textOf(namespace), textOf(name)].filter((part) => part !== "").join("/");
    return [nameOf(address), path === "" ? none : path, ageOf(address, now)];
  },
  NetworkPolicy: (policy, now) => [
    nameOf(policy),
    selectorText(valueAt(policy, "spec", "podSelector")),
    ageOf(policy, now),
  ],
  ServiceCIDR: (cidr, now) => [
    nameOf(cidr),
    listOf(valueAt(cidr, "spec", "cidrs")).join(","),
    ageOf(cidr, now),
  ],
  PodDisruptionBudget(budget, now) {
    const { minAvailable, maxUnavailable } = objectOf(budget["spec"]);
    return [
      nameOf(budget),
      minAvailable === undefined ? "N/A" : String(minAvailable),
      maxUnavailable === undefined ? "N/A" : String(maxUnavailable),
      numberOf(valueAt(budget, "status", "disruptionsAllowed")),
      ageOf(budget, now),
    ];
  },
  ClusterRoleBinding: bindingRow,
  RoleBinding: bindingRow,
  CSIDriver(driver, now) {
    const spec = objectOf(driver["spec"]);
    const audiences = listOf(spec["tokenRequests"]).map((request) =>
      textOf(objectOf(request)["audience"]),
    );
    return [
      nameOf(driver),
      spec["attachRequired"] !== false,
      spec["podInfoOnMount"] === true,
      spec["storageCapacity"] === true,
      audiences.length === 0 ? "<unset>" : audiences.join(","),
      spec["requiresRepublish"] === true,
      listOf(spec["volumeLifecycleModes"]).join(",") || none,
      ageOf(driver, now),
    ];
  },
  CSINode: (node, now) => [
    nameOf(node),
    listOf(valueAt(node, "spec", "drivers")).length,
    ageOf(node, now),
  ],
  StorageClass(storageClass, now) {
    const annotations = objectOf(valueAt(storageClass, "metadata", "annotations"));
    const isDefault = ["storageclass", "storageclass.beta"].some(
      (prefix) => annotations[`${prefix}.kubernetes.io/is-default-class`] === "true",
    );
    return [
      `${nameOf(storageClass)}${isDefault ? " (default)" : ""}`,
      textOf(storageClass["provisioner"]),
      textOf(storageClass["reclaimPolicy"]) || "Delete",
      textOf(storageClass["volumeBindingMode"]) || "Immediate",
      storageClass["allowVolumeExpansion"] === true,
      ageOf(storageClass, now),
    ];
  },
  VolumeAttachment: (attachment, now) => [
    nameOf(attachment),
    textOf(valueAt(attachment, "spec", "attacher")),
    textOf(valueAt(attachment, "spec", "source", "persistentVolumeName")),
    textOf(valueAt(attachment, "spec", "nodeName")),
    valueAt(attachment, "status", "attached") === true,
    ageOf(attachment, now),
  ],
  VolumeAttributesClass: (attributes, now) => [
    nameOf(attributes),
    textOf(attributes["driverName"]),
    ageOf(attributes, now),
  ],
  MutatingWebhookConfiguration: (configuration, now) => [
    nameOf(configuration),
    listOf(configuration["webhooks"]).length,
    ageOf(configuration, now),
  ],
  ValidatingWebhookConfiguration: (configuration, now) => [
    nameOf(configuration),
    listOf(configuration["webhooks"]).length,
    ageOf(configuration, now),
  ],
  ValidatingAdmissionPolicy: (policy, now) => policyRow(policy, "validations", now),
  MutatingAdmissionPolicy: (policy, now) => policyRow(policy, "mutations", now),
  ValidatingAdmissionPolicyBinding: policyBindingRow,
  MutatingAdmissionPolicyBinding: policyBindingRow,
  LeaseCandidate: (candidate, now) => [
    nameOf(candidate),
    ...["leaseName", "binaryVersion", "emulationVersion"].map((member) =>
      textOf(valueAt(candidate, "spec", member)),
    ),
    ageOf(candidate, now),
  ],
  DeviceTaintRule: (rule, now) => [
    nameOf(rule),
    ...["key", "value", "effect"].map((member) => textOf(valueAt(rule, "spec", "taint", member))),
    ageText(valueAt(rule, "spec", "taint", "timeAdded"), now),
    ageOf(rule, now),
  ],
  StorageVersionMigration: (migration) => [
    nameOf(migration),
    ["resource", "group"]
      .map((member) => textOf(valueAt(migration, "spec", "resource", member)))
      .filter((part) => part !== "")
      .join("."),
    (listOf(valueAt(migration, "status", "conditions"))
      .map(objectOf)
      .findLast(
        ({ type, status }) =>
          status === "True" && ["Running", "Failed", "Succeeded"].includes(textOf(type)),
      )?.["type"] as string) ?? "Unknown",
  ],
  PriorityClass: (priorityClass, now) => [
    nameOf(priorityClass),
    numberOf(priorityClass["value"]),
    priorityClass["globalDefault"] === true,
    ageOf(priorityClass, now),
    textOf(priorityClass["preemptionPolicy"]),
  ],
  Lease: (lease, now) => [
    nameOf(lease),
    textOf(valueAt(lease, "spec", "holderIdentity")),
    ageOf(lease, now),
  ],
  RuntimeClass: (runtimeClass, now) => [
    nameOf(runtimeClass),
    textOf(runtimeClass["handler"]),
    ageOf(runtimeClass, now),
  ],
  EndpointSlice: sliceRow,
  ResourceClaim: (claim, now) => [nameOf(claim), claimState(claim), ageOf(claim, now)],
  ResourceSlice: (slice, now) => [
    nameOf(slice),
    textOf(valueAt(slice, "spec", "nodeName")),
    textOf(valueAt(slice, "spec", "driver")),
    textOf(valueAt(slice, "spec", "pool", "name")),
    ageOf(slice, now),
  ],
  FlowSchema(schema, now) {
    const spec = objectOf(schema["spec"]);
    const isDangling = listOf(valueAt(schema, "status", "conditions"))
      .map(objectOf)
      .find(({ type }) => type === "Dangling");
    return [
      nameOf(schema),
      textOf(valueAt(spec, "priorityLevelConfiguration", "name")),
      numberOf(spec["matchingPrecedence"]),
      orNone(valueAt(spec, "distinguisherMethod", "type")),
      ageOf(schema, now),
      isDangling === undefined ? "?" : textOf(isDangling["status"]),
    ];
  },
  PriorityLevelConfiguration: priorityLevelRow,
};

function requestConditions(request: PlainObject): string {
  const conditions = listOf(valueAt(request, "status", "conditions")).map((condition) =>
    textOf(objectOf(condition)["type"]),
  );
  const words = [["Denied", "Approved"].find((type) => conditions.includes(type)) ?? "Pending"];
  if (conditions.includes("Failed")) words.push("Failed");
  if (textOf(valueAt(request, "status", "certificate")) !== "") words.push("Issued");
  return words.join(",");
}

function ingressRow(ingress: PlainObject, now: number): readonly TableCell[] {
  const spec = objectOf(ingress["spec"]);
  const hosts = listOf(spec["rules"])
    .map((rule) => textOf(objectOf(rule)["host"]))
    .filter((host) => host !== "");
  return [
    nameOf(ingress),
    orNone(spec["ingressClassName"]),
    hosts.length === 0 ? "*" : someOf(hosts, 3),
    loadBalancerText(ingress).join(","),
    listOf(spec["tls"]).length > 0 ? "80, 443" : "80",
    ageOf(ingress, now),
  ];
}

function bindingRow(binding: PlainObject, now: number): readonly TableCell[] {
  const subjects = listOf(binding["subjects"]).map(objectOf);
  const named = (kind: string): string =>
    subjects
      .filter((subject) => subject["kind"] === kind)
      .map(({ namespace, name }) =>
        kind === "ServiceAccount" ? `${textOf(namespace)}/${textOf(name)}` : textOf(name),
      )
      .join(", ");
  const { kind, name } = objectOf(binding["roleRef"]);
  return [
    nameOf(binding),
    `${textOf(kind)}/${textOf(name)}`,
    ageOf(binding, now),
    named("User"),
    named("Group"),
    named("ServiceAccount"),
  ];
}

function sliceRow(slice: PlainObject, now: number): readonly TableCell[] {
  const ports = listOf(slice["ports"])
    .map(objectOf)
    .map(({ port, name }) => String(port ?? name ?? "*"));
  const addresses = listOf(slice["endpoints"]).flatMap((endpoint) =>
    listOf(objectOf(endpoint)["addresses"]).map(textOf),
  );
  return [
    nameOf(slice),
    textOf(slice["addressType"]),
    firstThree(ports),
    firstThree(addresses),
    ageOf(slice, now),
  ];
}

function firstThree(texts: readonly string[]): string {
  const shown = texts.slice(0, 3).join(",");
  if (texts.length > 3) return `${shown} + ${texts.length - 3} more...`;
  return shown === "" ? "<unset>" : shown;
}

function claimState(claim: PlainObject): string {
  const states: string[] = [];
  const isDeleted = valueAt(claim, "metadata", "deletionTimestamp") !== undefined;
  if (isDeleted) states.push("deleted");
  if (valueAt(claim, "status", "allocation") === undefined)
    return isDeleted ? "deleted" : "pending";
  states.push("allocated");
  if (listOf(valueAt(claim, "status", "reservedFor")).length > 0) states.push("reserved");
  return states.join(",");
}

function priorityLevelRow(level: PlainObject, now: number): readonly TableCell[] {
  const limited = objectOf(valueAt(level, "spec", "limited"));
  const queuing = objectOf(valueAt(limited, "limitResponse", "queuing"));
  const text = (value: unknown): TableCell => (typeof value === "number" ? value : none);
  return [
    nameOf(level),
    textOf(valueAt(level, "spec", "type")),
    text(limited["nominalConcurrencyShares"]),
    text(queuing["queues"]),
    text(queuing["handSize"]),
    text(queuing["queueLengthLimit"]),
    ageOf(level, now),
  ];
}

/** A selector as Go prints it for debugging. */
function goSelectorText(selector: unknown): string {
  if (!isPlainObject(selector)) return "";
  const labels = Object.entries(objectOf(selector["matchLabels"]))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}: ${textOf(value)},`);
  const requirements = listOf(selector["matchExpressions"]).map((one) => {
    const { key, operator, values } = objectOf(one);
    const listed = listOf(values).map(textOf).join(" ");
    return `LabelSelectorRequirement{Key:${textOf(key)},Operator:${textOf(operator)},Values:[${listed}],},`;
  });
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join("")}},MatchExpressions:[]LabelSelectorRequirement{${requirements.join("")}},}`;
}

function policyRow(policy: PlainObject, rules: string, now: number): readonly TableCell[] {
  const { apiVersion, kind } = objectOf(valueAt(policy, "spec", "paramKind"));
  return [
    nameOf(policy),
    listOf(valueAt(policy, "spec", rules)).length,
    kind === undefined ? "<unset>" : `${textOf(apiVersion)}/${textOf(kind)}`,
    ageOf(policy, now),
  ];
}

function policyBindingRow(binding: PlainObject, now: number): readonly TableCell[] {
  const reference = objectOf(valueAt(binding, "spec", "paramRef"));
  const { namespace, name, selector } = reference;
  const named = `${textOf(namespace) || "*"}/${textOf(name)}`;
  const text = textOf(name) === "" ? goSelectorText(selector) : named;
  return [
    nameOf(binding),
    textOf(valueAt(binding, "spec", "policyName")),
    Object.keys(reference).length === 0 ? "<unset>" : text,
    ageOf(binding, now),
  ];
}
