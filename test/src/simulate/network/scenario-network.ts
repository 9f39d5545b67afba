import {
  type Cancel,
  type Environment,
  type Lane,
  type ListerWatcher,
  type ListOptions,
  lane,
  TransportError,
} from "@informerlab/core";
import {
  type Apiserver,
  inProcessListerWatcher,
  type NetworkProfile,
} from "@informerlab/fake-apiserver";
import type { Observe } from "../../invariants/observation.ts";
import { informerName } from "../../scenario/defaults.ts";
import type { InformerProgram, NetworkProgram, Scenario } from "../../scenario/scenario.ts";
import { ScenarioError } from "../../scenario/scenario-error.ts";
import { around } from "./around.ts";
import { BreakableConnections } from "./breakable-connections.ts";
import type { HttpWayOptions, httpWay } from "./http-way.ts";
import type { HttpWriteOptions, httpWrite } from "./http-write.ts";
import { inChunks } from "./in-chunks.ts";
import { withStrays } from "./strays.ts";
import { tapped } from "./wire-tap.ts";

/** Where the server of a run, and the network before it, do what they do. */
export const serverLane: Lane = lane("scenario/server");

/** How programs of a run speak HTTP, where they do. */
export interface HttpClient {
  readonly way: typeof httpWay;
  readonly write: typeof httpWrite;
}

/** A write of a program that speaks HTTP, and where it is asked for. */
export type ProgramWrite = Pick<
  HttpWriteOptions,
  "client" | "write" | "verb" | "request" | "observe" | "parts"
>;

/** The network of a run: how informers reach its server, and what comes between. */
export class ScenarioNetwork {
  readonly #environment: Environment;
  readonly #apiserver: Apiserver;
  readonly #program: NetworkProgram;
  readonly #profile: NetworkProfile | undefined;
  readonly #http: HttpClient | undefined;
  readonly #chunkMs: number;
  readonly #mayGoDown: boolean;
  /** Until then nobody listens. */
  #downUntil = 0;
  #isHealed = false;
  /** Breaks connections that fell silent; none unless the scenario lets some. */
  readonly #connections: BreakableConnections | undefined;
  /** Longest way of one message, both directions together. */
  readonly longestDelayMs: number;

