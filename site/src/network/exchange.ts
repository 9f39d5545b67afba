import type { WatchFrame } from "@informerlab/fake-apiserver";

/** A moment of a run: how many records of its trace had been told by then. */
export type Moment = number;

/** What an informer of a run asked, and what came back to it. */
export interface Exchange {
  /** Unique in its run. */
  readonly id: string;
  readonly at: Moment;
  /** Path and query: `/api/v1/nodes?limit=500`. */
  readonly target: string;
  readonly accept: string;
  /** Absent where none came before the run ended. */
  readonly answer?: Answer;
}

/** What came back, and when. */
export type Answer =
  | { readonly kind: "body"; readonly at: Moment; readonly status: number; readonly body: unknown }
  /** The connection broke, or nobody listened. */
  | { readonly kind: "broken"; readonly at: Moment }
  | WatchAnswer;

/** A watch that was accepted. */
export interface WatchAnswer {
  readonly kind: "watch";
  readonly at: Moment;
  readonly events: readonly StreamedEvent[];
  /** Absent where it was open to the end of the run. */
  readonly end?: { readonly at: Moment; readonly by: "server" | "client" | "break" };
}

/** One event of a watch. */
export interface StreamedEvent {
  readonly at: Moment;
  readonly event: Pick<WatchFrame, "type" | "object">;
}

/** When nothing more is to come of it; absent: never. */
export function endOf({ answer }: Exchange): Moment | undefined {
  return answer?.kind === "watch" ? answer.end?.at : answer?.at;
}
