export { printJson } from "../api/json.ts";
export type { ActorFact } from "./actor-facts.ts";
export type { CoreFact, TraceFact } from "./facts.ts";
export type { HandlerFact, NotificationType } from "./handler-facts.ts";
export type { InformerFact } from "./informer-facts.ts";
export type { DeltaType, QueueFact } from "./queue-facts.ts";
export type { ReconcileFact } from "./reconcile-facts.ts";
export type { ReflectorFact, ReflectorState } from "./reflector-facts.ts";
export type { ServerFact } from "./server-facts.ts";
export type { StoreFact } from "./store-facts.ts";
export type { Fact, Moment, ObjectRef, Trace, TraceRecord, TraceSource } from "./trace.ts";
export {
  readTraceFile,
  type TraceFile,
  type TraceFinding,
  TraceLineReader,
} from "./trace-file.ts";
export { TraceFileError } from "./trace-file-error.ts";
export { type StepMoment, TraceHub } from "./trace-hub.ts";
export { TraceLineWriter, traceFileHeader, writeTraceFile } from "./trace-writer.ts";
export type { WorkQueueFact } from "./work-queue-facts.ts";
