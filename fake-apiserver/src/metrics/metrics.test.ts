import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../fake-apiserver.ts";
import type { ApiRequest, ApiResponse } from "../request/read/api-request.ts";
import { requestOf, send } from "../testing/send.ts";

function lab() {
  const simulation = new Simulation();
  const cluster = createCluster({ environment: simulation });
  const ask = (method: string, path: string, more: Partial<ApiRequest> = {}): ApiResponse =>
    send(cluster, method, path, more);
  const lines = (path = "/metrics"): readonly string[] => {
    const { body } = ask("GET", path);
    return body.kind === "text" ? body.text.split("\n") : [];
  };
  return { simulation, cluster, ask, lines };
}

const configMaps = "/api/v1/namespaces/default/configmaps";

test("answered requests are counted by verb, scope and code, as the real server labels them", () => {
  const { ask, lines } = lab();
  const create = { body: JSON.stringify({ metadata: { name: "a" } }) };
  ask("POST", configMaps, create);
  ask("POST", configMaps, create);
  ask("GET", configMaps);
  ask("GET", `${configMaps}/none`);
  ask("POST", configMaps, { ...create, query: [["dryRun", "All"]] });

  const line = (verb: string, scope: string, code: number, dryRun = ""): string =>
    `apiserver_request_total{code="${code}",component="apiserver",dry_run="${dryRun}",group="",resource="configmaps",scope="${scope}",subresource="",verb="${verb}",version="v1"} 1`;
  expect(lines()).toEqual(
    expect.arrayContaining([
      line("POST", "resource", 201),
      line("POST", "resource", 409),
      line("POST", "resource", 409, "All"),
      line("LIST", "namespace", 200),
      line("GET", "resource", 404),
    ]),
  );
});

test("objects and open watches are counted as they are", () => {
  const { ask, lines, simulation } = lab();
  ask("POST", configMaps, { body: JSON.stringify({ metadata: { name: "a" } }) });
  const opened = ask("GET", configMaps, { query: [["watch", "1"]] });
  const open =
    'apiserver_longrunning_requests{component="apiserver",group="",resource="configmaps",scope="namespace",subresource="",verb="WATCH",version="v1"} 1';

  expect(lines()).toContain(open);
  // One is the server's own.
  expect(lines()).toContain('apiserver_storage_objects{resource="configmaps"} 2');

  if (opened.body.kind !== "watch") throw new Error("no watch was opened");
  opened.body.stream.start({ frame: () => {}, end: () => {} })();
  simulation.runReady();
  expect(lines()).not.toContain(open);
});

test("how long a request took is observed, held back ones included", () => {
  const { cluster, simulation, ask, lines } = lab();
  cluster.faults.add({ on: { verb: "list" }, do: { latency: 2_500 } });
  cluster.apiserver.handle(requestOf("GET", configMaps), () => {});
  simulation.advanceBy(3_000);
  ask("GET", "/healthz");

  const buckets = lines().filter((line) => line.includes("_duration_seconds_bucket"));
  expect(buckets.find((line) => line.includes('le="2"'))).toMatch(/ 0$/);
  expect(buckets.find((line) => line.includes('le="3"'))).toMatch(/ 1$/);
});

test("the level indicators say that every health check passes", () => {
  const { lines } = lab();

  expect(lines("/metrics/slis")).toContain('kubernetes_healthcheck{name="ping",type="readyz"} 1');
});

test("what services have, who asks, and where requests belong is counted under the real server's names", () => {
  const { ask, lines } = lab();
  const spec = { type: "NodePort", ports: [{ port: 80 }] };
  ask("POST", "/api/v1/namespaces/default/services", {
    body: JSON.stringify({ metadata: { name: "web" }, spec }),
  });
  ask("GET", "/api/v1/componentstatuses");

  expect(lines()).toEqual(
    expect.arrayContaining([
      'kube_apiserver_clusterip_allocator_allocated_ips{cidr="10.96.0.0/16"} 2',
      'kube_apiserver_clusterip_allocator_available_ips{cidr="10.96.0.0/16"} 65532',
      "kube_apiserver_nodeport_allocator_allocated_ports 1",
      'apiserver_flowcontrol_nominal_limit_seats{priority_level="global-default"} 49',
      'apiserver_flowcontrol_nominal_limit_seats{priority_level="catch-all"} 13',
      'aggregator_unavailable_apiservice{name="v1.apps"} 0',
      'apiserver_requested_deprecated_apis{group="",removed_release="",resource="componentstatuses",subresource="",version="v1"} 1',
      'authentication_attempts{result="success"} 3',
      'authorization_attempts_total{result="allowed"} 3',
    ]),
  );
});

// As a kube-apiserver v1.35.4 counts; of 51 series after 163 random requests all are alike.
test("what Pod Security finds is counted by what was demanded, its exemptions from the beginning", () => {
  const { cluster, ask, lines } = lab();
  const pod = "pod_security_evaluations_total";
  const demand = (mode: string) => `mode="${mode}",policy_level="baseline",policy_version="latest"`;
  const labels = {
    "pod-security.kubernetes.io/enforce": "baseline",
    "pod-security.kubernetes.io/audit": "baseline",
  };
  cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "strict", labels } });
  const make = (name: string, spec: object): void => {
    const body = { metadata: { name }, spec: { containers: [{ name: "a", image: "a" }], ...spec } };
    ask("POST", "/api/v1/namespaces/strict/pods", { body: JSON.stringify(body) });
  };
  make("a", {});
  make("b", { hostNetwork: true });

  const what = 'request_operation="create",resource="pod",subresource=""';
  expect(lines().filter((line) => line.startsWith("pod_security_"))).toEqual(
    expect.arrayContaining([
      `${pod}{decision="allow",${demand("enforce")},${what}} 1`,
      `${pod}{decision="deny",${demand("enforce")},${what}} 1`,
      `${pod}{decision="deny",${demand("audit")},${what}} 1`,
      `pod_security_exemptions_total{${what}} 0`,
    ]),
  );
});

test("events are counted as they are sent, those of watches that have ended as well", () => {
  const { ask, lines, simulation } = lab();
  const counted = 'apiserver_watch_events_total{group="",resource="configmaps",version="v1"}';
  const opened = ask("GET", configMaps, {
    query: [
      ["watch", "1"],
      ["resourceVersion", "1"],
    ],
  });
  if (opened.body.kind !== "watch") throw new Error("no watch was opened");
  ask("POST", configMaps, { body: JSON.stringify({ metadata: { name: "a" } }) });

  expect(lines()).toContain(`${counted} 1`);

  opened.body.stream.start({ frame: () => {}, end: () => {} })();
  simulation.runReady();
  expect(lines()).toContain(`${counted} 1`);
});

test("gates, versions and how long it took to know who asks and what he may do are told", () => {
  const { ask, lines } = lab();
  ask("GET", configMaps);

  for (const line of [
    'kubernetes_feature_enabled{name="WatchList",stage="BETA"} 1',
    'version_info{binary="1.35.4",component="kube",emulation="1.35",min_compat="1.34"} 1',
    "apiserver_audit_event_total 0",
  ])
    expect(lines()).toContain(line);
  expect(lines().some((line) => /^authentication_duration_seconds_count.* [1-9]/.test(line))).toBe(
    true,
  );
  expect(lines().some((line) => /^authorization_duration_seconds_count.* [1-9]/.test(line))).toBe(
    true,
  );
});
