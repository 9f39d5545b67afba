import {
  type Cancel,
  type Clock,
  ControllerExpectations,
  deletionHandlingMetaNamespaceKey,
  lane,
  metaNamespaceKey,
  type SharedIndexInformer,
} from "@informerlab/core";
import type { Observe } from "../../invariants/observation.ts";
import type { ReplacementParts } from "../replacement-parts.ts";
import type { ScenarioServer } from "../server/scenario-server.ts";

/** What was expected for so long counts as seen: the answer to a write said nothing, and nothing came of it. */
export const expectationsTimeoutMs = 20_000;

const ownLane = lane("scenario/expectant");

/** An answer by which a client cannot know what came of its request: what it expected may still be seen. */
const timedOut = 504;

/** What an {@link ExpectantController} works with. */
export interface ExpectantControllerOptions {
  readonly informer: SharedIndexInformer;
  readonly server: ScenarioServer;
  readonly clock: Clock;
  /** @defaultValue core's own */
  readonly createExpectations: ReplacementParts["createExpectations"];
  readonly observe: Observe | undefined;
}

/**
 * A controller that keeps a number of objects in the cluster, as a ReplicaSet keeps pods: it counts them in the cache,
 * and waits until that shows what it has created and deleted before it does so again.
 */
export class ExpectantController {
  readonly #options: ExpectantControllerOptions;
  readonly #expectations: ControllerExpectations;
  readonly #owner: string;
  /** What the names of its objects begin with: another controller's are none of its affair. */
  readonly #prefix: string;
  #wanted = 0;
  #created = 0;
  #decisions = 0;
  readonly #counts = new Map<string, number>();
  /** When it heard last what came of a write: what others make of that is still to come. */
  lastAnswerAt = 0;
  /** Writes that wait for their answer, by name. */
  readonly #underWay = new Map<string, Cancel>();

  constructor(options: ExpectantControllerOptions) {
    const { clock, createExpectations, informer } = options;
    this.#options = options;
    this.#owner = informer.name;
    this.#prefix = `own-of-${informer.name}-x`;
    const timeout = { timeoutMs: expectationsTimeoutMs };
    this.#expectations =
      createExpectations?.(clock, timeout) ?? new ControllerExpectations(clock, timeout);
    informer.addEventHandler(
      {
        onAdd: (object) => {
          if (this.#isOwn(metaNamespaceKey(object)))
            this.#expectations.creationObserved(this.#owner);
          this.#sync();
        },
        onUpdate: () => this.#sync(),
        onDelete: (object) => {
          this.#expectations.deletionObserved(
            this.#owner,
            deletionHandlingMetaNamespaceKey(object),
          );
          this.#sync();
        },
      },
      { name: "expectant" },
    );
  }

  readonly #isOwn = (key: string): boolean => nameOf(key).startsWith(this.#prefix);

  /** From now on that many are wanted. */
  scale(wanted: number): void {
    this.#wanted = wanted;
    this.#options.observe?.({ kind: "controller.scaled", informer: this.#owner, wanted });
    this.#sync();
  }

  #sync(): void {
    const { informer } = this.#options;
    if (informer.isStopped || !informer.hasSynced) return;
    if (!this.#expectations.areSatisfied(this.#owner)) return;
    const own = informer.indexer.listKeys().filter(this.#isOwn).sort();
    if (own.length < this.#wanted) this.#create(this.#wanted - own.length);
    else if (own.length > this.#wanted) this.#delete(own, own.length - this.#wanted);
  }

  #create(count: number): void {
    this.#expectations.expectCreations(this.#owner, count);
    this.#decided("create", count);
    for (let left = count; left > 0; left--) {
      this.#created += 1;
      this.#write("create", `${this.#prefix}${this.#created}`, () =>
        this.#expectations.creationObserved(this.#owner),
      );
    }
  }

  /** Which of them go changes from time to time, as with a controller that prefers those that do worse. */
  #delete(own: readonly string[], count: number): void {
    const first = this.#decisions % own.length;
    const victims = [...own.slice(first), ...own.slice(0, first)].slice(0, count);
    this.#expectations.expectDeletions(this.#owner, victims);
    this.#decided("delete", count);
    for (const key of victims)
      this.#write("delete", nameOf(key), () =>
        this.#expectations.deletionObserved(this.#owner, key),
      );
  }

  #decided(verb: "create" | "delete", count: number): void {
    this.#decisions += 1;
    // Whatever comes of it, it looks again when it may.
    this.#options.clock.after(expectationsTimeoutMs + 1, ownLane, () => this.#sync());
    this.#options.observe?.({
      kind: "controller.decided",
      informer: this.#owner,
      resource: this.#options.informer.resource,
      verb,
      count,
      isOwn: this.#isOwn,
    });
  }

  #write(verb: "create" | "delete", name: string, refused: () => void): void {
    const { server, observe } = this.#options;
    const { resource } = this.#options.informer;
    // What a selector of a scenario chooses.
    const object = { resource, name, labels: { zone: "a" } };
    const operation = this.#freeName(`expectant-${verb}-${name}`);
    let isOver = false;
    const cancel = server.request(verb, object, {
      actor: "expectant",
      operation,
      observe,
      done: (status) => {
        isOver = true;
        this.lastAnswerAt = this.#options.clock.now();
        this.#underWay.delete(operation);
        // An answer that was lost says nothing: what was written is seen all the same, or its time runs out.
        if (status !== undefined && status >= 300 && status !== timedOut) refused();
      },
    });
    if (!isOver) this.#underWay.set(operation, cancel);
  }

  /** A deletion that was refused comes again under the same name. */
  #freeName(write: string): string {
    const count = (this.#counts.get(write) ?? 0) + 1;
    this.#counts.set(write, count);
    return count === 1 ? write : `${write}#${count}`;
  }

  get isAtRest(): boolean {
    return this.#underWay.size === 0;
  }

  /** Waits for no answer any more. */
  stop(): void {
    for (const cancel of this.#underWay.values()) cancel();
    this.#underWay.clear();
  }
}

function nameOf(key: string): string {
  return key.slice(key.indexOf("/") + 1);
}