  constructor(
    environment: Environment,
    apiserver: Apiserver,
    scenario: Scenario,
    http: HttpClient | undefined,
  ) {
    const { network = {}, script = [] } = scenario;
    const { latencyMs = 0, jitterMs = 0, chunkMs = 0, pieceMs = 0 } = network;
    this.#environment = environment;
    this.#apiserver = apiserver;
    this.#program = network;
    this.#http = http;
    this.#chunkMs = chunkMs;
    const delay = jitterMs === 0 ? latencyMs : { min: latencyMs, max: latencyMs + jitterMs };
    this.#profile =
      latencyMs === 0 && jitterMs === 0
        ? undefined
        : { requestMs: delay, responseMs: delay, eventMs: delay };
    this.longestDelayMs = 2 * (latencyMs + jitterMs) + chunkMs + pieceMs;
    this.#mayGoDown = script.some(
      (operation) => operation.do === "restart-server" && operation.downMs !== undefined,
    );
    if (script.some((operation) => operation.do === "fault" && "stall" in operation.fault.do))
      this.#connections = new BreakableConnections();
  }

  /** The way to the server for one informer; `lies` stands at the server's end of it, `observe` at the informer's. */
  wayOf(
    program: InformerProgram,
    {
      lies,
      observe,
      parts,
    }: {
      readonly lies: ((way: ListerWatcher) => ListerWatcher) | undefined;
      readonly observe: Observe | undefined;
      readonly parts: HttpWayOptions["parts"];
    },
  ): ListerWatcher {
    const { namespace, labelSelector } = program;
    const client = informerName(program);
    const direct =
      this.#program.http === true
        ? this.#httpWay(program, observe, parts)
        : this.#directWay(program);
    const { pageMax } = this.#program;
    const paged = pageMax === undefined ? direct : withShortPages(direct, pageMax);
    const said = lies?.(paged) ?? paged;
    const selected =
      labelSelector === undefined || this.#program.http === true
        ? said
        : withSelector(said, labelSelector);
    const breakable = this.#connections?.wrap(selected) ?? selected;
    const reachable = this.#mayGoDown ? this.#withDownTime(breakable) : breakable;
    const arriving =
      this.#chunkMs === 0 ? reachable : inChunks(reachable, this.#environment.clock, this.#chunkMs);
    const heard = observe === undefined ? arriving : tapped(arriving, client, observe);
    const way = this.#program.strays === true ? withStrays(heard) : heard;
    return around(way, {
      scope: {
        ...(namespace === undefined ? {} : { namespace }),
        ...(labelSelector === undefined ? {} : { labelSelector }),
      },
    });
  }

  #directWay(program: InformerProgram): ListerWatcher {
    const { resource, namespace } = program;
    return inProcessListerWatcher(
      { apiserver: this.#apiserver },
      {
        resource,
        client: informerName(program),
        ...(namespace === undefined ? {} : { namespace }),
        ...(this.#profile === undefined ? {} : { network: this.#profile }),
      },
    );
  }

  #httpWay(
    program: InformerProgram,
    observe: Observe | undefined,
    parts: HttpWayOptions["parts"],
  ): ListerWatcher {
    const { latencyMs = 0, jitterMs = 0, pieceMs = 0 } = this.#program;
    const { resource, namespace, labelSelector, readDeadlineMs } = program;
    return this.#httpClient.way(this.#environment, this.#apiserver, {
      resource,
      namespace,
      labelSelector,
      client: informerName(program),
      latencyMs,
      jitterMs,
      pieceMs: () => (this.#isHealed ? 0 : pieceMs),
      readDeadlineMs,
      observe,
      parts,
    });
  }

  get #httpClient(): HttpClient {
    if (this.#http !== undefined) return this.#http;
    throw new ScenarioError("programs that speak HTTP can be run by runScenario only");
  }

  /** Programs of this run write over HTTP. */
  get writesByHttp(): boolean {
    return this.#program.http === true;
  }

  /** Sends a write over HTTP; `done` is told the status of its answer, or that there was none. */
  write(write: ProgramWrite, done: (status: number | undefined) => void): Cancel {
    const { latencyMs = 0, jitterMs = 0 } = this.#program;
    const options = { ...write, latencyMs, jitterMs };
    return this.#httpClient.write(this.#environment, this.#apiserver, options, done);
  }

  /** From now on and for that long nobody listens. */
  goesDown(forMs: number): void {
    this.#downUntil = this.#environment.clock.now() + forMs;
  }

  /** Somebody listens again, text comes as fast as it is sent, and connections that fell silent break. */
  heal(): void {
    this.#downUntil = 0;
    this.#isHealed = true;
    this.#connections?.breakAll();
  }

  /** The same way to the server; while it is down, connections are refused. */
  #withDownTime(inner: ListerWatcher): ListerWatcher {
    const isUp = (): boolean => this.#environment.clock.now() >= this.#downUntil;
    const refuse = (told: (error: Error) => void): Cancel => {
      let isCancelled = false;
      this.#environment.scheduler.post(serverLane, () => {
        if (!isCancelled)
          told(new TransportError("connection-refused", "nobody listens: the server is down"));
      });
      return () => {
        isCancelled = true;
      };
    };
    return around(inner, {
      list: (options, done, waiting) =>
        isUp() ? inner.list(options, done, waiting) : refuse((error) => done({ ok: false, error })),
      watch: (options, observer) =>
        isUp() ? inner.watch(options, observer) : refuse((error) => observer.failed(error)),
    });
  }
}

/** LW-2: selectors belong to the way to the server, not to the Reflector. */
function withSelector(inner: ListerWatcher, labelSelector: string): ListerWatcher {
  const select = (options: ListOptions): ListOptions => ({ ...options, labelSelector });
  return around(inner, {
    list: (options, done, waiting) => inner.list(select(options), done, waiting),
    watch: (options, observer) => inner.watch(select(options), observer),
  });
}

/**
 * A server may put fewer objects on a page than were asked for. One that does so also with a list of any version has no
 * watch cache for it, and reads the newest from its storage.
 */
function withShortPages(inner: ListerWatcher, pageMax: number): ListerWatcher {
  return around(inner, {
    list: ({ limit, ...options }, done, waiting) => {
      if (limit === undefined) return inner.list(options, done, waiting);
      const isAny = options.resourceVersion === "0";
      const short = { ...options, limit: Math.min(limit, pageMax) };
      return inner.list(isAny ? { ...short, resourceVersion: "" } : short, done, waiting);
    },
  });
}
