import {
  type Cancel,
  type Environment,
  type HandlerRegistration,
  type Indexers,
  type InformerParts,
  type KubernetesObject,
  type ListerWatcher,
  labelIndexFunction,
  lane,
  metaNamespaceIndexFunction,
  namespaceIndex,
  type ResourceEventHandler,
  SharedIndexInformer,
} from "@informerlab/core";
import { informerName, isEarly } from "../scenario/defaults.ts";
import type { HandlerProgram, InformerProgram } from "../scenario/scenario.ts";
import { isNamespaced } from "./manifest.ts";
import { VirtualDelay } from "./virtual-delay.ts";
import type { WorkQueueActor } from "./work-queue-actor.ts";

/** Where an informer of a scenario gets its parts. */
export interface InformerActorOptions {
  readonly program: InformerProgram;
  readonly listerWatcher: ListerWatcher;
  readonly queues: ReadonlyMap<string, WorkQueueActor>;
  /** Replaced parts: planted bugs. */
  readonly parts: InformerParts<KubernetesObject> | undefined;
  /** Lets a planted bug stand between the informer and a handler. */
  readonly wrapHandler: ((handler: ResourceEventHandler) => ResourceEventHandler) | undefined;
}

/** One informer of a scenario, with its handlers. */
export class InformerActor {
  readonly name: string;
  readonly informer: SharedIndexInformer;
  readonly #environment: Environment;
  readonly #options: InformerActorOptions;
  readonly #registrations = new Map<string, HandlerRegistration>();
  readonly #durations = new Map<string, number>();
  /** Callbacks that have begun and not ended. */
  callsUnderWay = 0;

  constructor(environment: Environment, options: InformerActorOptions) {
    const { program, listerWatcher, parts } = options;
    this.name = informerName(program);
    this.#environment = environment;
    this.#options = options;
    this.informer = new SharedIndexInformer(environment, {
      name: this.name,
      resource: program.resource,
      listerWatcher,
      queue: program.queue ?? "delta",
      useWatchList: program.watchList ?? false,
      resyncPeriodMs: program.resyncPeriodMs ?? 0,
      indexers: indexersOf(program),
      // A program that handles errors: the trace tells of them.
      watchErrorHandler: () => undefined,
      handlerErrorHandler: () => undefined,
      ...(parts === undefined ? {} : { parts }),
    });
  }

  /** Posts everything that the program does by itself. */
  schedule(): void {
    const { program } = this.#options;
    const own = lane(`program/${this.name}`);
    const at = (timeMs: number, step: () => void): Cancel =>
      this.#environment.clock.after(timeMs, own, step);
    for (const handler of program.handlers ?? []) {
      if (isEarly(handler, program)) this.#add(handler);
      else at(handler.addAtMs ?? 0, () => this.#add(handler));
      if (handler.removeAtMs !== undefined)
        at(handler.removeAtMs, () => this.#remove(handler.name));
    }
    if (program.startAtMs === undefined || program.startAtMs === 0) {
      this.#environment.scheduler.post(own, () => this.informer.start());
    } else {
      at(program.startAtMs, () => this.informer.start());
    }
    if (program.stopAtMs !== undefined) at(program.stopAtMs, () => this.informer.stop());
  }

  /** From now on each callback of a handler takes this long. */
  slow(handler: string, durationMs: number): void {
    this.#durations.set(handler, durationMs);
  }

  #add(program: HandlerProgram): void {
    if (this.informer.isStopped) return;
    const { resyncPeriodMs, name } = program;
    const handler = this.#handlerOf(program);
    this.#registrations.set(
      name,
      this.informer.addEventHandler(this.#options.wrapHandler?.(handler) ?? handler, {
        name,
        ...(resyncPeriodMs === undefined ? {} : { resyncPeriodMs }),
      }),
    );
  }

  #remove(name: string): void {
    const registration = this.#registrations.get(name);
    if (registration !== undefined) this.informer.removeEventHandler(registration);
  }

  #handlerOf({
    name,
    durationMs = 0,
    throwsOn = [],
    enqueuesTo,
  }: HandlerProgram): ResourceEventHandler {
    const queue = enqueuesTo === undefined ? undefined : this.#options.queues.get(enqueuesTo);
    const throwing = new Set(throwsOn);
    const handlerLane = lane(`handler/${this.name}/${name}`);
    let calls = 0;
    const call = (
      enqueue: (handler: ReturnType<WorkQueueActor["handler"]>) => void,
    ): void | PromiseLike<void> => {
      calls += 1;
      if (queue !== undefined) enqueue(queue.handler());
      const fails = throwing.has(calls);
      const number = calls;
      const end = (): void => {
        if (fails) throw new Error(`${name} fails on purpose on call ${number}`);
      };
      const takesMs = this.#durations.get(name) ?? durationMs;
      if (takesMs === 0) {
        end();
        return undefined;
      }
      this.callsUnderWay += 1;
      return new VirtualDelay(this.#environment, handlerLane, takesMs, () => {
        this.callsUnderWay -= 1;
        end();
      });
    };
    return {
      onAdd: (object) => call((enqueueing) => enqueueing.onAdd(object)),
      onUpdate: (oldObject, object) => call((enqueueing) => enqueueing.onUpdate(oldObject, object)),
      onDelete: (object) => call((enqueueing) => enqueueing.onDelete(object)),
    };
  }
}

function indexersOf({ resource, indexLabels = [] }: InformerProgram): Indexers<KubernetesObject> {
  const byLabel = indexLabels.map(
    (label) => [`label:${label}`, labelIndexFunction(label)] as const,
  );
  const byNamespace = isNamespaced(resource)
    ? [[namespaceIndex, metaNamespaceIndexFunction] as const]
    : [];
  return Object.fromEntries([...byNamespace, ...byLabel]);
}
