import {
  type InformerClient,
  type KubernetesObject,
  type ListerWatcher,
  type ListerWatcherOptions,
  lane,
  resourceNameOf,
  SharedInformerFactory,
  StatusError,
  TransportError,
} from "@informerlab/core";
import {
  createFetchHandler,
  type FakeCluster,
  inProcessListerWatcher,
} from "@informerlab/fake-apiserver";
import { around } from "../../simulate/network/around.ts";
import { BreakableConnections } from "../../simulate/network/breakable-connections.ts";
import { VirtualTransport, wayInPieces } from "../../simulate/network/virtual-transport.ts";
import { CountedStop } from "../../simulate/programs/counted-stop.ts";
import type { ControllerUnderTest, Program } from "../controller.ts";
import { ChaosClient } from "./client.ts";
import { withFrozenCopies } from "./frozen-copies.ts";
import { ProcessEnvironment, type ProcessHome } from "./process-environment.ts";
import type { PlannedNetwork } from "./process-network.ts";
import { BreakableStreams, processServer } from "./process-server.ts";

/** What a process needs of its world. */
export interface ProcessWorld extends ProcessHome {
  readonly cluster: FakeCluster;
  readonly network: PlannedNetwork;
  /** How far clocks of processes are ahead, milliseconds. */
  readonly clocks: Readonly<Record<string, number>>;
  stirred(): void;
  onEnd(step: () => void | Promise<void>): void;
  tell(action: string, process: string): void;
}

/** After how many milliseconds a process whose start failed is started again; doubled each time, as a kubelet does. */
const restartDelayMs = 1000;
const restartDelayMsMax = 300_000;

/** One process of the run, from its first life to its last. */
export class ProcessUnderTest {
  readonly name: string;
  readonly #controller: ControllerUnderTest;
  readonly #world: ProcessWorld;
  readonly #connections = new BreakableConnections();
  readonly #streams = new BreakableStreams();
  #environment: ProcessEnvironment | undefined;
  #stop = new CountedStop();
  #life = 0;
  #failedStarts = 0;
  #writesToCrash: { left: number; readonly downMs: number } | undefined;

  constructor(world: ProcessWorld, controller: ControllerUnderTest, name: string) {
    this.#world = world;
    this.#controller = controller;
    this.name = name;
  }

  /** Name of the client of this life: `web.1`. */
  get client(): string {
    return `${this.name}.${this.#life}`;
  }

  get unfinished(): readonly string[] {
    return this.#environment?.unfinished ?? [];
  }

  start(): void {
    this.#life += 1;
    const processLane = lane(`process/${this.name}`);
    const aheadMs = this.#world.clocks[this.name];
    const environment = new ProcessEnvironment(this.#world, this.client, processLane, aheadMs);
    this.#environment = environment;
    this.#stop = new CountedStop();
    environment.scheduler.post(processLane, () => {
      const end = environment.opens("start");
      let started: void | PromiseLike<void>;
      try {
        started = this.#controller.start(this.#programOf(environment));
      } catch (error) {
        this.#startFailed(environment, error);
        return;
      }
      this.#world.touched();
      Promise.resolve(started).then(end, (error: unknown) => {
        end();
        this.#startFailed(environment, error);
      });
    });
  }

  /** Ends the process as by SIGKILL; it starts again after a while. */
  crash(downMs: number): void {
    if (this.#environment?.isAlive !== true) return;
    this.#environment.kill();
    this.#writesToCrash = undefined;
    this.#world.tell("crash", this.name);
    this.#world.environment.clock.after(downMs, lane(`process/${this.name}`), () => {
      this.#world.tell("start again", this.name);
      this.start();
    });
  }

