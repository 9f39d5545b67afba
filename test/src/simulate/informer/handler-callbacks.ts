import {
  deletionHandlingMetaNamespaceKey,
  type Environment,
  type Lane,
  type ResourceEventHandler,
} from "@informerlab/core";
import type { Heard } from "../../invariants/observation.ts";
import type { HandlerProgram } from "../../scenario/scenario.ts";
import { VirtualDelay } from "../work-queue/virtual-delay.ts";
import type { WorkQueueActor } from "../work-queue/work-queue-actor.ts";
import { writeLabels } from "./cache-writer.ts";

/** Callbacks of an informer that have begun and not ended. */
export interface CallsUnderWay {
  count: number;
}

/** What the callbacks of one handler work with. */
export interface CallbackPlace {
  readonly environment: Environment;
  readonly lane: Lane;
  readonly queue: WorkQueueActor | undefined;
  /** How long each takes from now on, when that has changed since the program was written. */
  readonly durationMs: () => number | undefined;
  readonly underWay: CallsUnderWay;
  /** Called first in each callback. */
  readonly called: () => void;
}

/** The callbacks of a handler of a scenario: they take their time, throw, write and enqueue as it says. */
export function callbacksOf(
  { name, durationMs = 0, throwsOn = [], writes }: HandlerProgram,
  { environment, lane, queue, durationMs: changed, underWay, called }: CallbackPlace,
): Required<ResourceEventHandler> {
  const throwing = new Set(throwsOn);
  let calls = 0;
  const call = (
    object: Heard,
    enqueue: (handler: ReturnType<WorkQueueActor["handler"]>) => void,
  ): void | PromiseLike<void> => {
    calls += 1;
    called();
    if (writes !== undefined && (writes.on?.includes(calls) ?? true))
      writeLabels(object, writes.labels);
    queue?.isAsked(deletionHandlingMetaNamespaceKey(object));
    if (queue !== undefined) enqueue(queue.handler());
    const fails = throwing.has(calls);
    const number = calls;
    const end = (): void => {
      if (fails) throw new Error(`${name} fails on call ${number}`);
    };
    const takesMs = changed() ?? durationMs;
    if (takesMs === 0) {
      end();
      return undefined;
    }
    underWay.count += 1;
    return new VirtualDelay(environment, lane, takesMs, () => {
      underWay.count -= 1;
      end();
    });
  };
  return {
    onAdd: (object) => call(object, (enqueueing) => enqueueing.onAdd(object)),
    onUpdate: (oldObject, object) =>
      call(object, (enqueueing) => enqueueing.onUpdate(oldObject, object)),
    onDelete: (object) => call(object, (enqueueing) => enqueueing.onDelete(object)),
  };
}
