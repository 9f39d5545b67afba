import type { KubernetesObject, ListMeta, Status, StatusError } from "@informerlab/core";
import type { AdmissionPending } from "../../admission/admission-pending.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import type { Watcher } from "../../watch/watcher.ts";
import type { ApiResponse } from "../read/api-request.ts";

/** What came of a request, before it takes a form on the wire. */
export type Outcome =
  | {
      readonly kind: "object";
      readonly code: number;
      readonly object: KubernetesObject;
      readonly warnings?: readonly string[];
    }
  | {
      readonly kind: "list";
      readonly definition: ResourceDefinition;
      readonly metadata: ListMeta;
      /** In the version of `definition`, with kind and apiVersion. */
      readonly items: readonly KubernetesObject[];
      readonly warnings?: readonly string[];
    }
  | {
      readonly kind: "status";
      readonly code: number;
      readonly status: Status;
      readonly warnings?: readonly string[];
    }
  | { readonly kind: "watch"; readonly watcher: Watcher }
  /** Already in its form: discovery, health and all that is no resource. */
  | { readonly kind: "raw"; readonly response: ApiResponse }
  /** The connection breaks instead of an answer. */
  | { readonly kind: "reset"; readonly after: "nothing" | "headers" };

/** What a stage answers: an outcome, or that it has to be asked again once something has happened. */
export type Progress = Outcome | Waiting;

/** Asks for another call of `resume`, when storage reaches a revision or when the time is up. */
export interface Waiting {
  readonly kind: "waiting";
  /** Resume when this is over, whatever revision and time say. */
  readonly pending?: AdmissionPending;
  /** Resume as soon as the revision is reached; undefined: only time counts. */
  readonly revision: number | undefined;
  readonly timeoutMs: number;
  resume(): Progress;
}

/** The outcome of a refusal, with what was to be warned of all the same. */
export function refusal(error: StatusError, warnings: readonly string[] = []): Outcome {
  const code = error.status.code ?? 500;
  const { status } = error;
  return { kind: "status", code, status, ...(warnings.length === 0 ? {} : { warnings }) };
}

/** Asks to be resumed when what is pending is over. */
export function waitFor(pending: AdmissionPending, resume: () => Progress): Waiting {
  return { kind: "waiting", pending, revision: undefined, timeoutMs: 0, resume };
}
