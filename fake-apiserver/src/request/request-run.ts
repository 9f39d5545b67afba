import { type Cancel, type Lane, type Status, StatusError } from "@informerlab/core";
import { AdmissionPending } from "../admission/admission-pending.ts";
import type { RequestVerdict } from "../faults/faults.ts";
import { type Outcome, type Progress, refusal, type Waiting, waitFor } from "./answer/outcome.ts";
import { internalError } from "./answer/status-errors.ts";
import { limitWork } from "./limit-work.ts";
import type { ResourceRequest } from "./read/resource-request.ts";
import type { ServerCore } from "./server-core.ts";
import type { UnansweredRequest } from "./unanswered-request.ts";

/** Does what a request asks for, once nothing keeps it from being looked at. */
export type Perform = (request: ResourceRequest) => Progress;

/** What {@link runRequest} needs. */
export interface RunInput {
  readonly core: ServerCore;
  readonly request: ResourceRequest;
  readonly verdict: RequestVerdict | undefined;
  readonly perform: Perform;
  /** Delays and waits of this request go on on this lane. */
  readonly lane: Lane;
  readonly done: (outcome: Outcome) => void;
}

/**
 * One request on its way: held back, performed, waiting for a revision, answered late. Calls `done` once, and never
 * after the returned cancel.
 */
export function runRequest(input: RunInput): Cancel {
  const { core, verdict } = input;
  const run = new RequestRun(input);
  if (verdict === undefined || verdict.delayMs === 0) run.begin();
  else run.hold(core.environment.clock.after(verdict.delayMs, input.lane, () => run.begin()));
  if (!run.isOver) core.unanswered.add(run);
  return () => run.cancel();
}

class RequestRun implements UnansweredRequest {
  readonly #input: RunInput;
  #cancel: Cancel | undefined;
  /** What the client has not got yet. */
  #outcome: Outcome | undefined;
  #isOver = false;

  constructor(input: RunInput) {
    this.#input = input;
  }

  hold(cancel: Cancel): void {
    this.#cancel = cancel;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  breakOff(): void {
    if (this.#isOver) return;
    this.#cancel?.();
    if (this.#outcome?.kind === "watch") this.#outcome.watcher.end("restart", "clean");
    const broken = { kind: "reset", after: "nothing" } as const;
    this.#input.core.journal.answered(this.#input.request, broken);
    this.#deliver(broken);
  }

  cancel(): void {
    if (this.#isOver) return;
    this.#end();
    this.#cancel?.();
    // A watch that was opened for a client that has gone would be served for ever.
    if (this.#outcome?.kind === "watch") this.#outcome.watcher.end("client", "clean");
    this.#input.core.journal.abandoned(this.#input.request);
  }

  begin(): void {
    const { core, request } = this.#input;
    const goOn = (): void => this.#pass();
    const giveUp = core.gates.isEmpty ? undefined : core.gates.hold(request, "request", goOn);
    if (giveUp === undefined) this.#pass();
    else this.#cancel = giveUp;
  }

  #pass(): void {
    if (this.#isOver) return;
    const { request, verdict, perform } = this.#input;
    if (verdict?.refusal !== undefined) {
      this.#leave({ kind: "status", code: codeOf(verdict.refusal), status: verdict.refusal });
      return;
    }
    if (verdict?.reset === "nothing") {
      this.#leave({ kind: "reset", after: "nothing" });
      return;
    }
    const staleRevision = verdict?.staleRevision;
    const stale = staleRevision === undefined ? request : { ...request, staleRevision };
    this.#advance(() => perform(stale));
  }

  #advance(step: () => Progress): void {
    const { core, request } = this.#input;
    let progress: Progress;
    request.findings.clear();
    try {
      progress = limitWork(step);
    } catch (error) {
      if (error instanceof AdmissionPending) {
        progress = waitFor(error, step);
      } else if (error instanceof StatusError) {
        progress = refusal(error, request.findings.warnings);
      } else {
        core.internalError(error);
        progress = refusal(internalError(`${request.verb} failed: ${String(error)}`));
      }
    }
    if (progress.kind === "waiting") this.#wait(progress);
    else this.#leave(progress);
  }

  #wait(waiting: Waiting): void {
    const { core, lane } = this.#input;
    const resume = (): void => {
      if (!this.#isOver) this.#advance(() => waiting.resume());
    };
    const { pending } = waiting;
    if (pending !== undefined) {
      const { scheduler } = core.environment;
      this.#cancel = pending.begin(() => scheduler.post(lane, () => pending.within(resume)));
      return;
    }
    this.#cancel =
      waiting.revision === undefined
        ? core.environment.clock.after(waiting.timeoutMs, lane, resume)
        : core.whenRevision(waiting.revision, waiting.timeoutMs, resume);
  }

  /** The second of the three points at which faults are asked. */
  #leave(outcome: Outcome): void {
    const { core, request, verdict } = this.#input;
    const final = lossOf(outcome, verdict);
    this.#outcome = final;
    const goOn = (): void => this.#send(final);
    const giveUp = core.gates.isEmpty ? undefined : core.gates.hold(request, "response", goOn);
    if (giveUp === undefined) goOn();
    else this.#cancel = giveUp;
  }

  #send(outcome: Outcome): void {
    if (this.#isOver) return;
    const { core, request, verdict, lane } = this.#input;
    core.environment.trace.emit?.(respondedFact(request.id, outcome), request.cause);
    core.journal.answered(request, outcome);
    const delayMs = (verdict?.responseDelayMs ?? 0) + (request.network?.responseDelayMs() ?? 0);
    if (delayMs === 0) this.#deliver(outcome);
    else this.#cancel = core.environment.clock.after(delayMs, lane, () => this.#deliver(outcome));
  }

  #deliver(outcome: Outcome): void {
    if (this.#isOver) return;
    this.#end();
    this.#input.done(outcome);
  }

  #end(): void {
    this.#isOver = true;
    this.#input.core.unanswered.delete(this);
  }
}

function lossOf(outcome: Outcome, verdict: RequestVerdict | undefined): Outcome {
  const isLost = verdict?.losesResponse === true;
  if (!isLost && verdict?.reset !== "headers") return outcome;
  if (outcome.kind === "watch") outcome.watcher.end("fault", "reset");
  return { kind: "reset", after: isLost ? "nothing" : "headers" };
}

function codeOf(status: Status): number {
  return status.code ?? 500;
}

function respondedFact(
  request: string,
  outcome: Outcome,
): {
  readonly kind: "server.responded";
  readonly request: string;
  readonly code: number;
  readonly reason?: string;
  readonly resourceVersion?: string;
  readonly count?: number;
} {
  const fact = { kind: "server.responded", request } as const;
  switch (outcome.kind) {
    case "object": {
      const { resourceVersion } = outcome.object.metadata ?? {};
      const { code } = outcome;
      return resourceVersion === undefined ? { ...fact, code } : { ...fact, code, resourceVersion };
    }
    case "list": {
      const { resourceVersion } = outcome.metadata;
      const listed = { ...fact, code: 200, count: outcome.items.length };
      return resourceVersion === undefined ? listed : { ...listed, resourceVersion };
    }
    case "status": {
      const { reason } = outcome.status;
      const { code } = outcome;
      return reason === undefined ? { ...fact, code } : { ...fact, code, reason };
    }
    case "watch":
      return { ...fact, code: 200 };
    case "raw":
      return { ...fact, code: outcome.response.status };
    default:
      // No status reached the client: the connection broke.
      return { ...fact, code: 0, reason: outcome.kind };
  }
}
