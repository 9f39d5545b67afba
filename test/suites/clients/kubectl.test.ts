import { kubectlProblem } from "@informerlab/tools/kubectl";
import { afterAll, test as base, beforeAll, expect } from "vitest";
import { type KubectlLab, startKubectlLab } from "./kubectl-lab.ts";

const problem = kubectlProblem();
const test = problem === undefined ? base : base.skip;

let lab: KubectlLab;
const kubectl = (...args: string[]) => lab.kubectl(args);
const ok = (...args: string[]) => lab.ok(args);

beforeAll(async () => {
  if (problem === undefined) lab = await startKubectlLab();
});

afterAll(async () => {
  if (problem === undefined) await lab[Symbol.asyncDispose]();
});

function rows(table: string): readonly (readonly string[])[] {
  return table
    .trimEnd()
    .split("\n")
    .map((line) => line.split(/\s{2,}/));
}

const nodeManifest = (name: string) =>
  JSON.stringify({ apiVersion: "v1", kind: "Node", metadata: { name } });

test("kubectl get -w shows what create, label, taint, annotate and delete do to a node", async () => {
  const lines = lab.watch(["get", "nodes", "-w", "--output-watch-events"]);
  await expect
    .poll(() => [...lab.cluster.apiserver.hub.watchers("nodes")].length, { timeout: 20_000 })
    .toBe(1);

  expect(await lab.ok(["create", "-f", "-"], nodeManifest("worker"))).toBe("node/worker created\n");
  expect(await ok("label", "node", "worker", "zone=a")).toBe("node/worker labeled\n");
  expect(await ok("taint", "node", "worker", "gpu=yes:NoSchedule")).toBe("node/worker tainted\n");
  expect(await ok("annotate", "node", "worker", "note=hello")).toBe("node/worker annotated\n");
  const seen = lab.cluster.get("nodes", "worker");
  expect(await ok("delete", "node", "worker")).toBe('node "worker" deleted\n');

  expect(seen).toMatchObject({
    metadata: { labels: { zone: "a" }, annotations: { note: "hello" } },
    spec: {
      taints: expect.arrayContaining([{ key: "gpu", value: "yes", effect: "NoSchedule" }]),
    },
  });
  const verbs = ["EVENT", "ADDED", "MODIFIED", "MODIFIED", "MODIFIED", "DELETED"];
  await expect.poll(() => lines.map((line) => line.split(/\s+/)[0])).toEqual(verbs);
  expect(lines.slice(1).every((line) => /^\w+ +worker +Unknown/.test(line))).toBe(true);
});

test("kubectl get prints the columns of the kind, also wide and by label", async () => {
  await lab.ok(["apply", "-f", "-"], nodeManifest("table"));
  await ok("label", "node", "table", "node-role.kubernetes.io/control-plane=");

  const [columns, row] = rows(await ok("get", "node", "table"));
  const [wide] = rows(await ok("get", "nodes", "-o", "wide"));
  const named = await ok(
    "get",
    "nodes",
    "-l",
    "node-role.kubernetes.io/control-plane",
    "-o",
    "name",
  );

  expect(columns).toEqual(["NAME", "STATUS", "ROLES", "AGE", "VERSION"]);
  expect(row?.slice(0, 3)).toEqual(["table", "Unknown", "control-plane"]);
  expect(wide).toContain("INTERNAL-IP");
  expect(named).toBe("node/table\n");
});

test("kubectl get -o yaml and jsonpath show the whole object", async () => {
  await ok("create", "configmap", "shown", "--from-literal=a=1");

  expect(await ok("get", "configmap", "shown", "-o", "yaml")).toMatch(
    /^apiVersion: v1\ndata:\n {2}a: "1"\nkind: ConfigMap\nmetadata:\n/,
  );
  expect(await ok("get", "configmap", "shown", "-o", "jsonpath={.data.a}")).toBe("1");
});

