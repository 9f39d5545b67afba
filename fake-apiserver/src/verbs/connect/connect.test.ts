import type { KubernetesObject, Status } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { jsonOf, send } from "../../testing/send.ts";

const cluster = createCluster({
  environment: new Simulation(),
  controllers: { namespaces: false, gc: false, pods: false },
  objects: `
apiVersion: v1
kind: Node
metadata: {name: here}
status: {addresses: [{type: InternalIP, address: 192.0.2.1}]}
---
apiVersion: v1
kind: Node
metadata: {name: homeless}
---
apiVersion: v1
kind: Pod
metadata: {name: homeless}
spec: {nodeName: homeless, containers: [{name: a, image: i}]}
---
apiVersion: v1
kind: Service
metadata: {name: alone}
spec: {ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: empty}
spec: {ports: [{name: http, port: 80}]}
---
apiVersion: v1
kind: Endpoints
metadata: {name: empty}
subsets: [{addresses: [{ip: 192.0.2.7}], ports: [{name: other, port: 80}]}]
---
apiVersion: v1
kind: Pod
metadata: {name: waiting}
spec: {containers: [{name: only, image: i}], initContainers: [{name: first, image: i}]}
---
apiVersion: v1
kind: Pod
metadata: {name: two}
spec: {nodeName: here, containers: [{name: a, image: i}, {name: b, image: i}]}
---
apiVersion: v1
kind: Pod
metadata: {name: lost}
spec: {nodeName: gone, containers: [{name: a, image: i}]}
`,
});

function ask(method: string, target: string): { readonly status: number; readonly text: string } {
  const response = send(cluster, method, `/api/v1/namespaces/default/${target}`);
  return { status: response.status, text: jsonOf<Status | undefined>(response)?.message ?? "" };
}

// What the real server of 1.35 answered to the same.
test.each([
  ["GET", "pods/waiting/log", 204, ""],
  [
    "GET",
    "pods/two/log",
    400,
    "a container name must be specified for pod two, choose one of: [a b]",
  ],
  ["GET", "pods/two/log?container=c", 400, "container c is not valid for pod two"],
  ["GET", "pods/lost/log", 404, 'pods "gone" not found'],
  ["GET", "pods/none/log?tailLines=x", 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
  [
    "GET",
    "pods/two/log?tailLines=-1&limitBytes=0&sinceSeconds=-1",
    422,
    'PodLogOptions "two" is invalid: [tailLines: Invalid value: -1: must be greater than or equal to 0, limitBytes: Invalid value: 0: must be greater than 0, sinceSeconds: Invalid value: -1: must be greater than 0]',
  ],
  [
    "GET",
    "pods/two/log?sinceTime=2026-01-01",
    400,
    'parsing time "2026-01-01" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"',
  ],
  ["POST", "pods/waiting/exec?command=ls", 400, "pod waiting does not have a host assigned"],
  ["GET", "pods/waiting/attach", 400, "pod waiting does not have a host assigned"],
  [
    "GET",
    "pods/waiting/portforward?ports=x",
    400,
    'cannot convert to []int32: strconv.ParseUint: parsing "x": invalid syntax',
  ],
  ["GET", "pods/waiting/proxy/a/b", 400, "address not allowed"],
  ["GET", "services/https:none:80/proxy/a", 404, 'services "none" not found'],
  ["GET", "pods/homeless/log", 500, "no preferred addresses found; known addresses: []"],
  [
    "POST",
    "pods/homeless/exec?command=a",
    500,
    "no preferred addresses found; known addresses: []",
  ],
  ["GET", "services/alone/proxy/", 404, 'services "alone" not found'],
  ["GET", "services/empty/proxy/", 503, 'no endpoints available for service "empty"'],
  ["GET", "services/empty:80/proxy/", 503, 'no endpoints available for service "empty"'],
  ["GET", "services/empty:81/proxy/", 503, 'no service port 81 found for service "empty"'],
  ["GET", "services/ftp:empty:http/proxy/", 400, 'invalid service request "ftp:empty:http"'],
])("%s %s answers %d %s", (method, target, status, text) => {
  expect(ask(method, target)).toEqual({ status, text });
});

test("what a kubelet would have to answer is refused by name", () => {
  const { status, text } = ask("GET", "pods/two/log?container=a");

  expect(status).toBe(501);
  expect(text).toContain("pods/log");
});

// As kube-apiserver v1.35.4 answered.
test.for(["exec", "attach", "portforward"])(
  "who may only get pods/%s does not get in by GET either, as WebSockets begin",
  (subresource) => {
    const group = "rbac.authorization.k8s.io";
    const mine = createCluster({
      environment: new Simulation(),
      tokens: [{ token: "bob", name: "bob", groups: [] }],
    });
    const allow = (verb: string): void => {
      const metadata = { name: verb, namespace: "default" };
      const rules = [
        {
          apiGroups: [""],
          resources: [`pods/${subresource}`],
          resourceNames: ["p"],
          verbs: [verb],
        },
      ];
      mine.create({ apiVersion: `${group}/v1`, kind: "Role", metadata, rules } as KubernetesObject);
      mine.create({
        apiVersion: `${group}/v1`,
        kind: "RoleBinding",
        metadata,
        roleRef: { apiGroup: group, kind: "Role", name: verb },
        subjects: [{ kind: "User", name: "bob", apiGroup: group }],
      } as KubernetesObject);
    };
    const message = (): string => {
      const path = `/api/v1/namespaces/default/pods/p/${subresource}`;
      const headers = { authorization: "Bearer bob" };
      return jsonOf(send(mine, "GET", path, { headers })).message ?? "";
    };

    allow("get");
    expect(message()).toBe('pods "p" is forbidden: ');
    allow("create");
    expect(message()).toBe('pods "p" not found');
  },
);
