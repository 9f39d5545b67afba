import type { KubernetesObject } from "../api/object.ts";
import { type ApiResource, apiVersionOf } from "../api/resource.ts";
import { isNotFound, StatusError } from "../api/status-error.ts";
import type { ObjectClient } from "../client/object-client.ts";
import { wallTimeOf } from "../environment/clock.ts";
import type { Environment } from "../environment/environment.ts";
import { messageOf } from "../environment/message-of.ts";
import { pause } from "../environment/pause.ts";
import type { Random } from "../environment/random.ts";
import { type Lane, lane } from "../environment/scheduler.ts";
import type { StopSignal } from "../environment/stop-signal.ts";
import type { Event } from "../kinds/core-v1.generated.ts";
import {
  type Correlated,
  EventCorrelator,
  type EventCorrelatorOptions,
} from "./event-correlator.ts";
import { EventNames } from "./event-names.ts";
import { eventTime } from "./event-time.ts";

/** Settings of an {@link EventRecorder}. */
export interface EventRecorderOptions {
  /** Client of Events. */
  readonly events: ObjectClient<Event>;
  /** Who tells: the name of the controller. */
  readonly component: string;
  /** Where it runs. @defaultValue none */
  readonly host?: string;
  readonly correlator?: EventCorrelatorOptions;
  /** Once it says stop, nothing is tried a second time. @defaultValue none */
  readonly signal?: StopSignal;
}

/** What happened. */
export interface RecordedEvent {
  readonly type: "Normal" | "Warning";
  /** One word in CamelCase, for machines: `FailedCreate`. */
  readonly reason: string;
  /** A sentence, for people. */
  readonly message: string;
  /** Annotations of the Event. @defaultValue none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** The part of the object that it is about: `spec.containers{web}`. @defaultValue the whole */
  readonly fieldPath?: string;
}

type Told = Exclude<Correlated, { kind: "drop" }>;

/** Events that wait to be sent; what comes on top is dropped, as by client-go. */
const waitingMax = 1000;
const triesMax = 12;
const retryMs = 10_000;

/**
 * Tells users what a controller did, as Events of the object that it did it to. Never waits and never fails: what cannot
 * be told is left out, with a warning.
 *
 * @see client-go tools/record/event.go
 */
export class EventRecorder {
  readonly #environment: Environment;
  readonly #options: EventRecorderOptions;
  readonly #correlator: EventCorrelator;
  readonly #names: EventNames;
  readonly #waits: Random;
  readonly #lane: Lane;
  readonly #waiting: Event[] = [];
  #isSending = false;
  #hasWarned = false;

  constructor(environment: Environment, options: EventRecorderOptions) {
    this.#environment = environment;
    this.#options = options;
    const { clock, random } = environment;
    const name = `events/${options.component}`;
    this.#names = new EventNames(clock, random.fork(`${name}/name`));
    this.#correlator = new EventCorrelator(clock, this.#names, options.correlator);
    this.#waits = random.fork(`${name}/wait`);
    this.#lane = lane(name);
  }

  /** Nothing waits to be sent. */
  get isIdle(): boolean {
    return !this.#isSending;
  }

  /** Objects out of a cache carry no kind: the resource says it. */
  record(resource: ApiResource, object: KubernetesObject, what: RecordedEvent): void {
    if (this.#waiting.length >= waitingMax) {
      if (!this.#hasWarned)
        this.#warn(`more than ${waitingMax} wait to be sent; further ones are dropped`);
      this.#hasWarned = true;
      return;
    }
    this.#waiting.push(this.#eventOf(resource, object, what));
    if (this.#isSending) return;
    this.#isSending = true;
    const { scheduler } = this.#environment;
    scheduler.settle(this.#lane, this.#send(), (result) => {
      if (result.status === "rejected") scheduler.report(result.reason, this.#lane);
    });
  }

  #eventOf(resource: ApiResource, object: KubernetesObject, what: RecordedEvent): Event {
    const { component, host } = this.#options;
    const { type, reason, message, annotations, fieldPath } = what;
    const { name = "", namespace = "", uid, resourceVersion } = object.metadata ?? {};
    const time = eventTime(wallTimeOf(this.#environment.clock));
    return {
      metadata: {
        name: this.#names.next(name),
        namespace: namespace === "" ? "default" : namespace,
        ...(annotations === undefined ? {} : { annotations }),
      },
      involvedObject: {
        kind: object.kind ?? resource.kind,
        apiVersion: object.apiVersion ?? apiVersionOf(resource),
        name,
        ...(namespace === "" ? {} : { namespace }),
        ...(uid === undefined ? {} : { uid }),
        ...(resourceVersion === undefined ? {} : { resourceVersion }),
        ...(fieldPath === undefined ? {} : { fieldPath }),
      },
      type,
      reason,
      message,
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
      source: { component, ...(host === undefined ? {} : { host }) },
      reportingComponent: component,
      ...(host === undefined ? {} : { reportingInstance: host }),
    };
  }

  async #send(): Promise<void> {
    for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift()) {
      const correlated = this.#correlator.correlate(event);
      if (correlated.kind !== "drop") await this.#tell(correlated);
    }
    this.#isSending = false;
    this.#hasWarned = false;
  }

  async #tell(correlated: Told): Promise<void> {
    const { event } = correlated;
    const { events, signal } = this.#options;
    const inNamespace = events.inNamespace(event.metadata.namespace ?? "default");
    for (let attempt = 1; ; attempt++) {
      try {
        this.#correlator.observed(await sent(inNamespace, correlated));
        return;
      } catch (error) {
        // What the server refused it will refuse again; only where it could not be reached is a second try worth it.
        const isFinal = error instanceof StatusError || attempt >= triesMax;
        if (!isFinal) await this.#pauseAfter(attempt);
        if (!isFinal && signal?.aborted !== true) continue;
        this.#warn(`${event.reason ?? ""} could not be recorded: ${messageOf(error)}`);
        return;
      }
    }
  }

  /** After the first try for a part of the time, so that not all programs come back at once. */
  #pauseAfter(attempt: number): Promise<void> {
    const waitMs = attempt === 1 ? retryMs * this.#waits.next() : retryMs;
    return pause(this.#environment.clock, this.#lane, waitMs, this.#options.signal);
  }

  #warn(message: string): void {
    this.#environment.warn?.(`events of ${this.#options.component}: ${message}`);
  }
}

/** What the server has then. The one told before may be gone by now: Events live for an hour. */
async function sent(events: ObjectClient<Event>, correlated: Told): Promise<Event> {
  const { event } = correlated;
  if (correlated.kind === "create") return events.create(event);
  try {
    return await events.patch(event.metadata.name ?? "", correlated.patch, { type: "strategic" });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return events.create(event);
  }
}
