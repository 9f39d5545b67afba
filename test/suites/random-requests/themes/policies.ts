import { send } from "../../requests/request.ts";
import { create, list, patch, read, remove, replace } from "../actions.ts";
import type { Chance } from "../chance.ts";
import { subresourceRequest } from "../subresources.ts";
import type { WorldKind } from "../world-kind.ts";
import { judgedKinds } from "./judged-kinds.ts";
import { some } from "./rules.ts";
import type { Theme } from "./theme.ts";

/** Policies, their bindings and parameters, and objects that they judge. */
export const policiesTheme: Theme = {
  name: "policies",
  kinds,
  first: ({ namespace }) => [
    send("POST", `/api/v1/namespaces/${namespace}/configmaps`, {
      metadata: { name: "limits", labels: { role: "limits" } },
      data: { max: "2", word: "x" },
    }),
  ],
  actions: [
    [30, create],
    [14, replace],
    [18, patch],
    [8, remove],
    [3, read],
    [2, list],
    [8, subresourceRequest],
  ],
};

const api = "admissionregistration.k8s.io/v1";

const expressions = [
  "object.metadata.name != 'b'",
  "has(object.metadata.labels) && object.metadata.labels.tier == 'web'",
  "object.metadata.labels.tier == 'web'",
  "oldObject == null || oldObject.metadata.uid == object.metadata.uid",
  "request.operation != 'UPDATE'",
  "request.operation == 'DELETE' ? oldObject.metadata.name != 'c' : true",
  "!has(object.spec) || object.spec.replicas <= 2",
  "object.spec.replicas < 3",
  "!has(object.data) || object.data.all(k, size(k) < 2)",
  "params != null && string(size(object.data)) <= params.data.max",
  "params.data.word == 'x'",
  "params == null || has(params.data)",
  "variables.replicas < 3",
  "variables.isOld || variables.replicas < 3",
  "variables.missing",
  "namespaceObject.metadata.name.startsWith('random')",
  "namespaceObject.metadata.labels.team == 'a'",
  "request.userInfo.username == 'oracle-admin'",
  "request.dryRun != true",
  "request.subResource == ''",
  "request.kind.kind in ['ConfigMap', 'Deployment']",
  "authorizer.group('apps').resource('deployments').check('create').allowed()",
  "authorizer.requestResource.check('delete').allowed()",
  "object.spec.template.spec.containers.all(c, c.image.startsWith('web'))",
  "1 / 0 == 1",
  "size(object.metadata.name) > request.name.size()",
  "dyn(object).kind == 'Pod'",
  "object.nope",
  "object.",
  "1",
  "'a'",
  "true",
  "false",
];
const messages = [
  "'name is ' + object.metadata.name",
  "'has ' + string(object.spec.replicas)",
  "params.data.word",
  "''",
  "'a\\nb'",
  "'  padded  '",
  "1",
  "variables.replicas",
  "object.nope",
  "string(1/0)",
];
const reasons = ["Unauthorized", "Forbidden", "Invalid", "RequestEntityTooLarge", "Odd"];

function validation(chance: Chance): object {
  return {
    expression: chance.oneOf(expressions),
    ...chance.maybe(4, () => ({ message: chance.oneOf(["not so", "a\nb", " ", "padded "]) })),
    ...chance.maybe(3, () => ({ messageExpression: chance.oneOf(messages) })),
    ...chance.maybe(4, () => ({ reason: chance.oneOf(reasons) })),
  };
}

function rule(chance: Chance): object {
  return {
    operations: some(chance, ["CREATE", "UPDATE", "DELETE", "CONNECT", "*", "CREATE"], 3),
    ...chance.oneOf([
      { apiGroups: [""], apiVersions: ["v1"], resources: ["configmaps"] },
      { apiGroups: ["apps"], apiVersions: ["v1"], resources: ["deployments", "deployments/scale"] },
      { apiGroups: ["", "apps"], apiVersions: ["v1"], resources: ["*"] },
      { apiGroups: ["*"], apiVersions: ["*"], resources: ["*/*"] },
      { apiGroups: [""], apiVersions: ["v1"], resources: ["pods", "pods/status", "pods/eviction"] },
      { apiGroups: ["autoscaling"], apiVersions: ["v1"], resources: ["horizontalpodautoscalers"] },
    ]),
    ...chance.maybe(6, () => ({ resourceNames: some(chance, ["a", "b"], 2) })),
    ...chance.maybe(6, () => ({ scope: chance.oneOf(["Namespaced", "Cluster", "*", "Odd"]) })),
  };
}

