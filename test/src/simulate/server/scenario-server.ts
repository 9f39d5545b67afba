import {
  type Cancel,
  type Environment,
  type KubernetesObject,
  type ListerWatcher,
  printJson,
  resourcePath,
} from "@informerlab/core";
import type { TraceFact } from "@informerlab/core/trace";
import type { Apiserver, Fault } from "@informerlab/fake-apiserver";
import type { Observe } from "../../invariants/observation.ts";
import { informerName } from "../../scenario/defaults.ts";
import type {
  InformerProgram,
  ObjectName,
  Operation,
  Scenario,
  ScenarioObject,
} from "../../scenario/scenario.ts";
import { ScenarioError } from "../../scenario/scenario-error.ts";
import type { HttpWayOptions } from "../network/http-way.ts";
import { type HttpClient, ScenarioNetwork, serverLane } from "../network/scenario-network.ts";
import type { LyingServer, ReplacementParts } from "../replacement-parts.ts";
import { LyingToOne } from "./lying-to-one.ts";
import { addressOf, manifestOf, type ObjectAddress } from "./manifest.ts";
import { withEdit, withLabels, withoutFinalizers } from "./object-edits.ts";

type ServerOperation = Exclude<
  Operation,
  | { readonly informer: string }
  | { readonly queue: string }
  | { readonly do: "write-again" | "factory" }
>;

/** Who asks for a write, and is told what came of it. */
export interface ProgramRequest {
  readonly actor: string;
  /** What its draws are keyed by. */
  readonly operation: string;
  readonly observe: Observe | undefined;
  /** Told the status of the answer, or that there was none: then nobody knows what came of the request. */
  readonly done: (status: number | undefined) => void;
}

/** Makes the apiserver of a run. */
export type CreateServer = (environment: Environment, scenario: Scenario) => Apiserver;

/** The fake apiserver of a run, spoken to in a scenario's words. */
export class ScenarioServer {
  readonly #environment: Environment;
  readonly apiserver: Apiserver;
  readonly #network: ScenarioNetwork;
  readonly #lying: LyingServer | undefined;
  readonly #alterWrite: NonNullable<ReplacementParts["alterWrite"]>;
  readonly #parts: HttpWayOptions["parts"];
  readonly #faultIds = new Map<string, number>();
  readonly #isPaged: boolean;

  constructor(
    environment: Environment,
    scenario: Scenario,
    createServer: CreateServer,
    parts: Pick<ReplacementParts, "lyingServer" | "alterWrite"> & HttpWayOptions["parts"],
    http: HttpClient | undefined,
  ) {
    const { lyingServer, alterWrite } = parts;
    const liar = lyingServer?.(environment);
    const { plantedIn } = scenario;
    this.#lying =
      liar === undefined || plantedIn === undefined ? liar : new LyingToOne(liar, plantedIn);
    this.#alterWrite = alterWrite ?? ((content) => content);
    this.#isPaged =
      scenario.network?.pageMax !== undefined ||
      scenario.informers.some(({ pageSize }) => pageSize !== undefined);
    this.#environment = this.#lying === undefined ? environment : retold(environment, this.#lying);
    this.apiserver = createServer(this.#environment, scenario);
    this.#network = new ScenarioNetwork(this.#environment, this.apiserver, scenario, http);
    this.#parts = parts;
  }

  /** The way to this server for one informer. */
  listerWatcher(program: InformerProgram, observe?: Observe): ListerWatcher {
    const client = informerName(program);
    this.#definitionOf(program.resource, `informer "${client}"`);
    const lying = this.#lying;
    return this.#network.wayOf(program, {
      lies: lying === undefined ? undefined : (way) => lying.wrap(way, client),
      observe,
      parts: this.#parts,
    });
  }

  /** Longest way of one message, both directions together. */
  get longestDelayMs(): number {
    return this.#network.longestDelayMs;
  }

  /** Creates an object as somebody's request. */
  create(object: ScenarioObject, actor: string, operation: string): void {
    const content = manifestOf(object, this.#addressOf(object, operation));
    this.#write("create", object, content, actor, operation);
  }

  /** Creates or deletes an object as a program does that looks at what comes of it; by HTTP, where programs speak that. */
  request(
    verb: "create" | "delete",
    object: ScenarioObject,
    { actor, operation, observe, done }: ProgramRequest,
  ): Cancel {
    const address = this.#addressOf(object, operation);
    const content = verb === "create" ? manifestOf(object, address) : undefined;
    if (!this.#network.writesByHttp) {
      this.#write(verb, object, content, actor, operation, (outcome) => done(statusOf(outcome)));
      return () => undefined;
    }
    const { group, version, resource, namespace, name, key } = address;
    this.#tellOfWrite(verb, { resource: object.resource, key }, actor, operation);
    const place = { ...(namespace && { namespace }), ...(verb === "delete" && { name }) };
    const request = {
      method: verb === "create" ? "POST" : "DELETE",
      path: resourcePath({ group, version, resource }, place),
      ...(content === undefined ? {} : { body: printJson(content) }),
    } as const;
    return this.#network.write(
      { client: actor, write: operation, verb, request, observe, parts: this.#parts },
      done,
    );
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
        this.#network.goesDown(operation.downMs ?? 0);
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
    const { key } = this.#addressOf(operation, id);
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
    // A page size makes client-go list exactly the last version, also one that the watch cache no longer serves: it
    // then lists and fails to watch until storage is compacted, which a real apiserver does every five minutes.
    if (this.#isPaged) this.apiserver.compact(Math.max(1, this.apiserver.storage.revision));
    this.#network.heal();
  }

  #definitionOf(resource: string, place: string): ReturnType<Apiserver["definitionOf"]> {
    try {
      return this.apiserver.definitionOf(resource);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ScenarioError(`${place}: ${reason}`, { cause });
    }
  }

  #addressOf(object: ObjectName, operation: string): ObjectAddress {
    return addressOf(object, this.#definitionOf(object.resource, `operation "${operation}"`));
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
    const { key } = this.#addressOf(operation, id);
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
    const definition = this.#definitionOf(object.resource, `operation "${operation}"`);
    const { name, namespace, key } = addressOf(object, definition);
    this.#tellOfWrite(verb, { resource: object.resource, key }, actor, operation);
    this.apiserver.serve(
      {
        verb,
        definition,
        namespace,
        ...(verb === "create" ? {} : { name }),
        client: actor,
        operation,
        ...(content === undefined ? {} : { body: { content, mediaType: "application/json" } }),
      },
      done,
    );
  }

  #tellOfWrite(
    action: string,
    ref: { readonly resource: string; readonly key: string },
    actor: string,
    operation: string,
  ): void {
    this.#environment.trace.emit?.({ kind: "actor.acted", actor, action, operation, ref });
  }
}

/** What a client sees of an outcome. */
function statusOf(outcome: Parameters<Parameters<Apiserver["serve"]>[1]>[0]): number | undefined {
  if (outcome.kind === "status") return outcome.code;
  return outcome.kind === "object" ? 200 : undefined;
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
