import { expect, test } from "vitest";
import { ObjectClient } from "../client/object-client.ts";
import { linkedStop } from "../environment/own-stop.ts";
import type { StopSignal } from "../environment/stop-signal.ts";
import { resources } from "../kinds/resources.generated.ts";
import { MetricsRegistry } from "../metrics/metrics-registry.ts";
import { prometheusText } from "../metrics/prometheus-text.ts";
import { Simulation } from "../simulation/simulation.ts";
import { ObjectServer } from "../testing/object-server.ts";
import { LeaderElector } from "./leader-elector.ts";
import type { LeaderElectorOptions } from "./leader-elector-options.ts";
import { LeaseLock } from "./lease-lock.ts";

const leasePath = "/apis/coordination.k8s.io/v1/namespaces/default/leases/lock";

function setUp() {
  const simulation = new Simulation({ seed: 3 });
  const server = new ObjectServer();
  const candidate = (identity: string, options: Partial<LeaderElectorOptions> = {}) => {
    const heard: string[] = [];
    const start = simulation.now();
    const note = (what: string): void =>
      void heard.push(`${what} ${(simulation.now() - start) / 1000}`);
    const stop = linkedStop(undefined);
    let leading: StopSignal | undefined;
    const metrics = new MetricsRegistry();
    const elector = new LeaderElector(simulation, {
      lock: new LeaseLock({
        leases: new ObjectClient(server, resources.coordination.v1.leases),
        namespace: "default",
        name: "lock",
        identity,
      }),
      metrics,
      onStartedLeading: (signal) => {
        leading = signal;
        note("leads");
      },
      onStoppedLeading: () => note("stopped"),
      onNewLeader: (leader) => void heard.push(`leader ${leader}`),
      ...options,
    });
    const isOver = elector.run(stop.signal);
    return { elector, heard, stop, metrics, isOver, leading: () => leading };
  };
  const lease = () =>
    (server.get(leasePath) as { spec: Record<string, unknown> } | undefined)?.spec;
  return { simulation, server, candidate, lease };
}

test("the first candidate leads at once and renews every retry period", async () => {
  const { simulation, server, candidate, lease } = setUp();
  const { elector, heard } = candidate("a");

  await simulation.advanceByAsync(9000);

  expect(heard).toEqual(["leader a", "leads 0"]);
  expect(elector.isLeader).toBe(true);
  expect(lease()).toMatchObject({
    holderIdentity: "a",
    leaseDurationSeconds: 15,
    leaseTransitions: 0,
  });
  expect(server.requests.filter(({ method }) => method === "PUT")).toHaveLength(5);
});

test("another candidate waits for a lease duration after the last renewal that it saw", async () => {
  const { simulation, server, candidate, lease } = setUp();
  const first = candidate("a");
  await simulation.advanceByAsync(5000);
  const second = candidate("b");
  await simulation.advanceByAsync(5000);
  expect(second.heard).toEqual(["leader a"]);

  let isCut = true;
  server.intercept = ({ body }) =>
    isCut && body?.includes('"holderIdentity":"a"') ? 500 : undefined;
  await simulation.advanceByAsync(12_500);
  expect(first.heard.slice(2)[0]).toMatch(/^stopped /);
  expect(second.heard).toEqual(["leader a"]);
  await simulation.advanceByAsync(12_000);

  expect(second.heard).toContain("leader b");
  expect(second.elector.isLeader).toBe(true);
  expect(lease()).toMatchObject({ holderIdentity: "b", leaseTransitions: 1 });
  isCut = false;
});

test("never do two lead at once, whatever the server does", async () => {
  for (let seed = 0; seed < 20; seed++) {
    const { simulation, server, candidate } = setUp();
    const random = simulation.random.fork(`faults-${seed}`);
    server.intercept = () => {
      const draw = random.next();
      if (draw < 0.25) return 500;
      if (draw < 0.35) return 409;
      return draw < 0.4 ? "silence" : undefined;
    };
    const candidates = ["a", "b", "c"].map((identity) => candidate(identity));
    for (let second = 0; second < 120; second++) {
      await simulation.advanceByAsync(1000);
      const leading = candidates.filter(({ leading: signal }) => signal()?.aborted === false);
      expect(leading.length, `seed ${seed}, second ${second}`).toBeLessThanOrEqual(1);
    }
  }
});

test("a leader that cannot renew gives up after the renew deadline, and its signal is given", async () => {
  const { simulation, server, candidate } = setUp();
  const { heard, leading, isOver, metrics } = candidate("a");
  await simulation.advanceByAsync(3000);
  server.intercept = () => "silence";

  await simulation.advanceByAsync(25_000);

  expect(leading()?.aborted).toBe(true);
  expect(heard).toEqual(["leader a", "leads 0", "stopped 14"]);
  await isOver;
  expect(prometheusText(metrics)).toContain('leader_election_master_status{name="default/lock"} 0');
});

test("at the end the lease is given up, so that the next one need not wait", async () => {
  const { simulation, candidate, lease } = setUp();
  const first = candidate("a");
  await simulation.advanceByAsync(1000);
  first.stop.stop();
  await simulation.advanceByAsync(0);
  await first.isOver;
  expect(lease()).toMatchObject({ holderIdentity: "", leaseDurationSeconds: 1 });

  const second = candidate("b");
  await simulation.advanceByAsync(100);

  expect(second.elector.isLeader).toBe(true);
});

test("a lease that is not given up stays as it is", async () => {
  const { simulation, candidate, lease } = setUp();
  const { stop, isOver } = candidate("a", { releaseOnStop: false });
  await simulation.advanceByAsync(1000);

  stop.stop();
  await simulation.advanceByAsync(0);
  await isOver;

  expect(lease()).toMatchObject({ holderIdentity: "a" });
});

