import { listOf, objectOf, textOf, valueAt } from "../../../codec/json/plain-object.ts";
import { type Defaulters, type Draft, fill, fillObject } from "../apply-defaults.ts";

const rbacGroup = "rbac.authorization.k8s.io";

/**
 * The smaller groups.
 *
 * @see kubernetes pkg/apis/*\/v1/defaults.go, apiextensions-apiserver, kube-aggregator
 */
export const otherDefaults: Defaulters = {
  "io.k8s.api.networking.v1.NetworkPolicySpec"(spec) {
    if (listOf(spec["policyTypes"]).length > 0) return;
    spec["policyTypes"] = listOf(spec["egress"]).length > 0 ? ["Ingress", "Egress"] : ["Ingress"];
  },
  "io.k8s.api.networking.v1.IngressClassParametersReference"(reference) {
    fill(reference, "scope", "Cluster");
  },
  "io.k8s.api.networking.v1.NetworkPolicyPort"(port) {
    fill(port, "protocol", "TCP");
  },
  "io.k8s.api.rbac.v1.RoleRef"(reference) {
    fill(reference, "apiGroup", rbacGroup);
  },
  "io.k8s.api.rbac.v1.Subject"(subject) {
    if (subject["kind"] === "User" || subject["kind"] === "Group")
      fill(subject, "apiGroup", rbacGroup);
  },
  "io.k8s.api.storage.v1.StorageClass"(storageClass) {
    fill(storageClass, "reclaimPolicy", "Delete");
    fill(storageClass, "volumeBindingMode", "Immediate");
  },
  "io.k8s.api.storage.v1.CSIDriverSpec"(spec) {
    fill(spec, "attachRequired", true);
    fill(spec, "podInfoOnMount", false);
    fill(spec, "storageCapacity", false);
    fill(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
    if (listOf(spec["volumeLifecycleModes"]).length === 0)
      spec["volumeLifecycleModes"] = ["Persistent"];
    fill(spec, "requiresRepublish", false);
    fill(spec, "seLinuxMount", false);
  },
  "io.k8s.api.scheduling.v1.PriorityClass"(priorityClass) {
    fill(priorityClass, "preemptionPolicy", "PreemptLowerPriority");
  },
  "io.k8s.api.discovery.v1.EndpointPort"(port) {
    port["name"] ??= "";
    fill(port, "protocol", "TCP");
  },
  "io.k8s.api.admissionregistration.v1.MutatingWebhook"(webhook) {
    defaultWebhook(webhook);
    fill(webhook, "reinvocationPolicy", "Never");
  },
  "io.k8s.api.admissionregistration.v1.ValidatingWebhook": defaultWebhook,
  "io.k8s.api.admissionregistration.v1.RuleWithOperations"(rule) {
    fill(rule, "scope", "*");
  },
  "io.k8s.api.admissionregistration.v1.NamedRuleWithOperations"(rule) {
    fill(rule, "scope", "*");
  },
  "io.k8s.api.admissionregistration.v1.ServiceReference"(reference) {
    fill(reference, "port", 443);
  },
  "io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicySpec"(spec) {
    fill(spec, "failurePolicy", "Fail");
  },
  "io.k8s.api.admissionregistration.v1.MatchResources"(resources) {
    fill(resources, "namespaceSelector", {});
    fill(resources, "objectSelector", {});
    fill(resources, "matchPolicy", "Equivalent");
  },
  "io.k8s.api.flowcontrol.v1.FlowSchemaSpec"(spec) {
    fill(spec, "matchingPrecedence", 1000);
  },
  "io.k8s.api.flowcontrol.v1.LimitedPriorityLevelConfiguration"(limited) {
    fill(limited, "nominalConcurrencyShares", 30);
    fill(limited, "lendablePercent", 0);
  },
  "io.k8s.api.flowcontrol.v1.ExemptPriorityLevelConfiguration"(exempt) {
    fill(exempt, "nominalConcurrencyShares", 0);
    fill(exempt, "lendablePercent", 0);
  },
  "io.k8s.api.flowcontrol.v1.QueuingConfiguration"(queuing) {
    fill(queuing, "queues", 64);
    fill(queuing, "handSize", 8);
    fill(queuing, "queueLengthLimit", 50);
  },
  "io.k8s.api.resource.v1.ExactDeviceRequest": defaultDeviceRequest,
  "io.k8s.api.resource.v1.DeviceSubRequest": defaultDeviceRequest,
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition"(definition) {
    if (listOf(valueAt(definition, "status", "storedVersions")).length > 0) return;
    const versions = listOf(valueAt(definition, "spec", "versions")).map(objectOf);
    const storage = versions.find((version) => version["storage"] === true);
    if (storage !== undefined)
      fillObject(definition, "status")["storedVersions"] = [storage["name"]];
  },
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec"(spec) {
    const names = fillObject(spec, "names");
    const kind = textOf(names["kind"]);
    if (kind !== "") {
      fill(names, "singular", kind.toLowerCase());
      fill(names, "listKind", `${kind}List`);
    }
    // One that is there has to say its strategy itself.
    fill(spec, "conversion", { strategy: "None" });
  },
  "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ServiceReference"(reference) {
    fill(reference, "port", 443);
  },
  "io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference"(reference) {
    fill(reference, "port", 443);
  },
};

function defaultWebhook(webhook: Draft): void {
  fill(webhook, "failurePolicy", "Fail");
  fill(webhook, "matchPolicy", "Equivalent");
  fill(webhook, "namespaceSelector", {});
  fill(webhook, "objectSelector", {});
  fill(webhook, "timeoutSeconds", 10);
}

function defaultDeviceRequest(request: Draft): void {
  fill(request, "allocationMode", "ExactCount");
  if (request["allocationMode"] === "ExactCount") fill(request, "count", 1);
}
