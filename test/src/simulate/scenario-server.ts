import {
  type Cancel,
  type Environment,
  type KubernetesObject,
  type ListerWatcher,
  type ListOptions,
  lane,
  TransportError,
} from "@informerlab/core";
import type { TraceFact } from "@informerlab/core/trace";
import {
  type Apiserver,
  type Fault,
  inProcessListerWatcher,
  type NetworkProfile,
} from "@informerlab/fake-apiserver";
import type { Observe } from "../invariants/observation.ts";
import { informerName } from "../scenario/defaults.ts";
import type {
  InformerProgram,
  NetworkProgram,
  ObjectName,
  Operation,
  Scenario,
  ScenarioObject,
} from "../scenario/scenario.ts";
import { ScenarioError } from "../scenario/scenario-error.ts";
import { BreakableConnections } from "./breakable-connections.ts";
import { inChunks } from "./in-chunks.ts";
import { LyingToOne } from "./lying-to-one.ts";
import { addressOf, manifestOf } from "./manifest.ts";
import type { LyingServer, ReplacementParts } from "./replacement-parts.ts";
import { tapped } from "./wire-tap.ts";

/** Annotation that an `update` raises. */
const editAnnotation = "scenario/edit";

const serverLane = lane("scenario/server");

type ServerOperation = Exclude<
  Operation,
  | { readonly informer: string }
  | { readonly queue: string }
  | { readonly do: "write-again" | "factory" }
>;

/** Makes the apiserver of a run. */
export type CreateServer = (environment: Environment, scenario: Scenario) => Apiserver;

/** The fake apiserver of a run, spoken to in a scenario's words. */
export class ScenarioServer {
  readonly #environment: Environment;
  readonly apiserver: Apiserver;
  readonly #network: NetworkProfile | undefined;
  readonly #lying: LyingServer | undefined;
  readonly #alterWrite: NonNullable<ReplacementParts["alterWrite"]>;
  readonly #faultIds = new Map<string, number>();
  /** Breaks connections that fell silent; empty unless the scenario lets some. */
  readonly #connections: BreakableConnections | undefined;
  readonly #isPaged: boolean;
  readonly #program: NetworkProgram;
  readonly #chunkMs: number;
  readonly #goesDown: boolean;
  /** Until then nobody listens. */
  #downUntil = 0;
  /** Longest way of one message, both directions together. */
  readonly longestDelayMs: number;

  constructor(
    environment: Environment,
    scenario: Scenario,
    createServer: CreateServer,
    { lyingServer, alterWrite }: Pick<ReplacementParts, "lyingServer" | "alterWrite">,
  ) {
    const liar = lyingServer?.(environment);
    const { plantedIn } = scenario;
    this.#lying =
      liar === undefined || plantedIn === undefined ? liar : new LyingToOne(liar, plantedIn);
    this.#alterWrite = alterWrite ?? ((content) => content);
    this.#goesDown = (scenario.script ?? []).some(
      (operation) => operation.do === "restart-server" && operation.downMs !== undefined,
    );
    this.#isPaged = scenario.informers.some(({ pageSize }) => pageSize !== undefined);
    this.#environment = this.#lying === undefined ? environment : retold(environment, this.#lying);
    this.apiserver = createServer(this.#environment, scenario);
    this.#program = scenario.network ?? {};
    const { latencyMs = 0, jitterMs = 0, chunkMs = 0 } = this.#program;
    this.#chunkMs = chunkMs;
    const delay = jitterMs === 0 ? latencyMs : { min: latencyMs, max: latencyMs + jitterMs };
    this.#network =
      latencyMs === 0 && jitterMs === 0
        ? undefined
        : { requestMs: delay, responseMs: delay, eventMs: delay };
    const stalls = (scenario.script ?? []).some(
      (operation) => operation.do === "fault" && "stall" in operation.fault.do,
    );
    if (stalls) this.#connections = new BreakableConnections();
    this.longestDelayMs = 2 * (latencyMs + jitterMs) + chunkMs;
  }

