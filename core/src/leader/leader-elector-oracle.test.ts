import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { ObjectClient } from "../client/object-client.ts";
import { linkedStop } from "../environment/own-stop.ts";
import type { Random } from "../environment/random.ts";
import { lane } from "../environment/scheduler.ts";
import { resources } from "../kinds/resources.generated.ts";
import { Simulation } from "../simulation/simulation.ts";
import type { ElectionOutcome, ElectionScenario } from "../testing/election-scenario.ts";
import { LeaseServer } from "../testing/lease-server.ts";
import { LeaderElector } from "./leader-elector.ts";
import { jitterFactor } from "./leader-elector-options.ts";
import { LeaseLock } from "./lease-lock.ts";

interface Recorded {
  readonly scenario: ElectionScenario;
  readonly clientGo: ElectionOutcome;
}

const fixture = new URL("../../fixtures/leader-elections.json.gz", import.meta.url);
const { recorded } = JSON.parse(gunzipSync(readFileSync(fixture)).toString()) as {
  readonly recorded: readonly Recorded[];
};

/** The waits that client-go drew between its tries to become leader, as draws. */
function drawsOf({ scenario, clientGo }: Recorded): Random {
  const leadsAt =
    clientGo.heard.find(([, what]) => what === "leads")?.[0] ?? Number.POSITIVE_INFINITY;
  const tries = clientGo.requests.filter(({ atMs }) => atMs <= leadsAt);
  const draws = tries.flatMap(({ atMs, method }, index) => {
    const before = tries[index - 1];
    if (before === undefined || method !== "GET") return [];
    const waitMs = atMs - before.atMs - scenario.latencyMs;
    return [(waitMs / scenario.retryPeriodMs - 1) / jitterFactor];
  });
  const random: Random = { next: () => draws.shift() ?? 1, fork: () => random };
  return random;
}

async function play(recording: Recorded): Promise<ElectionOutcome> {
  const { scenario } = recording;
  const simulation = new Simulation({ seed: 1 });
  const { clock, scheduler, trace } = simulation;
  const server = new LeaseServer(clock, scenario);
  const heard: [number, string][] = [];
  const startedAt = clock.now();
  const hear = (what: string): void => void heard.push([clock.now() - startedAt, what]);
  const stop = linkedStop(undefined);
  const { leaseDurationMs, renewDeadlineMs, retryPeriodMs, releaseOnStop } = scenario;
  const elector = new LeaderElector(
    { clock, scheduler, trace, random: drawsOf(recording) },
    {
      lock: new LeaseLock({
        leases: new ObjectClient(server, resources.coordination.v1.leases),
        namespace: "default",
        name: "lock",
        identity: "me",
      }),
      leaseDurationMs,
      renewDeadlineMs,
      retryPeriodMs,
      releaseOnStop,
      onStartedLeading: () => hear("leads"),
      onStoppedLeading: () => hear("stopped"),
      onNewLeader: (identity) => hear(`leader ${identity}`),
    },
  );
  void elector.run(stop.signal);
  if (scenario.stopAtMs > 0) clock.after(scenario.stopAtMs, lane("test"), stop.stop);
  await simulation.advanceByAsync(scenario.endMs);
  return { requests: server.requests, heard };
}

test.each(recorded)(
  "$scenario.name: the requests and what is heard are client-go's, at the same times",
  async (recording) => {
    const ours = await play(recording);

    expect(ours.requests).toEqual(recording.clientGo.requests);
    // client-go calls each function in a goroutine of its own, in no order.
    expect(ours.heard.toSorted(byTime)).toEqual(recording.clientGo.heard.toSorted(byTime));
  },
);

function byTime(left: readonly [number, string], right: readonly [number, string]): number {
  return left[0] - right[0] || left[1].localeCompare(right[1]);
}
