import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { send } from "../../testing/send.ts";
import type { EventLimit } from "./event-rate-limit.ts";

function lab(...limits: readonly EventLimit[]) {
  const simulation = new Simulation();
  const cluster = createCluster({
    environment: simulation,
    admissionPlugins: { enable: ["EventRateLimit"], eventRateLimit: { limits } },
  });
  let count = 0;
  const post = (name: string, query: readonly (readonly [string, string])[] = []): string => {
    const body = {
      metadata: { name: `e${count++}` },
      involvedObject: { kind: "Pod", namespace: "default", name },
      source: { component: "kubelet" },
    };
    const path = "/api/v1/namespaces/default/events";
    const answer = send(cluster, "POST", path, { query, body: JSON.stringify(body) });
    return answer.body.kind === "json"
      ? String((answer.body.value as { readonly message?: string }).message ?? answer.status)
      : String(answer.status);
  };
  return { simulation, post };
}

test("no more events are taken than a limit allows, and again as time goes on", () => {
  const { simulation, post } = lab({ type: "Server", qps: 1, burst: 2 });
  const refusal = "Too many requests: limit reached on type Server for key ";

  expect([post("a"), post("a"), post("a")]).toEqual(["201", "201", refusal]);
  simulation.advanceBy(1_000);
  expect([post("a"), post("a")]).toEqual(["201", refusal]);
});

// As kube-apiserver v1.35.4 says it.
test("each limit is asked, and all that refuse are told", () => {
  const { post } = lab(
    { type: "Namespace", qps: 1, burst: 1 },
    { type: "SourceAndObject", qps: 1, burst: 1 },
  );
  const full = "limit reached on type Namespace for key default";

  expect(post("a")).toBe("201");
  expect(post("b")).toBe(`Too many requests: ${full}`);
  expect(post("b")).toBe(
    `Too many requests: [${full}, limit reached on type SourceAndObject for key kubeletPoddefaultb]`,
  );
});

test("what is only tried counts for nothing", () => {
  const { post } = lab({ type: "Server", qps: 1, burst: 1 });

  post("a", [["dryRun", "All"]]);

  expect(post("a")).toBe("201");
});

test("who is forgotten begins anew", () => {
  const { post } = lab({ type: "SourceAndObject", qps: 1, burst: 1, cacheSize: 1 });

  expect([post("a"), post("b"), post("a")]).toEqual(["201", "201", "201"]);
});