test("what listeners throw is reported, and neither ends the leadership nor keeps the lease", async () => {
  const { simulation, candidate, lease } = setUp();
  const reported: unknown[] = [];
  simulation.report = ((error: unknown) => reported.push(error)) as never;
  const fail = (what: string): never => {
    throw new Error(what);
  };
  const { elector, heard, stop, isOver } = candidate("a", {
    onNewLeader: (leader) => fail(`new leader ${leader}`),
    recordEvent: (message) => fail(message),
  });
  await simulation.advanceByAsync(5000);
  expect([elector.isLeader, heard]).toEqual([true, ["leads 0"]]);

  stop.stop();
  await simulation.advanceByAsync(0);
  await isOver;

  expect(lease()).toMatchObject({ holderIdentity: "" });
  expect(reported.map((error) => (error as Error).message)).toEqual([
    "new leader a",
    "a became leader",
    "a stopped leading",
  ]);
});

test("a lease says by the wall clock when it was renewed", async () => {
  const { simulation, candidate, lease } = setUp();
  simulation.clock.wallTime = () => Date.UTC(2030, 0, 1);
  const { elector } = candidate("a");

  await simulation.advanceByAsync(5000);

  expect(elector.isLeader).toBe(true);
  expect(lease()).toMatchObject({ renewTime: "2030-01-01T00:00:00.000000Z" });
});

test("a lease that was emptied by hand is nobody's, also when this candidate had never read it", async () => {
  const { simulation, server, candidate, lease } = setUp();
  candidate("a");
  await simulation.advanceByAsync(1000);
  server.put(leasePath, { metadata: { name: "lock", namespace: "default" }, spec: {} });

  await simulation.advanceByAsync(2000);

  expect(lease()).toMatchObject({ holderIdentity: "a", leaseTransitions: 1 });
  expect(lease()?.["acquireTime"]).not.toMatch(/^1970/);
});

test("a lease that somebody else wrote is read again, and counted", async () => {
  const { simulation, server, candidate, lease } = setUp();
  const { elector, metrics } = candidate("a");
  await simulation.advanceByAsync(1000);
  server.put(leasePath, {
    metadata: { name: "lock", namespace: "default", labels: { touched: "yes" } },
    spec: lease(),
  });

  await simulation.advanceByAsync(2000);

  expect(elector.isLeader).toBe(true);
  expect(prometheusText(metrics)).toContain(
    'leader_election_slowpath_total{name="default/lock"} 1',
  );
  expect(prometheusText(metrics)).toContain('leader_election_master_status{name="default/lock"} 1');
});

test("what a Lease says besides stays as it is when it is renewed", async () => {
  const { simulation, server, candidate, lease } = setUp();
  candidate("a");
  await simulation.advanceByAsync(1000);
  server.put(leasePath, {
    metadata: { name: "lock", namespace: "default" },
    spec: { ...lease(), strategy: "OldestEmulationVersion" },
  });

  await simulation.advanceByAsync(10_000);

  expect(lease()).toMatchObject({ holderIdentity: "a", strategy: "OldestEmulationVersion" });
});

test("who led long ago, and runs again, reads the Lease before it takes it", async () => {
  const { simulation, server, candidate } = setUp();
  const { elector, stop, isOver } = candidate("a", { releaseOnStop: false });
  await simulation.advanceByAsync(1000);
  stop.stop();
  await simulation.advanceByAsync(60_000);
  await isOver;
  server.requests.length = 0;

  void elector.run(linkedStop(undefined).signal);
  await simulation.advanceByAsync(0);

  expect(server.requests.slice(0, 2).map(({ method }) => method)).toEqual(["GET", "PUT"]);
});

test("a Lease that could not be made again is not written upon what was known before", async () => {
  const server = new ObjectServer();
  const lock = new LeaseLock({
    leases: new ObjectClient(server, resources.coordination.v1.leases),
    namespace: "default",
    name: "lock",
    identity: "a",
  });
  const times = { acquiredAt: 0, renewedAt: 0, leaderTransitions: 0 };
  const record = { holderIdentity: "a", leaseDurationSeconds: 15, ...times };
  await lock.create(record);
  server.delete(leasePath);
  server.intercept = ({ method }) => (method === "POST" ? 500 : undefined);

  await expect(lock.create(record)).rejects.toThrow("refused with 500");

  await expect(lock.update(record)).rejects.toThrow("the Lease default/lock was never read");
});

test("health: a leader that has not renewed for longer than lease and tolerance is not well", async () => {
  const { simulation, candidate } = setUp();
  const { elector, stop, isOver } = candidate("a", { releaseOnStop: false });
  await simulation.advanceByAsync(1000);
  expect(elector.check(5000)).toBeUndefined();

  stop.stop();
  await simulation.advanceByAsync(30_000);
  await isOver;

  expect(elector.check(5000)).toMatch(/was not renewed for [0-9]+ s/);
});

test.each([
  [{ leaseDurationMs: 10_000, renewDeadlineMs: 10_000 }, "must be greater than renewDeadlineMs"],
  [{ renewDeadlineMs: 2400 }, "must be greater than retryPeriodMs times 1.2"],
  [{ retryPeriodMs: 0 }, "retryPeriodMs must be greater than 0"],
  [{ leaseDurationMs: 900, renewDeadlineMs: 500, retryPeriodMs: 100 }, "at least 1,000"],
])("client-go's timing rules are kept: %o", (times, message) => {
  const { candidate } = setUp();

  expect(() => candidate("a", times)).toThrow(message);
});
