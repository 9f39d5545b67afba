import { listOf, objectOf, type PlainObject, textOf, valueAt } from "../../codec/plain-object.ts";
import { type FieldError, invalid, notSupported, required } from "../../schema/field-error.ts";
import { pathSegmentName } from "../validation/names.ts";
import { certificateSigningRequestRules } from "./certificate-signing-request.ts";
import type { KindRules } from "./kind-rules.ts";

const rbac: KindRules = { nameRule: pathSegmentName, strategy: { allowsCreateOnUpdate: true } };
const ingressClass = "kubernetes.io/ingress.class";
const generation: KindRules = { strategy: { keepsGeneration: true } };
const answersObject: KindRules = { strategy: { deleteAnswersObject: true } };

/**
 * Kinds of the smaller groups: those that are not as most kinds are.
 *
 * @see kubernetes pkg/registry/…/strategy.go
 */
export const otherKinds: Readonly<Record<string, KindRules>> = {
  Role: rbac,
  ClusterRole: rbac,
  RoleBinding: { ...rbac, validate: validateBinding },
  ClusterRoleBinding: { ...rbac, validate: validateBinding },
  Lease: {
    strategy: { allowsCreateOnUpdate: true, allowsUnconditionalUpdate: false },
    validate(lease) {
      const { leaseDurationSeconds, leaseTransitions } = objectOf(lease["spec"]);
      const errors: FieldError[] = [];
      if (typeof leaseDurationSeconds === "number" && leaseDurationSeconds <= 0) {
        errors.push(
          invalid("spec.leaseDurationSeconds", leaseDurationSeconds, "must be greater than 0"),
        );
      }
      if (typeof leaseTransitions === "number" && leaseTransitions < 0) {
        errors.push(
          invalid("spec.leaseTransitions", leaseTransitions, "must be greater than or equal to 0"),
        );
      }
      return errors;
    },
  },
  PodDisruptionBudget: {
    strategy: { keepsGeneration: true, allowsUnconditionalUpdate: false },
    validate(budget) {
      const { minAvailable, maxUnavailable } = objectOf(budget["spec"]);
      return minAvailable === undefined || maxUnavailable === undefined
        ? []
        : [invalid("spec", budget["spec"], "minAvailable and maxUnavailable cannot be both set")];
    },
  },
  EndpointSlice: {
    strategy: { keepsGeneration: true },
    validate(slice) {
      const types = ["IPv4", "IPv6", "FQDN"];
      const type = textOf(slice["addressType"]);
      if (type === "") return [required("addressType")];
      if (!types.includes(type)) return [notSupported("addressType", type, types)];
      return listOf(slice["endpoints"]).flatMap((endpoint, index) =>
        listOf(objectOf(endpoint)["addresses"]).length === 0
          ? [required(`endpoints[${index}].addresses`, "must contain at least 1 address")]
          : [],
      );
    },
  },
  Ingress: {
    strategy: { keepsGeneration: true },
    validate(ingress) {
      const { rules, defaultBackend } = objectOf(ingress["spec"]);
      return listOf(rules).length === 0 && defaultBackend === undefined
        ? [invalid("spec", ingress["spec"], "either `defaultBackend` or `rules` must be specified")]
        : [];
    },
    warningsOf: (ingress, old) =>
      old !== undefined || valueAt(ingress, "metadata", "annotations", ingressClass) === undefined
        ? []
        : [
            `annotation ${JSON.stringify(ingressClass)} is deprecated, please use 'spec.ingressClassName' instead`,
          ],
  },
  IngressClass: generation,
  NetworkPolicy: generation,
  PriorityClass: {
    strategy: { keepsGeneration: true },
    validateUpdate(priorityClass, old) {
      const value = priorityClass["value"];
      return value === old["value"] ? [] : [invalid("value", value, "field is immutable")];
    },
  },
  FlowSchema: generation,
  PriorityLevelConfiguration: generation,
  MutatingWebhookConfiguration: generation,
  ValidatingWebhookConfiguration: generation,
  ValidatingAdmissionPolicy: generation,
  ValidatingAdmissionPolicyBinding: generation,
  DeviceClass: { strategy: { keepsGeneration: true, deleteAnswersObject: true } },
  ResourceClaim: answersObject,
  ResourceClaimTemplate: answersObject,
  ResourceSlice: { strategy: { keepsGeneration: true, deleteAnswersObject: true } },
  StorageClass: {
    strategy: { deleteAnswersObject: true },
    validate: (storageClass) =>
      textOf(storageClass["provisioner"]) === "" ? [required("provisioner")] : [],
  },
  CSIDriver: { strategy: { deleteAnswersObject: true, keepsGeneration: true } },
  CSINode: answersObject,
  VolumeAttachment: answersObject,
  VolumeAttributesClass: answersObject,
  CertificateSigningRequest: certificateSigningRequestRules,
};

function validateBinding(binding: PlainObject): readonly FieldError[] {
  const { apiGroup, kind, name } = objectOf(binding["roleRef"]);
  const group = "rbac.authorization.k8s.io";
  const errors: FieldError[] = [];
  if (apiGroup !== group) errors.push(notSupported("roleRef.apiGroup", apiGroup ?? "", [group]));
  const kinds = binding["kind"] === "RoleBinding" ? ["ClusterRole", "Role"] : ["ClusterRole"];
  if (!kinds.includes(textOf(kind))) errors.push(notSupported("roleRef.kind", kind ?? "", kinds));
  if (textOf(name) === "") errors.push(required("roleRef.name"));
  listOf(binding["subjects"]).forEach((subject, index) => {
    const { kind: subjectKind, name: subjectName, namespace } = objectOf(subject);
    if (textOf(subjectName) === "") errors.push(required(`subjects[${index}].name`));
    if (!["ServiceAccount", "User", "Group"].includes(textOf(subjectKind))) {
      errors.push(
        notSupported(`subjects[${index}].kind`, subjectKind ?? "", [
          "Group",
          "ServiceAccount",
          "User",
        ]),
      );
    } else if (subjectKind === "ServiceAccount" && textOf(namespace) === "") {
      errors.push(required(`subjects[${index}].namespace`));
    }
  });
  return errors;
}
