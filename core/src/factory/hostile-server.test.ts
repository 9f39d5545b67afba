import { expect, test } from "vitest";
import { ListWatchError } from "../reflector/watch-errors.ts";
import { Simulation } from "../simulation/simulation.ts";
import { RestClient } from "../source/rest-client.ts";
import { HostileTransport } from "../testing/hostile-transport.ts";
import {
  SharedInformerFactory,
  type SharedInformerFactoryOptions,
} from "./shared-informer-factory.ts";

/** `HOSTILE_SEEDS=5000 HOSTILE_FROM=1000` tries as many, from that one on. */
const seeds = Number(process.env["HOSTILE_SEEDS"] ?? "150");
const firstSeed = Number(process.env["HOSTILE_FROM"] ?? "0");
const hostileMs = 20 * 60_000;
/** The longest wait for a server that hangs is the life of a watch: 10 minutes and some grace. */
const healingMs = 12 * 60_000;

function survive(seed: number, options: Pick<SharedInformerFactoryOptions, "toldErrors"> = {}) {
  const simulation = new Simulation({ seed });
  const transport = new HostileTransport(simulation, simulation.random.fork("hostile"));
  const warnings: string[] = [];
  const told: unknown[] = [];
  const { clock, random, scheduler, trace } = simulation;
  const environment = {
    clock,
    random,
    scheduler,
    trace,
    warn: (text: string) => void warnings.push(text),
  };
  const factory = new SharedInformerFactory(new RestClient(transport, { environment }), {
    watchErrorHandler: (error) => void told.push(error),
    useWatchList: seed % 2 === 0,
    ...options,
  });
  const maps = factory.core.v1.configMaps;
  const informer = maps.informer();
  if (seed % 3 === 0) trace.subscribe(() => undefined);
  factory.start();
  simulation.advanceBy(hostileMs);
  const hostile = { sentAt: [...transport.sentAt], told: [...told] };
  transport.heal(["a", "new"]);
  simulation.advanceBy(healingMs);
  const keys = informer.indexer.listKeys().sort();
  informer.stop();
  return { keys, hostile, transport, warnings };
}

const runs = Array.from({ length: seeds }, (_, index) => {
  const seed = firstSeed + index;
  return { seed, ...survive(seed) };
});

test("whatever a server answers, nothing is thrown, and the cache is right once the server is", () => {
  for (const { seed, keys, transport } of runs) {
    expect(keys, `seed ${seed}: ${transport.faults.join(", ")}`).toEqual([
      "default/a",
      "default/new",
    ]);
  }
});

test("however a server behaves, it is asked at a bounded rate", () => {
  for (const { seed, hostile } of runs) {
    for (let first = 0; first + 30 < hostile.sentAt.length; first++) {
      const spanMs = (hostile.sentAt[first + 30] ?? 0) - (hostile.sentAt[first] ?? 0);
      expect(spanMs, `seed ${seed}: 31 requests from number ${first} on`).toBeGreaterThan(5000);
    }
  }
});

test("the watch error handler hears what failed, where, and when it is tried again, and no cause twice in five minutes", () => {
  for (const { seed, hostile } of runs) {
    expect(hostile.told.length, `seed ${seed}`).toBeGreaterThan(0);
    for (const error of hostile.told) {
      expect(error).toBeInstanceOf(ListWatchError);
      expect((error as Error).message).toMatch(
        /configmaps.*https:\/\/cluster:6443\/api\/v1\/configmaps.*asking again in [0-9]+ s$/s,
      );
    }
  }
});

test("told as client-go tells it, the handler hears a cause again each time", () => {
  const everyFailure = survive(1, { toldErrors: "as-client-go" }).hostile.told.map(causeOf);
  const everyCause = survive(1).hostile.told.map(causeOf);

  expect(everyFailure.length).toBeGreaterThan(new Set(everyFailure).size);
  expect(everyFailure.length).toBeGreaterThan(everyCause.length);
});

function causeOf(error: unknown): string {
  return String(error).replace(/; asking again in .*$/s, "");
}
