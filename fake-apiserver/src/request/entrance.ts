import type { Cancel } from "@informerlab/core";
import type { Flow } from "../flow-control/flow.ts";
import type { Passage } from "../flow-control/passage.ts";
import { countTurnedAway } from "../metrics/turned-away.ts";
import { tooManyRequests } from "./answer/too-many-requests.ts";
import { arrivalOf } from "./arrival-of.ts";
import type { ApiRequest, ApiResponse, UserIdentity } from "./read/api-request.ts";
import type { Route } from "./read/route.ts";
import type { WireServer } from "./wire-server.ts";

/** What of a request on the wire decides on its place among all others. */
export interface EnteringRequest {
  readonly request: ApiRequest;
  readonly query: ReadonlyMap<string, string>;
  readonly auditId: string;
}

/** Where a request waits for its turn, or is turned away. */
export class Entrance {
  readonly #server: WireServer;
  readonly #entering: EnteringRequest;
  readonly #startedAt: number;
  #passage: Passage | undefined;
  #passedAt: number;

  constructor(server: WireServer, entering: EnteringRequest) {
    this.#startedAt = server.environment.clock.now();
    this.#passedAt = this.#startedAt;
    this.#server = server;
    this.#entering = entering;
  }

  /** To which flow the request belongs. */
  get flow(): Flow | undefined {
    return this.#passage?.flow;
  }

  /** Asks once whether there is room for it. */
  pass(route: Route | undefined, user: UserIdentity): Passage["state"] {
    if (this.#passage !== undefined) return this.#passage.state;
    const { request, query } = this.#entering;
    const asked = { request, query, route, user, waitedMs: this.ageMs };
    this.#passage = this.#server.flowControl.enter(arrivalOf(this.#server, asked));
    this.#passedAt = this.#server.environment.clock.now();
    return this.#passage.state;
  }

  /** Calls back once it is known whether there is room; whoever does not wait for that leaves. */
  wait(decided: () => void): Cancel {
    this.#passage?.whenDecided(() => {
      this.#passedAt = this.#server.environment.clock.now();
      decided();
    });
    return () => this.leave();
  }

  /** There is no room for it. */
  turnAway(route: Route | undefined): ApiResponse {
    const { request, auditId } = this.#entering;
    const { isApply, isDryRun } = this;
    countTurnedAway(this.#server.metrics.registry, { request, route, isApply, isDryRun });
    return tooManyRequests(this.#passage?.retryAfter ?? 1, auditId);
  }

  /** The request is answered, or its client has gone: others may have its place. */
  leave(): void {
    this.#passage?.leave();
  }

  /** For how long it is known that there is room for it. */
  get passedMs(): number {
    return this.#server.environment.clock.now() - this.#passedAt;
  }

  /** For how long the request is here. */
  get ageMs(): number {
    return this.#server.environment.clock.now() - this.#startedAt;
  }

  get isApply(): boolean {
    const { method, headers } = this.#entering.request;
    const contentType = headers["content-type"] ?? "";
    return method === "PATCH" && contentType.startsWith("application/apply-patch");
  }

  get isDryRun(): boolean {
    return (this.#entering.query.get("dryRun") ?? "") !== "";
  }
}
