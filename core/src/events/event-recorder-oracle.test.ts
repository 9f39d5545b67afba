import { expect, test } from "vitest";
import { type Recorded, recordingsOf } from "../../scripts/recorded.ts";
import { ObjectClient } from "../client/object-client.ts";
import { type Random, seededRandom } from "../environment/random.ts";
import { lane } from "../environment/scheduler.ts";
import type { Event } from "../kinds/core-v1.generated.ts";
import { resources } from "../kinds/resources.generated.ts";
import { Simulation } from "../simulation/simulation.ts";
import type { EventRequest, EventScenario } from "../testing/controller-scenarios.ts";
import { EventServer } from "../testing/event-server.ts";
import { EventRecorder } from "./event-recorder.ts";

type Recording = Recorded<EventScenario, readonly EventRequest[]>;

/** When the virtual time of Go begins. */
const goStart = Date.UTC(2000, 0, 1);
const recordings = recordingsOf<EventScenario, readonly EventRequest[]>("told-events");
const triesMax = 12;

/** The waits after a first try that client-go drew, as draws. */
function drawsOf({ scenario, recorded }: Recording): Random {
  const draws: number[] = [];
  let tries = 0;
  for (const [index, { atMs, method, status }] of recorded.entries()) {
    // Where a forgotten event is made anew, two requests are one try.
    if (method === "PATCH" && status === 404) continue;
    tries = status === 0 && tries < triesMax ? tries + 1 : 0;
    const next = recorded[index + 1];
    if (tries === 1 && next !== undefined)
      draws.push((next.atMs - atMs - scenario.latencyMs + 1e-6) / 10_000);
  }
  const waits: Random = { next: () => draws.shift() ?? 1, fork: () => waits };
  const others = seededRandom(scenario.name);
  return { next: () => others.next(), fork: (label) => (label.endsWith("/wait") ? waits : others) };
}

async function play(recording: Recording): Promise<readonly EventRequest[]> {
  const { component, host, correlator, operations, endMs } = recording.scenario;
  const simulation = new Simulation({ seed: 1, startAt: goStart });
  const { clock, scheduler, trace } = simulation;
  const server = new EventServer(clock, recording.scenario);
  const recorder = new EventRecorder(
    { clock, scheduler, trace, random: drawsOf(recording) },
    { events: new ObjectClient(server, resources.core.v1.events), component, host, correlator },
  );
  for (const one of operations) {
    clock.after(one.atMs, lane("test"), () => {
      if ("forget" in one) {
        server.forget();
        return;
      }
      const { type, reason, message, about, annotations } = one;
      const { kind = "", apiVersion = "", fieldPath, ...metadata } = about;
      const [group = "", version = ""] = apiVersion.includes("/")
        ? apiVersion.split("/")
        : ["", apiVersion];
      const resource = { group, version, resource: "things", kind, isNamespaced: true };
      const more = {
        ...(annotations === undefined ? {} : { annotations }),
        ...(fieldPath === undefined ? {} : { fieldPath }),
      };
      recorder.record(resource, { metadata }, { type, reason, message, ...more });
    });
  }
  await simulation.advanceByAsync(endMs);
  return server.requests;
}

/** A name ends in the nanoseconds of its time, of which a virtual one has the milliseconds; others are drawn. */
function nameless(name: string): string {
  const [, before, time] = /^(.*)\.([0-9a-f]+)$/.exec(name) ?? [];
  if (before === undefined) return "drawn";
  return `${before} at ${Number(BigInt(`0x${time}`) / 1_000_000n) - goStart}`;
}

/** What Go prints though it is nothing means nothing. */
function withoutNothing(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(
    ([, each]) => each !== null && each !== "" && JSON.stringify(each) !== "{}",
  );
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutNothing(each)]));
}

function comparable({ atMs, method, path, body, status }: EventRequest) {
  const parts = path.split("/");
  const where = method === "PATCH" ? [...parts.slice(0, -1), nameless(parts.at(-1) ?? "")] : parts;
  const { metadata, ...rest } = withoutNothing(body) as Event;
  const { name, ...others } = metadata ?? {};
  const named = name === undefined ? {} : { name: nameless(name) };
  return {
    atMs,
    method,
    path: where.join("/"),
    status,
    ...rest,
    metadata: { ...named, ...others },
  };
}

test.each(recordings)(
  "$scenario.name: what is sent is client-go's, at the same times",
  async (recording) => {
    const ours = await play(recording);

    expect(ours.map(comparable)).toEqual(recording.recorded.map(comparable));
  },
);

test("there are enough of them", () => {
  expect(recordings.length).toBeGreaterThan(120);
});