  /** The way to this server for one informer. */
  listerWatcher(program: InformerProgram, observe?: Observe): ListerWatcher {
    const { resource, namespace, labelSelector } = program;
    const client = informerName(program);
    this.#definitionOf(resource, `informer "${client}"`);
    const direct = inProcessListerWatcher(
      { apiserver: this.apiserver },
      {
        resource,
        client,
        ...(namespace === undefined ? {} : { namespace }),
        ...(this.#network === undefined ? {} : { network: this.#network }),
      },
    );
    const { pageMax } = this.#program;
    const paged = pageMax === undefined ? direct : withShortPages(direct, pageMax);
    const said = this.#lying?.wrap(paged, client) ?? paged;
    const selected = labelSelector === undefined ? said : withSelector(said, labelSelector);
    const breakable = this.#connections?.wrap(selected) ?? selected;
    const reachable = this.#goesDown ? this.#withDownTime(breakable) : breakable;
    const arriving =
      this.#chunkMs === 0 ? reachable : inChunks(reachable, this.#environment.clock, this.#chunkMs);
    return observe === undefined ? arriving : tapped(arriving, client, observe);
  }

  /** Creates an object as somebody's request. */
  create(object: ScenarioObject, actor: string, operation: string): void {
    this.#write("create", object, manifestOf(object), actor, operation);
  }

  /** Does one operation of a script. @throws ScenarioError when its fault is none. */
  act(operation: ServerOperation, id: string): void {
    switch (operation.do) {
      case "create":
        this.create(operation, "user", id);
        return;
      case "update":
        this.#edit(operation, id, (object) => withEdit(object));
        return;
      case "label":
        this.#edit(operation, id, (object) => withLabels(object, operation.labels));
        return;
      case "delete":
        this.#write("delete", operation, undefined, "user", id);
        return;
      case "finalize":
        this.#edit(operation, id, withoutFinalizers);
        return;
      case "list":
        this.#list(operation, id);
        return;
      case "recreate":
        this.#write("delete", operation, undefined, "user", id);
        this.create(operation, "user", `${id}-again`);
        return;
      case "compact":
        this.apiserver.compact(
          Math.max(1, this.apiserver.storage.revision - (operation.keep ?? 0)),
        );
        return;
      case "cut-watches":
        this.#strike(
          operation.resource,
          operation.how === "reset" ? { reset: "stream" } : { close: "clean" },
        );
        return;
      case "expire-watches":
        this.#strike(operation.resource, { expire: "event410" });
        return;
      case "restart-server":
        this.apiserver.restart();
        this.#downUntil = this.#environment.clock.now() + (operation.downMs ?? 0);
        return;
      case "bookmark":
        this.apiserver.tellBookmarks();
        return;
      case "fault":
        this.#addFault(operation.fault, id, operation.forMs);
    }
  }