function matching(chance: Chance, namespace: string, isBinding: boolean): object {
  return {
    ...(isBinding && chance.isOneIn(2) ? {} : { resourceRules: [rule(chance)] }),
    // Others of the cluster are nobody's business.
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    ...chance.maybe(4, () => ({
      objectSelector: chance.oneOf<object>([
        { matchLabels: { tier: "web" } },
        { matchExpressions: [{ key: "tier", operator: "DoesNotExist" }] },
      ]),
    })),
    ...chance.maybe(6, () => ({ excludeResourceRules: [rule(chance)] })),
    ...chance.maybe(4, () => ({ matchPolicy: chance.oneOf(["Exact", "Equivalent", "Odd"]) })),
  };
}

function policySpec(chance: Chance, namespace: string): object {
  const paramKind = chance.oneOf<object>([
    { apiVersion: "v1", kind: "ConfigMap" },
    { apiVersion: "v1", kind: "ConfigMap" },
    { apiVersion: "odd.example/v1", kind: "Nothing" },
    { apiVersion: "v1", kind: "Namespace" },
  ]);
  const variables = [
    { name: "replicas", expression: "has(object.spec.replicas) ? object.spec.replicas : 1" },
    {
      name: "isOld",
      expression: chance.oneOf(["oldObject != null", "variables.replicas > 0", "oldObject.x == 1"]),
    },
  ];
  return {
    ...chance.maybe(2, () => ({ paramKind })),
    matchConstraints: matching(chance, namespace, false),
    ...(chance.isOneIn(12)
      ? {}
      : { validations: Array.from({ length: chance.oneOf([1, 1, 2]) }, () => validation(chance)) }),
    ...chance.maybe(2, () => ({ failurePolicy: chance.oneOf(["Fail", "Ignore", "Ignore"]) })),
    ...chance.maybe(3, () => ({
      matchConditions: [
        { name: chance.oneOf(["one", "one", "Not Valid"]), expression: chance.oneOf(expressions) },
      ],
    })),
    ...(chance.isOneIn(3) ? {} : { variables }),
    ...chance.maybe(4, () => ({
      auditAnnotations: [
        { key: chance.oneOf(["note", "Not Valid!"]), valueExpression: chance.oneOf(messages) },
      ],
    })),
  };
}

function bindingSpec(chance: Chance, namespace: string): object {
  const name = chance.oneOf(["limits", "limits", "a", "missing"]);
  return {
    policyName: `${namespace}-${chance.oneOf(["a", "b", "c"])}`,
    validationActions: chance.oneOf([
      ["Deny"],
      ["Deny"],
      ["Warn"],
      ["Audit"],
      ["Deny", "Audit"],
      ["Warn", "Audit"],
      ["Deny", "Warn"],
      ["Odd"],
      [],
    ]),
    ...chance.maybe(2, () => ({
      paramRef: {
        ...chance.oneOf<object>([
          { name },
          { name },
          { selector: { matchLabels: { role: "limits" } } },
          { selector: { matchLabels: { tier: "web" } } },
          { name, selector: {} },
          {},
        ]),
        ...chance.maybe(3, () => ({ namespace: chance.oneOf([namespace, "elsewhere"]) })),
        ...(chance.isOneIn(6)
          ? {}
          : { parameterNotFoundAction: chance.oneOf(["Allow", "Deny", "Odd"]) }),
      },
    })),
    ...chance.maybe(2, () => ({ matchResources: matching(chance, namespace, true) })),
  };
}

function kinds({ namespace }: { namespace: string }): readonly WorldKind[] {
  const policies: readonly WorldKind[] = [
    {
      apiVersion: api,
      kind: "ValidatingAdmissionPolicy",
      plural: "validatingadmissionpolicies",
      isNamespaced: false,
      subresources: ["status"],
      content: (chance) => ({ spec: policySpec(chance, namespace) }),
      change: (chance, subresource) =>
        subresource === "status"
          ? { status: { observedGeneration: 1 } }
          : { spec: { validations: [validation(chance)] } },
    },
    {
      apiVersion: api,
      kind: "ValidatingAdmissionPolicyBinding",
      plural: "validatingadmissionpolicybindings",
      isNamespaced: false,
      subresources: [],
      content: (chance) => ({ spec: bindingSpec(chance, namespace) }),
      change: (chance) => ({ spec: bindingSpec(chance, namespace) }),
    },
  ];
  return [...judgedKinds, ...judgedKinds, ...policies];
}