  /** Asks the process to end, as by SIGTERM; whatever it has done by then, after `graceMs` it {@link crash | ends}. */
  stop(graceMs: number, downMs: number): void {
    const environment = this.#environment;
    const stop = this.#stop;
    if (environment?.isAlive !== true || stop.aborted) return;
    const processLane = lane(`process/${this.name}`);
    this.#world.tell("stop", this.name);
    environment.ends();
    environment.wake(processLane, () => stop.give());
    this.#world.environment.clock.after(graceMs, processLane, () => {
      if (environment.isAlive) this.crash(downMs);
    });
  }

  /** {@link crash} as soon as the server has done so many writes from now. */
  crashAfterWrites(writes: number, downMs: number): void {
    this.#writesToCrash = { left: writes, downMs };
  }

  /** The server answers a write of this process. */
  wrote(): void {
    const crash = this.#writesToCrash;
    if (crash === undefined) return;
    crash.left -= 1;
    if (crash.left <= 0) this.crash(crash.downMs);
  }

  /** No crash is pending any more; connections that may have fallen silent break. */
  heal(breaksConnections: boolean): void {
    this.#writesToCrash = undefined;
    if (!breaksConnections) return;
    this.#connections.breakAll();
    this.#streams.breakAll();
  }

  pause(forMs: number): void {
    if (this.#environment?.isAlive !== true) return;
    this.#world.tell("pause", this.name);
    this.#environment.pause(forMs);
  }

  /** The world ends. */
  end(): void {
    this.#environment?.kill();
  }

  #startFailed(environment: ProcessEnvironment, error: unknown): void {
    if (!environment.isAlive) return;
    if (!isServersRefusal(error)) {
      this.#world.broken(
        { en: "the controller starts", "zh-CN": "控制器能启动" },
        {
          en: `${this.name} did not start: ${String(error)}`,
          "zh-CN": `${this.name} 没能启动：${String(error)}`,
        },
        error,
      );
      environment.kill();
      return;
    }
    const delayMs = Math.min(restartDelayMs * 2 ** this.#failedStarts, restartDelayMsMax);
    this.#failedStarts += 1;
    this.crash(delayMs);
  }

  #programOf(environment: ProcessEnvironment): Program {
    const { cluster, network, isAlone, stirred } = this.#world;
    const name = this.client;
    const server = processServer({
      server: cluster.apiserver,
      process: environment,
      network,
      name,
      stirred,
      streams: this.#streams,
    });
    const transport = new VirtualTransport(server, name, () => wayInPieces);
    const client = new ChaosClient({
      server: cluster.apiserver,
      environment,
      awakeAt: (timeMs) => environment.awakeAt(timeMs),
      transport,
      broken: (rule, message) => this.#world.broken(rule, message),
      refused: (error, call) => this.#world.refused(error, call),
    });
    const informerClient: InformerClient = {
      environment,
      listerWatcherFor: (_environment, options) => this.#listerWatcher(options),
    };
    const prefix = isAlone ? {} : { informerName: this.name };
    const sleepLane = lane(`sleep/${this.name}`);
    let fetch: Program["fetch"] | undefined;
    return {
      name: this.name,
      life: this.#life,
      identity: `${this.name}_${this.#life}`,
      stop: this.#stop,
      environment,
      client,
      server,
      transport,
      informers: new SharedInformerFactory(informerClient, prefix),
      informersWith: (options) =>
        new SharedInformerFactory(informerClient, { ...prefix, ...options }),
      get fetch() {
        fetch ??= createFetchHandler(server, { client: name });
        return fetch;
      },
      sleep: (milliseconds) =>
        new Promise((resolve) => {
          if (!environment.isAlive) return;
          const end = environment.opens("sleep");
          environment.clock.after(milliseconds, sleepLane, () => {
            end();
            this.#world.touched();
            resolve();
          });
        }),
      now: () => new Date(environment.clock.now()),
      onEnd: (step) => this.#world.onEnd(step),
      cluster,
    };
  }

  #listerWatcher<T extends KubernetesObject>({
    resource,
    namespace,
    tweakListOptions,
  }: ListerWatcherOptions): ListerWatcher<T> {
    const { cluster, network } = this.#world;
    const direct = inProcessListerWatcher(cluster, {
      resource: resourceNameOf(resource),
      client: this.client,
      ...(namespace === undefined ? {} : { namespace }),
      network: network.profile,
    });
    const inner = withFrozenCopies(this.#connections.wrap(direct)) as unknown as ListerWatcher<T>;
    if (tweakListOptions === undefined) return inner;
    const { labelSelector, fieldSelector } = tweakListOptions({});
    return around(inner, {
      list: (query, done, waiting) => inner.list(tweakListOptions(query), done, waiting),
      watch: (query, observer) => inner.watch(tweakListOptions(query), observer),
      scope: {
        ...inner.scope,
        ...(labelSelector ? { labelSelector } : {}),
        ...(fieldSelector ? { fieldSelector } : {}),
      },
    });
  }
}

/** The server said no, or did not answer: what chaos does to correct programs, too. */
export function isServersRefusal(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof StatusError || cause instanceof TransportError) return true;
    if (refusalNames.has(cause.name)) return true;
  }
  return false;
}

/** Names of errors by which the server's refusals reach programs, where only their text is known. */
export const refusalNames: ReadonlySet<string> = new Set([
  "StatusError",
  "TransportError",
  "ConnectionResetError",
  "ListWatchError",
  "CacheSyncError",
  "ApiException",
]);
