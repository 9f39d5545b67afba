import { Chance } from "../random-requests/chance.ts";
import { some } from "../random-requests/themes/rules.ts";
import { bare, patchTypes, type RawRequest, send } from "../requests/request.ts";
import { conditions, mutationOf } from "./expressions.ts";
import { definition, type MutatedKind, mutatedKinds } from "./kinds.ts";

/** Policies with what they change; all policies are there before the first object is written. */
export interface MutationCases {
  readonly first: readonly RawRequest[];
  readonly policies: readonly RawRequest[];
  readonly objects: readonly RawRequest[];
  /** What takes away what others would see. */
  readonly last: readonly RawRequest[];
}

const root = "/apis/admissionregistration.k8s.io";

interface Case {
  readonly chance: Chance;
  readonly namespace: string;
  /** The name of the policy, of the binding and of the object. */
  readonly name: string;
  readonly kind: MutatedKind;
}

/** So many cases of a seed. */
export function mutationCases(seed: string, count: number): MutationCases {
  const chance = new Chance(seed);
  const namespace = `mutations-${seed}`;
  const group = `${namespace}.example`;
  const kinds = mutatedKinds(group);
  const cases = Array.from(
    { length: count },
    (_, index): Case => ({ chance, namespace, name: `c${index}`, kind: chance.oneOf(kinds) }),
  );
  const policies = cases.flatMap(policiesOf);
  const objects = cases.flatMap(objectsOf);
  return {
    first: [
      send("POST", "/api/v1/namespaces", { metadata: { name: namespace, labels: { team: "a" } } }),
      send("POST", `/api/v1/namespaces/${namespace}/configmaps`, {
        metadata: { name: "limits", labels: { role: "limits" } },
        data: { max: "2", word: "x" },
      }),
      send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition(group)),
    ],
    policies,
    objects,
    last: ["mutatingadmissionpolicybindings", "mutatingadmissionpolicies"].map((resource) =>
      bare("DELETE", `${root}/v1beta1/${resource}?labelSelector=world=${namespace}`),
    ),
  };
}

function policiesOf(one: Case): readonly RawRequest[] {
  const { chance, namespace, name } = one;
  const write = (resource: string, kind: string, spec: object): RawRequest => {
    const version = chance.isOneIn(4) ? "v1alpha1" : "v1beta1";
    return send("POST", `${root}/${version}/${resource}`, {
      apiVersion: `admissionregistration.k8s.io/${version}`,
      kind,
      metadata: {
        ...(chance.isOneIn(40) ? { name: "Not Valid" } : { name: `${namespace}-${name}` }),
        labels: { world: namespace },
      },
      spec,
    });
  };
  return [
    write("mutatingadmissionpolicies", "MutatingAdmissionPolicy", policySpec(one)),
    write("mutatingadmissionpolicybindings", "MutatingAdmissionPolicyBinding", bindingSpec(one)),
  ];
}

function rule({ chance, kind }: Case): object {
  const { group, version, plural, others } = kind;
  const own = { apiGroups: [group], apiVersions: [version], resources: [plural] };
  const rules = chance.isOneIn(3)
    ? chance.oneOf<object>([
        { ...own, apiVersions: ["*"] },
        { ...own, resources: [plural, `${plural}/status`, `${plural}/scale`] },
        { ...own, resources: ["*"] },
        { ...own, resources: ["*/*"] },
        { ...own, apiVersions: others },
        { ...own, resources: ["*", plural] },
        { ...own, apiGroups: [] },
      ])
    : own;
  return {
    ...rules,
    operations: chance.isOneIn(12)
      ? some(chance, ["CREATE", "UPDATE", "DELETE", "CONNECT", "*", "ODD"], 3)
      : ["CREATE", "UPDATE"],
    ...chance.maybe(12, () => ({ resourceNames: some(chance, ["c1", "c2"], 2) })),
    ...chance.maybe(12, () => ({ scope: chance.oneOf(["Namespaced", "Cluster", "*", "Odd"]) })),
  };
}

function matching(one: Case, isBinding: boolean): object {
  const { chance, namespace, name } = one;
  return {
    ...(isBinding && chance.isOneIn(2) ? {} : { resourceRules: [rule(one)] }),
    namespaceSelector: {
      matchLabels: {
        "kubernetes.io/metadata.name": namespace,
        ...chance.maybe(12, () => ({ team: chance.oneOf(["a", "b"]) })),
      },
    },
    objectSelector: { matchLabels: { case: name } },
    ...chance.maybe(16, () => ({ excludeResourceRules: [rule(one)] })),
    ...chance.maybe(8, () => ({
      matchPolicy: chance.oneOf(["Exact", "Exact", "Equivalent", "Odd"]),
    })),
  };
}