  /** Updates an object from an old version, or without a change: neither may commit anything. */
  writeAgain(
    operation: ObjectName & { readonly how: "stale" | "same" },
    id: string,
    observe: Observe | undefined,
  ): void {
    const { how, resource } = operation;
    const { key } = addressOf(operation);
    const current = this.apiserver.stored(resource, key);
    if (current === undefined) return;
    const stale = { ...current, metadata: { ...current.metadata, resourceVersion: "1" } };
    const content = how === "stale" ? withEdit(stale) : current;
    const { storage } = this.apiserver;
    const before = storage.revision;
    this.#write("update", operation, this.#alterWrite(content), "user", id, (outcome) =>
      observe?.({
        kind: "write.answered",
        how,
        key,
        status: "code" in outcome ? outcome.code : 0,
        committed: storage.revision - before,
      }),
    );
  }

  /** Undoes every standing fault; connections that fell silent break. */
  heal(): void {
    this.apiserver.faults.clear();
    this.#downUntil = 0;
    // A page size makes client-go list exactly the last version, also one that the watch cache no longer serves: it
    // then lists and fails to watch until storage is compacted, which a real apiserver does every five minutes.
    if (this.#isPaged) this.apiserver.compact(Math.max(1, this.apiserver.storage.revision));
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
    return {
      list: (options, done) =>
        isUp() ? inner.list(options, done) : refuse((error) => done({ ok: false, error })),
      watch: (options, observer) =>
        isUp() ? inner.watch(options, observer) : refuse((error) => observer.failed(error)),
    };
  }

  #definitionOf(resource: string, place: string): ReturnType<Apiserver["definitionOf"]> {
    try {
      return this.apiserver.definitionOf(resource);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ScenarioError(`${place}: ${reason}`, { cause });
    }
  }

  #addFault(fault: Fault, id: string, forMs: number | undefined): void {
    try {
      const count = (this.#faultIds.get(id) ?? 0) + 1;
      this.#faultIds.set(id, count);
      const handle = this.apiserver.faults.add({
        id: count === 1 ? id : `${id}-${count}`,
        ...fault,
      });
      if (forMs !== undefined)
        this.#environment.clock.after(forMs, serverLane, () => handle.remove());
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ScenarioError(`operation "${id}": ${reason}`, { cause });
    }
  }

  #strike(resource: string | undefined, action: Fault["do"]): void {
    this.apiserver.faults.strike(resource === undefined ? {} : { resource }, action);
  }

  #edit(
    operation: ObjectName,
    id: string,
    change: (object: KubernetesObject) => KubernetesObject,
  ): void {
    const { key } = addressOf(operation);
    const current = this.apiserver.stored(operation.resource, key);
    if (current !== undefined) this.#write("update", operation, change(current), "user", id);
  }

  #list(
    { resource, actor = "user", ahead }: Extract<ServerOperation, { readonly do: "list" }>,
    operation: string,
  ): void {
    const definition = this.#definitionOf(resource, `operation "${operation}"`);
    const options =
      ahead === undefined
        ? {}
        : { options: { resourceVersion: String(this.apiserver.storage.revision + ahead) } };
    this.apiserver.serve(
      { verb: "list", definition, client: actor, operation, ...options },
      () => undefined,
    );
  }

  #write(
    verb: "create" | "update" | "delete",
    object: ObjectName,
    content: KubernetesObject | undefined,
    actor: string,
    operation: string,
    // Refusals are part of the story: the trace tells of them.
    done: Parameters<Apiserver["serve"]>[1] = () => undefined,
  ): void {
    const { name, namespace, key } = addressOf(object);
    this.#environment.trace.emit?.({
      kind: "actor.acted",
      actor,
      action: verb,
      operation,
      ref: { resource: object.resource, key },
    });
    this.apiserver.serve(
      {
        verb,
        definition: this.#definitionOf(object.resource, `operation "${operation}"`),
        namespace,
        ...(verb === "create" ? {} : { name }),
        client: actor,
        operation,
        ...(content === undefined ? {} : { body: { content, mediaType: "application/json" } }),
      },
      done,
    );
  }
}

function withEdit(object: KubernetesObject): KubernetesObject {
  const edits = Number(object.metadata?.annotations?.[editAnnotation] ?? 0) + 1;
  const annotations = { ...object.metadata?.annotations, [editAnnotation]: String(edits) };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function withoutFinalizers({ metadata, ...object }: KubernetesObject): KubernetesObject {
  const { finalizers: _removed, ...rest } = metadata ?? {};
  return { ...object, metadata: rest };
}

function withLabels(
  object: KubernetesObject,
  changes: Readonly<Record<string, string | null>>,
): KubernetesObject {
  const labels: Record<string, string> = { ...object.metadata?.labels };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete labels[name];
    else labels[name] = value;
  }
  return { ...object, metadata: { ...object.metadata, labels } };
}

/** LW-2: selectors belong to the way to the server, not to the Reflector. */
function withSelector(inner: ListerWatcher, labelSelector: string): ListerWatcher {
  const select = (options: ListOptions): ListOptions => ({ ...options, labelSelector });
  return {
    list: (options, done) => inner.list(select(options), done),
    watch: (options, observer) => inner.watch(select(options), observer),
  };
}

/** A server may put fewer objects on a page than were asked for. */
function withShortPages(inner: ListerWatcher, pageMax: number): ListerWatcher {
  return {
    list: ({ limit, ...options }, done) =>
      inner.list(
        limit === undefined ? options : { ...options, limit: Math.min(limit, pageMax) },
        done,
      ),
    watch: (options, observer) => inner.watch(options, observer),
  };
}

/** The environment with a trace that a lying server tells in its own way. */
function retold(environment: Environment, server: LyingServer): Environment {
  return {
    ...environment,
    clock: environment.clock,
    scheduler: environment.scheduler,
    random: environment.random,
    trace: {
      get emit(): Environment["trace"]["emit"] {
        const { emit } = environment.trace;
        if (emit === undefined) return undefined;
        return (fact: TraceFact, cause?: number) => {
          const told = server.report(fact);
          return told === undefined ? (cause ?? 0) : emit(told, cause);
        };
      },
    },
  };
}
