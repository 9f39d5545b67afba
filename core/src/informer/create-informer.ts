import type { KubernetesObject } from "../api/object.ts";
import type { Indexers } from "../cache/index-functions.ts";
import { Indexer, type IndexerReader } from "../cache/indexer.ts";
import type { TransformFunction } from "../cache/store.ts";
import type { Environment } from "../environment/environment.ts";
import { lane } from "../environment/scheduler.ts";
import { callHandler, type ResourceEventHandler } from "../handlers/event-handler.ts";
import type { ReflectorOptions } from "../reflector/reflector-options.ts";
import { Controller } from "./controller.ts";
import { createQueue, type QueueFlavour } from "./create-queue.ts";
import { DeltaProcessor } from "./delta-processor.ts";
import { traceQueue } from "./trace-queue.ts";

/** Settings of {@link createInformer}. */
export interface InformerOptions<T extends KubernetesObject>
  extends Omit<ReflectorOptions<T>, "store" | "rules"> {
  /** Called in the loop itself: while it runs nothing else of this informer does. A promise is not waited for. */
  readonly handler: ResourceEventHandler<T>;
  /** @defaultValue "real-atomic" */
  readonly queue?: QueueFlavour;
  /** @defaultValue none */
  readonly indexers?: Indexers<T>;
  /** @defaultValue none */
  readonly transform?: TransformFunction<T>;
}

/**
 * The informer that is not shared (CT-4): one handler, called by the processing loop without a buffer between. What
 * the handler throws is reported to the scheduler. Start and stop it by its controller.
 *
 * @see client-go tools/cache/controller.go NewInformerWithOptions
 */
export function createInformer<T extends KubernetesObject>(
  environment: Environment,
  options: InformerOptions<T>,
): { readonly indexer: IndexerReader<T>; readonly controller: Controller<T> } {
  const {
    handler,
    queue: flavour = "real-atomic",
    indexers = {},
    transform,
    ...reflector
  } = options;
  const name = options.name ?? options.resource;
  const indexer = new Indexer<T>({ indexers, claimsResourceVersion: flavour === "real-atomic" });
  const loop = lane(`controller/${name}`);
  const reportRejection = (result: PromiseSettledResult<void>): void => {
    if (result.status === "rejected") environment.scheduler.report(result.reason, loop);
  };
  const processor = new DeltaProcessor<T>({
    informer: name,
    resource: options.resource,
    indexer,
    trace: environment.trace,
    notify: (notification) => {
      try {
        const returned = callHandler(handler, notification);
        if (typeof returned?.then === "function") {
          environment.scheduler.settle(loop, returned, reportRejection);
        }
      } catch (error) {
        environment.scheduler.report(error, loop);
      }
    },
  });
  const queue = createQueue<T>({
    flavour,
    knownObjects: indexer,
    observer: traceQueue<T>(environment.trace, name, options.resource),
    ...(transform === undefined ? {} : { transformer: transform }),
  });
  const controller = new Controller<T>(environment, {
    queue,
    reflector,
    process: (deltas, isInInitialList) => processor.process(deltas, isInInitialList),
  });
  return { indexer, controller };
}