test("kubectl create namespace, configmap, secret and deployment send protobuf and are understood", async () => {
  expect(await ok("create", "namespace", "lab")).toBe("namespace/lab created\n");
  expect(await ok("create", "configmap", "one", "-n", "lab", "--from-literal=k=v")).toBe(
    "configmap/one created\n",
  );
  expect(await ok("create", "secret", "generic", "two", "-n", "lab", "--from-literal=p=q")).toBe(
    "secret/two created\n",
  );
  expect(
    await ok("create", "deployment", "web", "-n", "lab", "--image=nginx", "--replicas=2"),
  ).toBe("deployment.apps/web created\n");

  expect(lab.cluster.get("configmaps", "lab/one")).toMatchObject({ data: { k: "v" } });
  expect(lab.cluster.get("secrets", "lab/two")).toMatchObject({ data: { p: "cQ==" } });
  expect(lab.cluster.get("deployments.apps", "lab/web")).toMatchObject({
    spec: { replicas: 2, template: { spec: { containers: [{ image: "nginx" }] } } },
  });
});

test("what exists already and what is not there are told in kubectl's words", async () => {
  await ok("create", "namespace", "taken");

  const again = await kubectl("create", "namespace", "taken");
  const missing = await kubectl("get", "pod", "nobody");

  expect(again).toMatchObject({
    code: 1,
    err: 'Error from server (AlreadyExists): namespaces "taken" already exists\n',
  });
  expect(missing).toMatchObject({
    code: 1,
    err: 'Error from server (NotFound): pods "nobody" not found\n',
  });
});

const deployment = (replicas: number) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: applied, namespace: default}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: applied}}
  template:
    metadata: {labels: {app: applied}}
    spec: {containers: [{name: main, image: nginx}]}
`;

test("kubectl apply creates, leaves alone, configures; diff shows what it would do", async () => {
  expect(await lab.ok(["apply", "-f", "-"], deployment(1))).toBe(
    "deployment.apps/applied created\n",
  );
  expect(await lab.ok(["apply", "-f", "-"], deployment(1))).toBe(
    "deployment.apps/applied unchanged\n",
  );
  const diff = await lab.kubectl(["diff", "-f", "-"], deployment(3));
  expect(await lab.ok(["apply", "-f", "-"], deployment(3))).toBe(
    "deployment.apps/applied configured\n",
  );

  expect(diff).toMatchObject({
    code: 1,
    out: expect.stringMatching(/-\s+replicas: 1\n\+\s+replicas: 3/),
  });
  expect(lab.cluster.get("deployments.apps", "default/applied")).toMatchObject({
    spec: { replicas: 3 },
  });
});

test("kubectl apply --server-side owns fields and meets conflicts", async () => {
  const manifest = (value: string) =>
    JSON.stringify({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "owned" },
      data: { a: value },
    });
  const apply = (manager: string, value: string) =>
    lab.kubectl(["apply", "--server-side", "--field-manager", manager, "-f", "-"], manifest(value));

  const first = await apply("first", "1");
  const second = await apply("second", "2");

  expect(first.out).toBe("configmap/owned serverside-applied\n");
  expect(second.code).toBe(1);
  expect(second.err).toContain('conflict with "first": .data.a');
});

test("kubectl scale and patch change what they say", async () => {
  await lab.ok(["apply", "-f", "-"], deployment(1).replaceAll("applied", "scaled"));

  expect(await ok("scale", "deployment", "scaled", "--replicas=4")).toBe(
    "deployment.apps/scaled scaled\n",
  );
  await ok("patch", "deployment", "scaled", "-p", '{"spec":{"paused":true}}');
  await ok(
    "patch",
    "deployment",
    "scaled",
    "--type=json",
    "-p",
    '[{"op":"add","path":"/metadata/labels","value":{"x":"y"}}]',
  );

  expect(lab.cluster.get("deployments.apps", "default/scaled")).toMatchObject({
    metadata: { labels: { x: "y" } },
    spec: { replicas: 4, paused: true },
  });
});

test("kubectl wait sees a condition come and an object go", async () => {
  await ok("create", "configmap", "waited", "--from-literal=a=1");
  await lab.ok(["create", "-f", "-"], nodeManifest("soon"));
  const ready = ok("wait", "node/soon", "--for=condition=Ready", "--timeout=30s");
  await expect
    .poll(() => [...lab.cluster.apiserver.hub.watchers("nodes")].length, { timeout: 20_000 })
    .toBeGreaterThan(0);

  const node = lab.cluster.get("nodes", "soon");
  lab.cluster.updateStatus({
    ...node,
    status: { conditions: [{ type: "Ready", status: "True" }] },
  } as never);
  const gone = ok("wait", "configmap/waited", "--for=delete", "--timeout=30s");
  await expect
    .poll(() => [...lab.cluster.apiserver.hub.watchers("configmaps")].length, { timeout: 20_000 })
    .toBeGreaterThan(0);
  lab.cluster.delete("configmaps", "default/waited");

  expect(await ready).toBe("node/soon condition met\n");
  expect(await gone).toBe("configmap/waited condition met\n");
});

test("kubectl run, get pods and delete walk a pod through its life", async () => {
  await ok("create", "namespace", "pods");
  await ok("run", "one", "-n", "pods", "--image=nginx");

  const [columns, row] = rows(await ok("get", "pods", "-n", "pods"));
  const deleted = await ok("delete", "pod", "one", "-n", "pods", "--grace-period=1");

  expect(columns).toEqual(["NAME", "READY", "STATUS", "RESTARTS", "AGE"]);
  expect(row?.slice(0, 3)).toEqual(["one", "0/1", "Pending"]);
  expect(deleted).toContain('pod "one" deleted');
});

test("kubectl delete namespace waits until it is empty and gone", async () => {
  await ok("create", "namespace", "doomed");
  await ok("create", "configmap", "inside", "-n", "doomed", "--from-literal=a=1");

  expect(await ok("delete", "namespace", "doomed")).toContain('namespace "doomed" deleted');

  expect(lab.cluster.get("configmaps", "doomed/inside")).toBeUndefined();
});

test("kubectl explain, api-resources, api-versions and version read discovery and schemas", async () => {
  const resources = await ok("api-resources", "--no-headers", "-o", "wide");

  expect(resources).toMatch(
    /^pods +po +v1 +true +Pod +create,delete,deletecollection,get,list,patch,update,watch/m,
  );
  expect(resources).toMatch(/^deployments +deploy +apps\/v1 +true +Deployment/m);
  expect((await ok("api-versions")).split("\n")).toContain("apps/v1");
  expect(await ok("explain", "pod.spec.containers.image")).toMatch(/FIELD: image <string>/);
  expect(await ok("version")).toMatch(/Server Version: v1\.\d+\.\d+/);
});

const definition = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.lab.example.com}
spec:
  group: lab.example.com
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget, shortNames: [wd]}
  versions:
  - name: v1
    served: true
    storage: true
    additionalPrinterColumns: [{name: Size, type: integer, jsonPath: .spec.size}]
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec: {type: object, properties: {size: {type: integer, maximum: 9}}}
`;

