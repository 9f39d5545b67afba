import type { KubernetesObject } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../fake-apiserver.ts";
import type { ApiResponse, UserIdentity } from "../request/read/api-request.ts";
import type { ServerSettings } from "../request/server-settings.ts";
import { requestOf, send } from "../testing/send.ts";

const apiVersion = "flowcontrol.apiserver.k8s.io/v1";
const master: UserIdentity = { name: "root", groups: ["system:masters"] };

interface Level {
  readonly limited: object;
  readonly distinguisher?: string;
}

/** A level of its own for everybody's ConfigMaps, which has half of ten seats. */
function crowded({ limited, distinguisher }: Level, settings: Partial<ServerSettings> = {}) {
  const simulation = new Simulation();
  const own: unknown = [
    {
      apiVersion,
      kind: "PriorityLevelConfiguration",
      metadata: { name: "own" },
      spec: { type: "Limited", limited: { nominalConcurrencyShares: 245, ...limited } },
    },
    {
      apiVersion,
      kind: "FlowSchema",
      metadata: { name: "own" },
      spec: {
        priorityLevelConfiguration: { name: "own" },
        matchingPrecedence: 50,
        ...(distinguisher === undefined ? {} : { distinguisherMethod: { type: distinguisher } }),
        rules: [
          {
            subjects: [{ kind: "Group", group: { name: "system:authenticated" } }],
            resourceRules: [
              { verbs: ["*"], apiGroups: [""], resources: ["configmaps"], namespaces: ["*"] },
            ],
          },
        ],
      },
    },
  ];
  const cluster = createCluster({
    environment: simulation,
    objects: own as KubernetesObject[],
    authorizationMode: ["AlwaysAllow"],
    settings: { requestLimits: { reading: 6, writing: 4 }, ...settings },
  });
  // Nothing is answered until it is let through.
  const gate = cluster.gate({ resource: "configmaps" });
  return { simulation, cluster, gate };
}

class Asked {
  answer: ApiResponse | undefined;
  readonly cancel: () => void;

  constructor(cluster: FakeCluster, user: string | UserIdentity, target = "", method = "GET") {
    const identity =
      typeof user === "string" ? { name: user, groups: ["system:authenticated"] } : user;
    const path = `/api/v1/namespaces/default/configmaps${target}`;
    const request = requestOf(method, path, { user: identity });
    this.cancel = cluster.apiserver.handle(request, (response) => {
      this.answer = response;
    });
  }
}

function askMany(cluster: FakeCluster, count: number, user = "ann"): readonly Asked[] {
  return Array.from({ length: count }, () => new Asked(cluster, user));
}

const reject = { limitResponse: { type: "Reject" }, borrowingLimitPercent: 0 };

function queue(queues: number, handSize: number, queueLengthLimit: number) {
  const queuing = { queues, handSize, queueLengthLimit };
  return { limitResponse: { type: "Queue", queuing }, borrowingLimitPercent: 0 };
}

test("a level without queues refuses what it has no seat for, and says when to come again", () => {
  const { cluster, gate } = crowded({ limited: reject });

  const asked = askMany(cluster, 6);

  expect(gate.waiting).toBe(5);
  expect(asked[5]?.answer).toMatchObject({
    status: 429,
    headers: {
      "retry-after": "1",
      "content-type": "text/plain; charset=utf-8",
      "x-kubernetes-pf-flowschema-uid": expect.stringMatching(/./),
      "x-kubernetes-pf-prioritylevel-uid": expect.stringMatching(/./),
    },
    body: { kind: "text", text: "Too many requests, please try again later.\n" },
  });
});

test("seats are free again once a request is answered, or its client has gone", () => {
  const { cluster, gate } = crowded({ limited: reject });
  const first = askMany(cluster, 5);

  gate.release();
  expect(first.map(({ answer }) => answer?.status)).toEqual([200, 200, 200, 200, 200]);
  const second = askMany(cluster, 5);
  for (const { cancel } of second) cancel();
  const third = askMany(cluster, 6);

  expect([gate.waiting, third[5]?.answer?.status]).toEqual([5, 429]);
});

test("who finds no seat waits, the oldest first, and what finds no queue is refused", () => {
  const { cluster, gate, simulation } = crowded({ limited: queue(1, 1, 2) });
  const asked = askMany(cluster, 8);
  expect([gate.waiting, asked[7]?.answer?.status]).toEqual([5, 429]);

  asked[0]?.cancel();
  gate.release();
  simulation.runReady();

  expect(gate.waiting).toBe(2);
  expect(asked.slice(5).map(({ answer }) => answer?.status)).toEqual([undefined, undefined, 429]);
});

test("who waits for a seat when the cluster begins anew is sent away, and does nothing in the new one", () => {
  const { cluster, gate, simulation } = crowded({ limited: queue(1, 1, 9) });
  const inside = askMany(cluster, 5);
  const waiting = new Asked(cluster, "ann", "?dryRun=All", "DELETE");

  cluster.reset();
  expect(inside.map(({ answer }) => answer?.status)).toEqual([200, 200, 200, 200, 200]);
  expect(waiting.answer?.body).toEqual({ kind: "reset", after: "nothing" });
  simulation.advanceBy(60_000);

  const asked = askMany(cluster, 6);
  expect(gate.waiting).toBe(0);
  expect(asked.map(({ answer }) => answer?.status)).toEqual([200, 200, 200, 200, 200, 200]);
});

