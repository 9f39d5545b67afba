/** What was found in place of a trace. */
export type InputProblemId =
  | "empty"
  | "binary"
  | "utf16"
  | "html"
  | "scenario"
  | "kubectl-yaml"
  | "kubectl-table"
  | "kubectl-message"
  | "status"
  | "audit-log"
  | "program-log"
  | "trace-version"
  | "trace-line"
  | "recording"
  | "no-records"
  | "bad-json"
  | "not-an-event"
  | "nothing-in-list"
  | "unknown-json"
  | "unknown-text";

/** A problem with what a reader brought, before it has a language. */
export interface InputProblem {
  readonly id: InputProblemId;
  readonly values?: Readonly<Record<string, string | number>>;
}

/** Something that a reader should know about what was opened. */
export interface InputNote {
  readonly id:
    | "cut"
    | "cut-events"
    | "kubectl"
    | "objects"
    | "list"
    | "recording"
    | "server-alone"
    | "client-alone";
  readonly values?: Readonly<Record<string, string | number>>;
}
