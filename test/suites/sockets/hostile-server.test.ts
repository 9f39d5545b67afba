import { setTimeout as sleep } from "node:timers/promises";
import { ListWatchError, SharedInformerFactory, seededRandom } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import { createSystemEnvironment } from "@informerlab/core/system";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Protocol } from "./exchange.ts";
import { HostileServer } from "./hostile-server.ts";

/** `HOSTILE_SEEDS=100 HOSTILE_FROM=4` tries as many, from that one on; the test suite a few. */
const seeds = Number(process.env["HOSTILE_SEEDS"] ?? "4");
const firstSeed = Number(process.env["HOSTILE_FROM"] ?? "0");
const hostileMs = 5000;
const healingMs = 60_000;
const lookMs = 50;

interface Survival {
  readonly name: string;
  readonly url: string;
  readonly faults: readonly string[];
  readonly askedAt: readonly number[];
  readonly told: readonly unknown[];
  readonly keys: readonly string[];
}

/** What nobody caught, anywhere in this process. */
const uncaught: unknown[] = [];
const note = (error: unknown): void => void uncaught.push(error);
let survivals: readonly Survival[] = [];

beforeAll(async () => {
  process.on("uncaughtException", note).on("unhandledRejection", note);
  const runs: Promise<Survival>[] = [];
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++)
    for (const protocol of ["http/1.1", "h2"] as const) runs.push(survive(protocol, seed));
  survivals = await Promise.all(runs);
}, 120_000);

afterAll(() => {
  process.off("uncaughtException", note).off("unhandledRejection", note);
});

async function survive(protocol: Protocol, seed: number): Promise<Survival> {
  await using server = await HostileServer.start(protocol, seededRandom(`${protocol} ${seed}`));
  const told: unknown[] = [];
  const environment = createSystemEnvironment({ seed, warn: () => {} });
  await using factory = new SharedInformerFactory(
    fromKubeConfig(server.kubeConfig, { environment }),
    { watchErrorHandler: (error) => void told.push(error), useWatchList: seed % 2 === 0 },
  );
  const { indexer } = factory.core.v1.configMaps.informer();
  factory.start();
  await sleep(hostileMs);
  const heardWhileHostile = [...told];
  server.heal(["a", "new"]);
  const keysNow = (): string[] => indexer.listKeys().sort();
  const isWell = (): boolean => keysNow().join() === "default/a,default/new";
  for (let waitedMs = 0; !isWell() && waitedMs < healingMs; waitedMs += lookMs) await sleep(lookMs);
  return {
    name: `${protocol}, seed ${seed}`,
    url: server.kubeConfig.access.server,
    faults: server.faults,
    askedAt: server.askedAt,
    told: heardWhileHostile,
    keys: keysNow(),
  };
}

test("whatever comes over a socket, nothing is thrown, and the cache is right once the server is", () => {
  expect(uncaught).toEqual([]);
  for (const { name, keys, faults } of survivals)
    expect(keys, `${name}: ${faults.join("; ")}`).toEqual(["default/a", "default/new"]);
});

test("whatever comes over a socket, the server is asked at a bounded rate", () => {
  for (const { name, askedAt } of survivals) {
    expect(askedAt.length, name).toBeGreaterThan(0);
    expect(askedAt.length, name).toBeLessThan(31);
  }
});

test("whatever comes over a socket, each cause is told once, with what failed, where, and when it is tried again", () => {
  for (const { name, url, told, faults } of survivals) {
    const causes = told.map((error) => {
      expect(error).toBeInstanceOf(ListWatchError);
      const { message } = error as Error;
      expect(message).toMatch(/configmaps.*asking again in [0-9]+ s$/s);
      expect(message).toContain(url);
      return message.replace(/; asking again in [0-9]+ s$/, "").replace(/[0-9]+/g, "0");
    });
    expect(new Set(causes).size, name).toBe(causes.length);
    // A watch that hangs says nothing that could be told within seconds.
    if (faults.length > 2)
      expect(causes.length, `${name}: ${faults.join("; ")}`).toBeGreaterThan(0);
  }
});
