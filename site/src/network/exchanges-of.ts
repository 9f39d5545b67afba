import {
  apiVersionOf,
  type Environment,
  type GroupVersionResource,
  type KubernetesList,
  type KubernetesObject,
  type ListOptions,
  RestListerWatcher,
  type RestRequest,
  StatusError,
} from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import {
  type InformerProgram,
  type Observation,
  runScenario,
  type Scenario,
} from "@informerlab/test";
import type { Answer, Exchange, Moment, StreamedEvent } from "./exchange.ts";

/** How the informers of a run reach their server. */
interface Program {
  readonly resource: GroupVersionResource;
  /** Items of its lists carry neither kind nor apiVersion on the wire. */
  readonly isBuiltIn: boolean;
  readonly program: InformerProgram;
}

/** An exchange that is still being written. */
interface OpenExchange {
  readonly at: Moment;
  readonly informer: string;
  readonly verb: "list" | "watch";
  readonly options: ListOptions;
  readonly events: StreamedEvent[];
  answer?: Answer;
}

/**
 * What the informers of a scenario ask and are told, as it would go over the wire. The run is the one that the trace of
 * the scenario shows; an informer asks for one thing at a time.
 *
 * @throws ScenarioError when the scenario asks for something that cannot be done.
 */
export function exchangesOf(scenario: Scenario): readonly Exchange[] {
  const tape = new Tape();
  const programs = new Map<string, Program>();
  runScenario(scenario, {
    trace: false,
    judge: false,
    listen: () => tape.next(),
    observe: (observation) => tape.observe(observation),
    attach: ({ apiserver }) => {
      for (const program of scenario.informers) {
        const { group, version, resource, origin } = apiserver.definitionOf(program.resource);
        const isBuiltIn = origin === "built-in";
        const name = program.name ?? program.resource;
        programs.set(name, { resource: { group, version, resource }, isBuiltIn, program });
      }
    },
  });
  const environment = new Simulation();
  return tape.exchanges.flatMap((open, index) => {
    const program = programs.get(open.informer);
    if (program === undefined) return [];
    return [written(open, `run-${index + 1}`, program, requestOf(open, program, environment))];
  });
}

/** Writes down what passes on the informers' way to the server. */
class Tape {
  readonly exchanges: OpenExchange[] = [];
  readonly #current = new Map<string, OpenExchange>();
  #moment: Moment = 0;

  /** One more record has been told. */
  next(): void {
    this.#moment += 1;
  }

  observe(observation: Observation): void {
    const at = this.#moment;
    switch (observation.kind) {
      case "wire.requested": {
        const { informer, verb, options } = observation;
        const open: OpenExchange = { at, informer, verb, options, events: [] };
        this.#current.set(informer, open);
        this.exchanges.push(open);
        return;
      }
      case "wire.listed":
        this.#answer(observation.informer, {
          kind: "body",
          at,
          status: 200,
          body: observation.list,
        });
        return;
      case "wire.refused":
        this.#refuse(observation.informer, observation.error);
        return;
      case "wire.opened": {
        const open = this.#current.get(observation.informer);
        if (open !== undefined) open.answer = { kind: "watch", at, events: open.events };
        return;
      }
      case "wire.events": {
        const open = this.#current.get(observation.informer);
        for (const { type, object } of observation.events)
          open?.events.push({ at, event: { type, object } });
        return;
      }
      case "wire.closed":
        this.#end(observation.informer, observation.by);
    }
  }

  #answer(informer: string, answer: Answer): void {
    const open = this.#current.get(informer);
    if (open !== undefined) open.answer = answer;
  }

  #refuse(informer: string, error: unknown): void {
    const open = this.#current.get(informer);
    // What fails after it was accepted is a stream that broke.
    if (open?.answer?.kind === "watch") {
      this.#end(informer, "break");
      return;
    }
    const at = this.#moment;
    this.#answer(
      informer,
      error instanceof StatusError
        ? { kind: "body", at, status: error.status.code ?? 500, body: error.status }
        : { kind: "broken", at },
    );
  }

  #end(informer: string, by: "server" | "client" | "break"): void {
    const open = this.#current.get(informer);
    if (open?.answer?.kind !== "watch" || open.answer.end !== undefined) return;
    open.answer = { ...open.answer, end: { at: this.#moment, by } };
  }
}

function written(
  { at, answer }: OpenExchange,
  id: string,
  program: Program,
  request: RestRequest,
): Exchange {
  const query = new URLSearchParams(request.query.map(([name, value]) => [name, value])).toString();
  return {
    id,
    at,
    target: query === "" ? request.path : `${request.path}?${query}`,
    accept: request.headers["accept"] ?? "",
    ...(answer === undefined ? {} : { answer: onTheWire(answer, program) }),
  };
}

/** In the process a list knows its own kind, and each item its own; over the wire the list says both. */
function onTheWire(answer: Answer, { resource, isBuiltIn }: Program): Answer {
  if (answer.kind !== "body" || answer.status !== 200) return answer;
  const { kind, metadata, items } = answer.body as KubernetesList;
  const bare = ({ kind: _kind, apiVersion: _apiVersion, ...rest }: KubernetesObject): object =>
    rest;
  const list = { kind, apiVersion: apiVersionOf(resource), metadata };
  return { ...answer, body: { ...list, items: isBuiltIn ? items.map(bare) : items } };
}

/** The request by which the informer asks this of a server that is reached over HTTP. */
function requestOf(
  { verb, options }: OpenExchange,
  { resource, program: { namespace, labelSelector } }: Program,
  environment: Environment,
): RestRequest {
  const sent: RestRequest[] = [];
  const server = new RestListerWatcher(environment, {
    transport: {
      server: "",
      send: (request) => {
        sent.push(request);
        return () => {};
      },
    },
    resource,
    ...(namespace === undefined ? {} : { namespace }),
    ...(labelSelector === undefined
      ? {}
      : { tweakListOptions: (asked) => ({ ...asked, labelSelector }) }),
  });
  const nobody = () => {};
  const cancel =
    verb === "list"
      ? server.list(options, nobody)
      : server.watch(options, { opened: nobody, events: nobody, closed: nobody, failed: nobody });
  cancel();
  const [request] = sent;
  if (request === undefined) throw new Error("the informer's way to its server sent nothing");
  return request;
}
