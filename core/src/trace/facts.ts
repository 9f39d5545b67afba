import type { ActorFact } from "./actor-facts.ts";
import type { HandlerFact } from "./handler-facts.ts";
import type { InformerFact } from "./informer-facts.ts";
import type { QueueFact } from "./queue-facts.ts";
import type { ReconcileFact } from "./reconcile-facts.ts";
import type { ReflectorFact } from "./reflector-facts.ts";
import type { ServerFact } from "./server-facts.ts";
import type { StoreFact } from "./store-facts.ts";
import type { WorkQueueFact } from "./work-queue-facts.ts";

/** What the informer and its consumers report, in pipeline order. */
export type CoreFact =
  | ReflectorFact
  | QueueFact
  | StoreFact
  | HandlerFact
  | InformerFact
  | WorkQueueFact
  | ReconcileFact;

/** Everything that can stand in a trace: the one vocabulary of picture, invariants, metrics and narration. */
export type TraceFact = ServerFact | CoreFact | ActorFact;
