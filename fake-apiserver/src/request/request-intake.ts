import type { Environment, Lane, ListOptions } from "@informerlab/core";
import { Findings } from "../admission/findings.ts";
import type { RequestJournal } from "../journal/request-journal.ts";
import { systemMaster } from "./access/authenticate.ts";
import type { Call } from "./call.ts";
import { Clients } from "./clients.ts";
import type { ResourceRequest } from "./read/resource-request.ts";
import { storageKeyOf } from "./server-core.ts";

type Growing<T> = { -readonly [Key in keyof T]: T[Key] };

const noQuery: ReadonlyMap<string, string> = new Map();
const noOptions: ListOptions = {};

/** Where calls become requests: each has a number, a stable name and, of a client, a fact and a line in the journal. */
export class RequestIntake {
  readonly #environment: Environment;
  readonly #journal: RequestJournal;
  readonly #clients = new Clients();
  #requestsMade = 0;

  constructor(environment: Environment, journal: RequestJournal) {
    this.#environment = environment;
    this.#journal = journal;
  }

  /** Takes a client's request in: its fact stands in the trace before anything else of it. */
  receive(call: Call): ResourceRequest {
    const { clock, trace } = this.#environment;
    const operation = call.operation ?? this.#clients.operationOf(call);
    const request = this.#toRequest(call, operation, true);
    this.#journal.received(request, clock.now());
    const { namespace, name } = request;
    const scope = namespace === undefined ? "" : `${namespace}/`;
    const cause = trace.emit?.({
      kind: "server.requested",
      request: request.id,
      verb: request.verb,
      resource: request.definition.storageKey,
      key: name === undefined ? scope : storageKeyOf(namespace, name),
      options: request.options,
      client: request.client,
    });
    return cause === undefined ? request : { ...request, cause };
  }

  /** What the cluster's owner or a controller of its own asks, of which nobody is told and which waits for nothing. */
  direct(call: Call): ResourceRequest {
    return this.#toRequest(call, call.operation ?? "", false);
  }

  /** Names of requests begin anew. */
  forgetCalls(): void {
    this.#clients.forgetCalls();
  }

  /** The lane on which a client's requests go on when they were held up. */
  laneOf(client: string): Lane {
    return this.#clients.laneOf(client);
  }

  #toRequest(call: Call, operation: string, mayWait: boolean): ResourceRequest {
    this.#requestsMade += 1;
    const request: Growing<ResourceRequest> = {
      id: String(this.#requestsMade),
      verb: call.verb,
      definition: call.definition,
      namespace: call.namespace,
      name: call.name,
      subresource: call.subresource ?? "",
      options: call.options ?? noOptions,
      query: call.query ?? noQuery,
      representation: call.representation ?? "object",
      metaVersion: call.metaVersion ?? "v1",
      isPartialList: call.isPartialList ?? false,
      answerMediaType: call.answerMediaType ?? "application/json",
      includeObject: call.includeObject ?? "Metadata",
      client: call.client,
      user: call.user ?? systemMaster,
      operation,
      findings: new Findings({ mayWait, begunAt: this.#environment.clock.now() }),
    };
    if (call.network !== undefined) request.network = call.network;
    if (call.watchPath !== undefined) request.watchPath = call.watchPath;
    if (call.body !== undefined) request.body = call.body;
    if (call.address !== undefined) request.address = call.address;
    if (call.setsStatus === true) request.setsStatus = true;
    return request;
  }
}