test("a custom resource is defined, used under its short name, and validated", async () => {
  await lab.ok(["apply", "-f", "-"], definition);
  await ok("wait", "crd/widgets.lab.example.com", "--for=condition=Established", "--timeout=30s");
  const widget = (size: number) =>
    `{apiVersion: lab.example.com/v1, kind: Widget, metadata: {name: w}, spec: {size: ${size}}}`;

  await lab.ok(["apply", "-f", "-"], widget(3));
  const [columns, row] = rows(await ok("get", "wd"));
  const refused = await lab.kubectl(["apply", "-f", "-"], widget(10));

  expect([columns, row]).toEqual([
    ["NAME", "SIZE"],
    ["w", "3"],
  ]);
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("spec.size") });
});

test("unknown fields and wrong types in a manifest are refused before anything is written", async () => {
  const refused = await lab.kubectl(
    ["apply", "-f", "-"],
    "{apiVersion: v1, kind: ConfigMap, metadata: {name: bad}, dta: {a: b}}",
  );

  expect(refused.code).toBe(1);
  expect(refused.err).toContain('unknown field "dta"');
  expect(lab.cluster.get("configmaps", "default/bad")).toBeUndefined();
});

test("kubectl auth whoami and can-i know who comes with the certificate", async () => {
  expect(await ok("auth", "whoami", "-o", "jsonpath={.status.userInfo.username}")).toBe("admin");
  expect(await ok("auth", "can-i", "create", "pods")).toBe("yes\n");
});