function policySpec(one: Case): object {
  const { chance } = one;
  const paramKind = chance.oneOf<object>([
    ...Array.from({ length: 9 }, () => ({ apiVersion: "v1", kind: "ConfigMap" })),
    { apiVersion: "odd.example/v1", kind: "Nothing" },
    { apiVersion: "v1", kind: "Namespace" },
    { apiVersion: "a/b/c", kind: "Not Valid" },
  ]);
  const hasParams = chance.isOneIn(2);
  const count = chance.oneOf([1, 1, 1, 2, 3]);
  return {
    ...(hasParams ? { paramKind } : {}),
    ...(chance.isOneIn(50) ? {} : { matchConstraints: matching(one, false) }),
    ...(chance.isOneIn(50)
      ? {}
      : { mutations: Array.from({ length: count }, () => mutationOf(chance, one.kind)) }),
    ...(chance.isOneIn(50)
      ? {}
      : { reinvocationPolicy: chance.isOneIn(30) ? "Odd" : chance.oneOf(["IfNeeded", "Never"]) }),
    ...chance.maybe(3, () => ({
      failurePolicy: chance.isOneIn(20) ? "Odd" : chance.oneOf(["Fail", "Ignore"]),
    })),
    ...chance.maybe(5, () => ({
      matchConditions: Array.from({ length: chance.oneOf([1, 1, 2]) }, () => ({
        name: chance.isOneIn(12) ? "Not Valid" : chance.oneOf(["one", "two", "three"]),
        expression: chance.oneOf(conditions),
      })),
    })),
    ...(chance.isOneIn(3)
      ? {}
      : {
          variables: [
            {
              name: chance.isOneIn(20) ? "not valid" : "word",
              expression: chance.oneOf([
                "'x'",
                hasParams ? "has(params.data) ? params.data.word : 'y'" : "'z'",
                "object.metadata.name",
                "string(1 / 0)",
                "{'a': 'b'}",
                ...(chance.isOneIn(6) ? ["Object{}"] : []),
              ]),
            },
          ],
        }),
  };
}

function bindingSpec(one: Case): object {
  const { chance, namespace, name } = one;
  const named = chance.oneOf(["limits", "limits", "missing"]);
  return {
    policyName: chance.isOneIn(40)
      ? chance.oneOf(["", "Not Valid"])
      : `${namespace}-${chance.isOneIn(40) ? "missing" : name}`,
    ...chance.maybe(2, () => ({
      paramRef: {
        ...chance.oneOf<object>([
          { name: named },
          { name: named },
          { selector: { matchLabels: { role: "limits" } } },
          { selector: { matchLabels: { tier: "odd" } } },
          ...(chance.isOneIn(4) ? [{ name: named, selector: {} }, {}] : []),
        ]),
        ...chance.maybe(4, () => ({ namespace: chance.oneOf([namespace, "elsewhere"]) })),
        ...(chance.isOneIn(12)
          ? {}
          : {
              parameterNotFoundAction: chance.isOneIn(12) ? "Odd" : chance.oneOf(["Allow", "Deny"]),
            }),
      },
    })),
    ...chance.maybe(4, () => ({ matchResources: matching(one, true) })),
  };
}

function objectsOf({ chance, namespace, name, kind }: Case): readonly RawRequest[] {
  const { group, version, plural, content, change, subresources } = kind;
  const apiVersion = group === "" ? version : `${group}/${version}`;
  const list = `/${group === "" ? "api" : "apis"}/${apiVersion}/namespaces/${namespace}/${plural}`;
  const path = `${list}/${name}`;
  const dryRun = chance.isOneIn(12) ? "?dryRun=All" : "";
  const metadata = {
    name,
    labels: { case: name, ...chance.maybe(2, () => ({ tier: chance.oneOf(["web", "db"]) })) },
    ...chance.maybe(5, () => ({ annotations: { note: "x" } })),
  };
  const object = { apiVersion, kind: kind.kind, metadata, ...content(chance) };
  const subresource = chance.oneOf(["", "", ...subresources]);
  const below = subresource === "" ? "" : `/${subresource}`;
  const changed = { metadata: { labels: { changed: "yes" } }, ...change(chance, subresource) };
  const update = chance.oneOf<() => RawRequest>([
    () => send("PATCH", `${path}${below}${dryRun}`, changed, patchTypes.merge),
    () =>
      send(
        "PATCH",
        `${path}${below}?fieldManager=other&force=true`,
        { apiVersion, kind: kind.kind, ...changed },
        patchTypes.apply,
      ),
    () => send("PUT", path, { ...object, ...change(chance, "") }),
    () => bare("DELETE", path),
  ]);
  return [
    send("POST", `${list}${dryRun}`, object),
    update(),
    ...(chance.isOneIn(4) ? [bare("GET", path)] : []),
  ];
}
