import type { KubernetesObject } from "../api/object.ts";
import { type ApiResource, apiVersionOf } from "../api/resource.ts";
import { isNotFound, StatusError } from "../api/status-error.ts";
import type { ObjectClient } from "../client/object-client.ts";
import type { Environment } from "../environment/environment.ts";
import { messageOf } from "../environment/message-of.ts";
import { pause } from "../environment/pause.ts";
import { type Lane, lane } from "../environment/scheduler.ts";
import type { Event } from "../kinds/core-v1.generated.ts";
import { EventCorrelator, type EventCorrelatorOptions } from "./event-correlator.ts";

/** Settings of an {@link EventRecorder}. */
export interface EventRecorderOptions {
  /** Client of Events. */
  readonly events: ObjectClient<Event>;
  /** Who tells: the name of the controller. */
  readonly component: string;
  /** Where it runs. @defaultValue none */
  readonly host?: string;
  readonly correlator?: EventCorrelatorOptions;
}

/** What happened. */
export interface RecordedEvent {
  readonly type: "Normal" | "Warning";
  /** One word in CamelCase, for machines: `FailedCreate`. */
  readonly reason: string;
  /** A sentence, for people. */
  readonly message: string;
}

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
  readonly #lane: Lane;
  readonly #waiting: Event[] = [];
  #made = 0;
  #isSending = false;
  #hasWarned = false;

  constructor(environment: Environment, options: EventRecorderOptions) {
    this.#environment = environment;
    this.#options = options;
    this.#correlator = new EventCorrelator(environment.clock, options.correlator);
    this.#lane = lane(`events/${options.component}`);
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
    const { name = "", namespace = "", uid, resourceVersion } = object.metadata ?? {};
    const time = new Date(this.#environment.clock.now()).toISOString().replace(/\.[0-9]+Z$/, "Z");
    this.#made += 1;
    return {
      metadata: {
        name: `${name}.${this.#nameSuffix()}`,
        namespace: namespace === "" ? "default" : namespace,
      },
      involvedObject: {
        kind: object.kind ?? resource.kind,
        apiVersion: object.apiVersion ?? apiVersionOf(resource),
        name,
        ...(namespace === "" ? {} : { namespace }),
        ...(uid === undefined ? {} : { uid }),
        ...(resourceVersion === undefined ? {} : { resourceVersion }),
      },
      ...what,
      firstTimestamp: time,
      lastTimestamp: time,
      count: 1,
      source: { component, ...(host === undefined ? {} : { host }) },
      reportingComponent: component,
    };
  }

  /** Unlike any other of this object: the time in nanoseconds, which no clock has, so the last digits count. */
  #nameSuffix(): string {
    const nanos = BigInt(Math.floor(this.#environment.clock.now())) * 1_000_000n;
    return (nanos + BigInt(this.#made % 1_000_000)).toString(16);
  }

  async #send(): Promise<void> {
    for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift())
      await this.#tell(event);
    this.#isSending = false;
    this.#hasWarned = false;
  }

  async #tell(event: Event): Promise<void> {
    const correlated = this.#correlator.correlate(event);
    if (correlated.kind === "drop") return;
    const events = this.#options.events.inNamespace(event.metadata.namespace ?? "default");
    for (let attempt = 1; ; attempt++) {
      try {
        if (correlated.kind === "patch")
          await patchOrCreate(events, correlated.event, correlated.patch);
        else await events.create(correlated.event);
        return;
      } catch (error) {
        // What the server refused it will refuse again; only where it could not be reached is a second try worth it.
        if (error instanceof StatusError || attempt >= triesMax) {
          this.#warn(`${event.reason ?? ""} could not be recorded: ${messageOf(error)}`);
          return;
        }
        await pause(this.#environment.clock, this.#lane, retryMs);
      }
    }
  }

  #warn(message: string): void {
    this.#environment.warn?.(`events of ${this.#options.component}: ${message}`);
  }
}

/** The one told before may be gone by now: Events live for an hour. */
async function patchOrCreate(
  events: ObjectClient<Event>,
  event: Event,
  patch: Partial<Event>,
): Promise<void> {
  try {
    await events.patch(event.metadata.name ?? "", patch, { type: "strategic" });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    await events.create(event);
  }
}