test("who waits for a quarter of his time is refused", () => {
  const { cluster, simulation } = crowded({ limited: queue(1, 1, 9) });
  askMany(cluster, 5);
  const patient = new Asked(cluster, "ann");
  const hasty = new Asked(cluster, "ann", "?timeout=8s");

  simulation.advanceBy(2000);
  expect([hasty.answer?.status, patient.answer]).toEqual([429, undefined]);
  simulation.advanceBy(13_000);
  expect(patient.answer?.status).toBe(429);
});

test("users who share a level take turns, however much one of them asks", () => {
  const { cluster, gate, simulation } = crowded({
    limited: queue(64, 4, 50),
    distinguisher: "ByUser",
  });
  const many = askMany(cluster, 20);
  const one = new Asked(cluster, "bob");

  many[0]?.cancel();
  many[1]?.cancel();
  gate.release();
  simulation.runReady();
  gate.release();

  expect(one.answer?.status).toBe(200);
  expect(many.filter(({ answer }) => answer !== undefined).length).toBeLessThan(10);
});

test("a level lends seats that it does not need, and borrows what others lend", () => {
  const { cluster, gate, simulation } = crowded({
    limited: { ...queue(1, 1, 50), borrowingLimitPercent: 100 },
  });
  askMany(cluster, 20);
  const before = gate.waiting;

  simulation.advanceBy(10_000);

  expect(gate.waiting).toBeGreaterThan(before);
});

test("an administrator is never kept waiting", () => {
  const { cluster, gate } = crowded({ limited: reject });

  for (let asked = 0; asked < 30; asked++) new Asked(cluster, master, `/${asked}`);

  expect(gate.waiting).toBe(30);
});

test("a list takes a seat for each hundred objects, as far as its level allows", () => {
  const { cluster, gate } = crowded(
    { limited: queue(1, 1, 50) },
    {
      requestLimits: { reading: 40, writing: 20 },
    },
  );
  for (let made = 0; made < 301; made++)
    cluster.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: `c${made}` } });

  askMany(cluster, 20);

  // Thirty seats, four for each list.
  expect(gate.waiting).toBe(7);
});

test("a watch gives its seat back once it has begun", () => {
  const { cluster, gate } = crowded({ limited: reject });
  const watches = Array.from({ length: 5 }, () => new Asked(cluster, "ann", "?watch=true"));
  gate.release();

  expect(watches.map(({ answer }) => answer?.status)).toEqual([200, 200, 200, 200, 200]);
  askMany(cluster, 5);
  expect(gate.waiting).toBe(5);
  for (const { cancel } of watches) cancel();
});

test("without priority and fairness, reads and writes are counted, watches and administrators are not", () => {
  const { cluster, gate } = crowded({ limited: reject }, { hasPriorityAndFairness: false });

  const reads = askMany(cluster, 7);
  const writes = Array.from({ length: 5 }, () => new Asked(cluster, "ann", "/a", "DELETE"));
  const watch = new Asked(cluster, "ann", "?watch=true");
  new Asked(cluster, master);

  expect(gate.waiting).toBe(6 + 4 + 1 + 1);
  expect([reads[6], writes[4], watch].map((asked) => asked?.answer?.status)).toEqual([
    429,
    429,
    undefined,
  ]);
  expect(reads[6]?.answer?.headers).not.toHaveProperty("x-kubernetes-pf-flowschema-uid");
  watch.cancel();
});

test("who waits and who is served is told to people and to Prometheus", () => {
  const { cluster } = crowded({ limited: queue(1, 1, 2) });
  askMany(cluster, 8);
  const textOf = (path: string): string => {
    const { body } = send(cluster, "GET", path, { user: master });
    return body.kind === "text" ? body.text : "";
  };

  const levels = textOf("/debug/api_priority_and_fairness/dump_priority_levels");
  expect(levels).toMatch(/^own, +1, +false, +false, +2, +5, +5, +1, +0, +0$/m);
  expect(textOf("/debug/api_priority_and_fairness/dump_queues")).toMatch(/^own, +0, +2, +5, +5,/m);
  const requests = textOf("/debug/api_priority_and_fairness/dump_requests?includeRequestDetails=1");
  expect(requests.match(/^own, /gm)?.length).toBe(7);
  const metrics = textOf("/metrics");
  const labels = '{flow_schema="own",priority_level="own"}';
  for (const line of [
    `apiserver_flowcontrol_current_inqueue_requests${labels} 2`,
    `apiserver_flowcontrol_current_executing_seats${labels} 5`,
    'apiserver_flowcontrol_rejected_requests_total{flow_schema="own",priority_level="own",reason="queue-full"} 1',
    'apiserver_request_terminations_total{code="429",component="apiserver",group="",resource="configmaps",scope="namespace",subresource="",verb="LIST",version="v1"} 1',
  ])
    expect(metrics).toContain(`${line}\n`);
});
