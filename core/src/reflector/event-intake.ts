import type { KubernetesObject } from "../api/object.ts";
import { initialEventsEndAnnotation, type WatchEvent } from "../api/watch-event.ts";
import type { Environment } from "../environment/environment.ts";
import { messageOf } from "../environment/message-of.ts";
import type { ReflectorStore } from "../queue/queue.ts";
import { refusalOf } from "./object-check.ts";
import { refOf } from "./object-ref.ts";
import type { ReflectorOptions } from "./reflector-options.ts";
import type { ReflectorRules } from "./reflector-rules.ts";
import type { ResumePoint } from "./resume-point.ts";
import type { WatchSession } from "./watch-session.ts";

/** An event that carries an object. */
export type ObjectEvent<T extends KubernetesObject> = Exclude<WatchEvent<T>, { type: "ERROR" }>;

/** Takes watch events into the store of a session and moves its versions (RF-33 … RF-40). */
export class EventIntake<T extends KubernetesObject> {
  readonly #environment: Environment;
  readonly #options: ReflectorOptions<T>;
  readonly #name: string;
  readonly #rules: ReflectorRules;
  readonly #resume: ResumePoint;

  constructor(
    environment: Environment,
    options: {
      readonly reflector: ReflectorOptions<T>;
      readonly name: string;
      readonly rules: ReflectorRules;
      readonly resume: ResumePoint;
    },
  ) {
    this.#environment = environment;
    this.#options = options.reflector;
    this.#name = options.name;
    this.#rules = options.rules;
    this.#resume = options.resume;
  }

  /** Answers whether this event ends the initial events of a streaming list. */
  take(session: WatchSession<T>, event: ObjectEvent<T>): boolean {
    const { object } = event;
    const refusal = refusalOf(object, this.#options.expected);
    if (refusal !== undefined) {
      this.#drop(refusal, object);
      this.#environment.warn?.(`informer ${this.#name}: left out an event: ${refusal}`);
      return false;
    }
    const resourceVersion = object.metadata?.resourceVersion ?? "";
    const isInitialEventsEnd =
      event.type === "BOOKMARK" &&
      object.metadata?.annotations?.[initialEventsEndAnnotation] === "true";
    this.#emitReceived(event, isInitialEventsEnd);
    try {
      this.#apply(session.target, event, resourceVersion);
    } catch (error) {
      // RF-34: the stream goes on, and the version moves all the same (RF-37).
      this.#drop(messageOf(error), object);
      this.#environment.warn?.(
        `informer ${this.#name}: could not take in an event: ${messageOf(error)}`,
        error,
      );
    }
    if (this.#rules.movesResourceVersion({ type: event.type, isOrdered: session.isOrdered })) {
      session.isOrdered = true;
      session.resourceVersion = resourceVersion;
      if (session.phase === "live") this.#resume.lastSyncResourceVersion = resourceVersion;
      session.target.updateResourceVersion?.(resourceVersion);
    }
    session.events += 1;
    return isInitialEventsEnd && session.phase === "initial";
  }

  /** Writes an ERROR event down. */
  note(error: unknown): void {
    this.#environment.trace.emit?.({
      kind: "reflector.received",
      informer: this.#name,
      type: "ERROR",
      error: messageOf(error),
    });
  }

  #apply(target: ReflectorStore<T>, event: ObjectEvent<T>, resourceVersion: string): void {
    switch (event.type) {
      case "ADDED":
        target.add(event.object);
        break;
      case "MODIFIED":
        target.update(event.object);
        break;
      case "DELETED":
        target.delete(event.object);
        break;
      case "BOOKMARK":
        target.bookmark?.(resourceVersion);
        break;
      default:
        // RF-36: a type of the future says nothing, but its version counts.
        this.#drop(
          `unknown event type ${JSON.stringify((event as { type: unknown }).type)}`,
          undefined,
        );
    }
  }

  #drop(reason: string, object: KubernetesObject | undefined): void {
    const ref =
      object?.metadata === undefined ? {} : { ref: refOf(this.#options.resource, object) };
    this.#environment.trace.emit?.({
      kind: "reflector.dropped",
      informer: this.#name,
      reason,
      ...ref,
    });
  }

  #emitReceived(event: ObjectEvent<T>, isInitialEventsEnd: boolean): void {
    const { type, object } = event;
    this.#environment.trace.emit?.({
      kind: "reflector.received",
      informer: this.#name,
      type,
      ref: refOf(this.#options.resource, object),
      object,
      ...(isInitialEventsEnd ? { isInitialEventsEnd } : {}),
    });
  }
}
