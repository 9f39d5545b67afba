import {
  configMaps,
  create,
  definition,
  each,
  type Growth,
  gadget,
  json,
  patch,
  pods,
} from "./growing-request.ts";

const configMap = `${configMaps}/base`;
const deployment = "/apis/apps/v1/namespaces/default/deployments/base";
const strategic = "strategic-merge-patch+json";
const apply = "apply-patch+yaml";

function container(members: string): string {
  return `{"spec":{"template":{"spec":{"containers":[{"name":"a",${members}}]}}}}`;
}

function applied(members: string): string {
  return `{"apiVersion":"apps/v1","kind":"Deployment",${members}}`;
}

/** Loops over what somebody else sent, whatever kind it is of. */
export const growths: readonly Growth[] = [
  {
    what: "members of a body",
    size: 250,
    request: (size) =>
      create(`{"metadata":{"name":"x"},"data":{${each(size, (n) => `"k${n}":"v"`)}}}`),
  },
  {
    what: "members that are there twice",
    size: 125,
    request: (size) =>
      create(`{"metadata":{"name":"x"},"data":{${each(size, (n) => `"k${n % (size / 2)}":"v"`)}}}`),
  },
  {
    what: "members that nobody knows",
    size: 250,
    request: (size) => create(`{"metadata":{"name":"x"},${each(size, (n) => `"k${n}":1`)}}`),
  },
  {
    what: "a text of escapes",
    size: 2500,
    request: (size) => create(`{"metadata":{"name":"x"},"data":{"a":"${"\\u00e4".repeat(size)}"}}`),
  },
  {
    what: "digits of a number",
    size: 2500,
    request: (size) => create(`{"metadata":{"name":"x"},"data":{"a":${"9".repeat(size)}}}`),
  },
  {
    what: "lines of YAML",
    size: 250,
    request: (size) =>
      create(
        `metadata: {name: x}\ndata:\n${each(size, (n) => `  k${n}: v`, "\n")}\n`,
        configMaps,
        "application/yaml",
      ),
  },
  {
    what: "flow collections of YAML that are outdented",
    size: 62,
    request: (size) =>
      create(
        `metadata: {name: x}\ndata:\n${each(size, (n) => `  k${n}: [\n a,\n b]`, "\n")}\n`,
        configMaps,
        "application/yaml",
      ),
  },
  {
    what: "anchors of YAML and what points at them",
    size: 125,
    request: (size) =>
      create(
        `metadata: {name: x}\na: &a v\ndata:\n${each(size, (n) => `  k${n}: *a`, "\n")}\n`,
        configMaps,
        "application/yaml",
      ),
  },
  {
    what: "comments of YAML",
    size: 500,
    request: (size) =>
      create(
        `metadata: {name: x}\n${each(size, () => "# c", "\n")}\n`,
        configMaps,
        "application/yaml",
      ),
  },
  {
    what: "labels",
    size: 125,
    request: (size) =>
      create(`{"metadata":{"name":"x","labels":{${each(size, (n) => `"k${n}":"v"`)}}}}`),
  },
  {
    what: "owners",
    size: 62,
    request: (size) =>
      create(
        `{"metadata":{"name":"x","ownerReferences":[${each(size, (n) => `{"apiVersion":"v1","kind":"Pod","name":"a","uid":"${n}"}`)}]}}`,
      ),
  },
  {
    what: "owners that are wrong",
    size: 62,
    request: (size) =>
      create(`{"metadata":{"name":"x","ownerReferences":[${each(size, () => "{}")}]}}`),
  },
  {
    what: "finalizers",
    size: 125,
    request: (size) =>
      create(`{"metadata":{"name":"x","finalizers":[${each(size, (n) => `"a.b/f${n}"`)}]}}`),
  },
  {
    what: "managed fields that a client sends",
    size: 62,
    request: (size) =>
      create(
        `{"metadata":{"name":"x","managedFields":[${each(size, (n) => `{"manager":"m${n}","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:data":{"f:k${n}":{}}}}`)}]}}`,
      ),
  },
  {
    what: "operations of a JSON patch",
    size: 125,
    request: (size) =>
      patch(
        "json-patch+json",
        `[${each(size, (n) => `{"op":"add","path":"/data/k${n}","value":"v"}`)}]`,
        configMap,
      ),
  },
  {
    what: "insertions at the front of a list",
    size: 125,
    request: (size) =>
      patch(
        "json-patch+json",
        `[${each(size, (n) => `{"op":"add","path":"/spec/items/0","value":{"name":"x${n}"}}`)}]`,
        gadget,
      ),
  },
  {
    what: "members of a merge patch",
    size: 250,
    request: (size) =>
      patch("merge-patch+json", `{"data":{${each(size, (n) => `"k${n}":"v"`)}}}`, configMap),
  },
  {
    what: "elements of a strategic merge",
    size: 62,
    request: (size) =>
      patch(strategic, container(`"env":[${each(size, (n) => `{"name":"E${n}"}`)}]`), deployment),
  },
  {
    what: "a stated order of elements",
    size: 62,
    request: (size) =>
      patch(
        strategic,
        container(
          `"$setElementOrder/env":[${each(size, (n) => `{"name":"E${n}"}`)}],"env":[${each(size, (n) => `{"name":"E${n}"}`)}]`,
        ),
        deployment,
      ),
  },
  {
    what: "scalars that a strategic merge removes",
    size: 250,
    request: (size) =>
      patch(
        strategic,
        `{"metadata":{"$deleteFromPrimitiveList/finalizers":[${each(size, (n) => `"a.b/f${n}"`)}],"finalizers":[${each(size, (n) => `"a.b/g${n}"`)}]}}`,
        deployment,
      ),
  },
  {
    what: "members that a strategic merge retains",
    size: 250,
    request: (size) =>
      patch(
        strategic,
        `{"metadata":{"annotations":{"$retainKeys":[${each(size, (n) => `"k${n}"`)}],${each(size, (n) => `"k${n}":"v"`)}}}}`,
        deployment,
      ),
  },
  {
    what: "fields of an apply",
    size: 125,
    request: (size) =>
      patch(
        apply,
        `{"apiVersion":"v1","kind":"ConfigMap","data":{${each(size, (n) => `"k${n}":"v"`)}}}`,
        configMap,
      ),
  },
  {
    what: "keyed elements of an apply",
    size: 31,
    request: (size) =>
      patch(
        apply,
        applied(
          container(
            `"image":"i","env":[${each(size, (n) => `{"name":"E${n}","value":"v"}`)}]`,
          ).slice(1, -1),
        ),
        deployment,
      ),
  },
  {
    what: "elements of a set in an apply",
    size: 125,
    request: (size) =>
      patch(
        apply,
        applied(`"metadata":{"finalizers":[${each(size, (n) => `"a.b/f${n}"`)}]}`),
        deployment,
      ),
  },
  {
    what: "elements of a custom list with keys",
    size: 62,
    request: (size) =>
      patch(
        apply,
        `{"apiVersion":"growth.example/v1","kind":"Gadget","spec":{"items":[${each(size, (n) => `{"name":"x${n}"}`)}]}}`,
        gadget,
      ),
  },
  {
    what: "requirements of a label selector",
    size: 125,
    request: (size) => ({
      method: "GET",
      path: configMaps,
      query: [["labelSelector", each(size, (n) => `k${n}=v`)]],
    }),
  },
  {
    what: "values of a label selector",
    size: 250,
    request: (size) => ({
      method: "GET",
      path: configMaps,
      query: [["labelSelector", `k in (${each(size, (n) => `v${n}`)})`]],
    }),
  },
  {
    what: "terms of a field selector",
    size: 125,
    request: (size) => ({
      method: "GET",
      path: configMaps,
      query: [["fieldSelector", each(size, (n) => `metadata.name=n${n}`)]],
    }),
  },
  {
    what: "parameters of a query",
    size: 250,
    request: (size) => ({
      method: "GET",
      path: configMaps,
      query: Array.from({ length: size }, (_, n) => [`k${n}`, "v"] as const),
    }),
  },
  {
    what: "parts of a path",
    size: 500,
    request: (size) => ({ method: "GET", path: `/apis/a/v1/${each(size, () => "x", "/")}` }),
  },
  {
    what: "clauses of Accept",
    size: 250,
    request: (size) => ({
      method: "GET",
      path: configMaps,
      headers: { accept: `${each(size, (n) => `application/x${n};q=0.1`)},${json}` },
    }),
  },
  {
    what: "a continue token",
    size: 6250,
    request: (size) => ({
      method: "GET",
      path: configMaps,
      query: [["continue", "A".repeat(size)]],
    }),
  },
  {
    what: "the properties of a definition",
    size: 18,
    request: (size) =>
      create(
        definition(`{${each(size, (n) => `"p${n}":{"type":"string"}`)}}`),
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
      ),
  },
  {
    what: "the depth of a definition",
    size: 16,
    request: (size) =>
      create(
        definition(`${'{"p":{"type":"object","properties":'.repeat(size)}{}${"}}".repeat(size)}`),
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
      ),
  },
  {
    what: "containers of a pod",
    size: 16,
    request: (size) =>
      create(
        `{"metadata":{"name":"x"},"spec":{"containers":[${each(size, (n) => `{"name":"c${n}","image":"i"}`)}]}}`,
        pods,
      ),
  },
  {
    what: "volumes of a pod and their mounts",
    size: 16,
    request: (size) =>
      create(
        `{"metadata":{"name":"x"},"spec":{"volumes":[${each(size, (n) => `{"name":"v${n}","emptyDir":{}}`)}],"containers":[{"name":"c","image":"i","volumeMounts":[${each(size, (n) => `{"name":"v${n}","mountPath":"/m${n}"}`)}]}]}}`,
        pods,
      ),
  },
  {
    what: "ports of a service",
    size: 16,
    request: (size) =>
      create(
        `{"metadata":{"name":"x"},"spec":{"ports":[${each(size, (n) => `{"name":"p${n}","port":${n + 1}}`)}]}}`,
        "/api/v1/namespaces/default/services",
      ),
  },
  {
    what: "rules of a role",
    size: 62,
    request: (size) =>
      create(
        `{"metadata":{"name":"x"},"rules":[${each(size, (n) => `{"verbs":["get"],"apiGroups":[""],"resources":["r${n}"]}`)}]}`,
        "/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles",
      ),
  },
];
