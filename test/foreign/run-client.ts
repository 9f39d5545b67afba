import { setTimeout as sleep } from "node:timers/promises";
import { createCluster, type FakeCluster } from "@informerlab/fake-apiserver";
import { createAdministrator, type LocalServer, listen } from "@informerlab/fake-apiserver/node";
import { configMap } from "./config-map.ts";
import { type DriverCommand, type DriverLine, DriverProcess } from "./driver-process.ts";
import { judge, type Observation, type Problem } from "./judge.ts";
import { openRelay, type Relay } from "./piecewise-relay.ts";
import { type ForeignScenario, type Stage, troubleMs } from "./scenarios.ts";

/** What came of one scenario with one client. */
export interface Cell {
  readonly scenario: string;
  readonly problems: readonly Problem[];
  /** Seconds from the end of trouble until the cache was right; undefined: never within the deadline. */
  readonly recoveredSeconds: number | undefined;
}

/** How long after the trouble an informer may take: client-go's longest wait is 30 s, doubled by jitter. */
const recoveryMsMax = 75_000;
const startMsMax = 60_000;
const token = "survival";

interface Running {
  readonly scenario: ForeignScenario;
  readonly cluster: FakeCluster;
  readonly stage: Stage;
  readonly server: () => LocalServer;
  /** Between client and server, where answers come in pieces. */
  readonly relay: Relay | undefined;
  readonly lines: DriverLine[];
}

/** Runs one client through scenarios, all at the same time, each with a cluster of its own. */
export async function runClient(
  command: DriverCommand,
  chosen: readonly ForeignScenario[],
): Promise<readonly Cell[]> {
  const running = await Promise.all(chosen.map(prepare));
  try {
    const urls = running.map(({ server, relay }) => (relay ?? server()).url);
    await using driver = new DriverProcess(
      { ...command, env: { ...command.env, TOKEN: token } },
      urls,
    );
    return await Promise.all(running.map((one, index) => play(one, index, driver)));
  } finally {
    for (const { cluster, relay } of running) {
      await relay?.close();
      await cluster.close();
    }
  }
}

async function prepare(scenario: ForeignScenario): Promise<Running> {
  const cluster = createCluster({ tokens: [createAdministrator(token)] });
  for (const name of ["a", "b", "c"]) cluster.create(configMap(name));
  let server = await listen(cluster, { isSecure: false, users: [createAdministrator(token)] });
  const { port } = server;
  const stage: Stage = {
    cluster,
    down: () => server.close(),
    up: async () => {
      server = await listen(cluster, {
        isSecure: false,
        port,
        users: [createAdministrator(token)],
      });
    },
  };
  await scenario.before?.(stage);
  const { pieceBytes } = scenario;
  const relay = pieceBytes === undefined ? undefined : await openRelay(server.url, pieceBytes);
  return { scenario, cluster, stage, server: () => server, relay, lines: [] };
}

async function play(running: Running, index: number, driver: DriverProcess): Promise<Cell> {
  const { scenario, cluster, stage, lines } = running;
  let cached: readonly string[] | undefined;
  driver.listen(index, (line) => {
    lines.push(line);
    if (line.cache !== undefined) cached = entriesOf(line.cache);
  });
  const hasTroubleFromTheStart = scenario.before !== undefined;
  if (hasTroubleFromTheStart) await until(() => requestsOf(cluster).length > 0, startMsMax, driver);
  else
    await until(
      () => lines.some(({ event }) => event === "synced") && isWatching(cluster),
      startMsMax,
      driver,
    );
  await sleep(hasTroubleFromTheStart ? 0 : 1000);
  const troubleAt = Date.now();
  await scenario.strike?.(stage);
  write(cluster);
  let stop: Observation["stop"] | undefined;
  if (scenario.stops === true) {
    await sleep(500);
    stop = await stopIt(running, index, driver);
  }
  await sleep(Math.max(0, troubleAt + troubleMs - Date.now()));
  await scenario.heal?.(stage);
  const healedAt = Date.now();
  if (scenario.stops !== true) cluster.create(configMap("last"));
  const agreedAt =
    scenario.stops === true ? undefined : await agreement(cluster, driver, () => cached);
  const requests = requestsOf(cluster);
  stop ??= await stopIt(running, index, driver);
  const seen: Observation = {
    lines,
    requests,
    troubleAt,
    healedAt,
    agreedAt,
    wanted: wantedOf(cluster),
    cached,
    stop,
    end: driver.end,
  };
  const { keepsPosition = false, retryAfterSeconds, stops = false, isSilent = false } = scenario;
  return {
    scenario: scenario.id,
    problems: judge(seen, { keepsPosition, retryAfterSeconds, stops, isSilent }),
    recoveredSeconds:
      agreedAt === undefined ? undefined : Math.max(0, (agreedAt - healedAt) / 1000),
  };
}

/** What an informer has to learn of. */
function write(cluster: FakeCluster): void {
  cluster.create(configMap("d"));
  cluster.update(configMap("a", { changed: "yes" }));
  cluster.delete("configmaps/default/b");
}

async function stopIt(
  { cluster, lines, scenario, stage }: Running,
  index: number,
  driver: DriverProcess,
): Promise<Observation["stop"]> {
  driver.tell(`stop ${index}`);
  const hasReturned = await until(
    () => lines.some(({ event }) => event === "stopped"),
    10_000,
    driver,
  );
  await sleep(300);
  const before = requestsOf(cluster).length;
  if (scenario.stops === true) await scenario.heal?.(stage);
  // Something that goes on after its stop does so within its longest wait.
  await sleep(scenario.stops === true ? 12_000 : 2000);
  const requestsAfter = requestsOf(cluster)
    .slice(before)
    .map(({ verb, resource }) => `${verb} ${resource}`);
  return {
    hasReturned,
    requestsAfter,
    openAfter: [...cluster.apiserver.hub.watchers("configmaps")].length,
  };
}

async function agreement(
  cluster: FakeCluster,
  driver: DriverProcess,
  cached: () => readonly string[] | undefined,
): Promise<number | undefined> {
  const wanted = wantedOf(cluster).join(" ");
  const isReached = await until(
    () => {
      if (cached()?.join(" ") === wanted) return true;
      driver.tell("dump");
      return false;
    },
    recoveryMsMax,
    driver,
  );
  return isReached ? Date.now() : undefined;
}

async function until(
  isReached: () => boolean,
  limitMs: number,
  driver: DriverProcess,
): Promise<boolean> {
  const end = Date.now() + limitMs;
  while (Date.now() < end && driver.end === undefined) {
    if (isReached()) return true;
    await sleep(250);
  }
  return false;
}

function isWatching(cluster: FakeCluster): boolean {
  return requestsOf(cluster).some(({ verb }) => verb === "watch");
}

function requestsOf(cluster: FakeCluster): ReturnType<FakeCluster["requests"]["of"]> {
  return cluster.requests.of({ resource: "configmaps" });
}

function wantedOf(cluster: FakeCluster): readonly string[] {
  const objects = cluster.list("configmaps", { namespace: "default" });
  return objects
    .map(({ metadata }) => `default/${metadata?.name}@${metadata?.resourceVersion}`)
    .filter((entry) => !entry.startsWith("default/kube-root-ca.crt"))
    .sort();
}

function entriesOf(cache: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(cache)
    .map(([key, version]) => `${key}@${version}`)
    .filter((entry) => !entry.startsWith("default/kube-root-ca.crt"))
    .sort();
}
