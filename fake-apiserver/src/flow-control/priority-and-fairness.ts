import { type Cancel, type Environment, lane } from "@informerlab/core";
import type { ServerRegistry } from "../metrics/server-registry.ts";
import type { ObjectStorage } from "../storage/object-storage.ts";
import { dumpFlowControl } from "./dump-flow-control.ts";
import { estimateSeats } from "./estimate-seats.ts";
import type { Flow } from "./flow.ts";
import { type Arrival, type FlowControl, isReading } from "./flow-control.ts";
import type { PriorityLevel } from "./levels/priority-level.ts";
import { PriorityLevels } from "./levels/priority-levels.ts";
import { FlowMetrics } from "./metrics/flow-metrics.ts";
import { InflightCounts } from "./metrics/inflight-counts.ts";
import { FlowClassifier } from "./objects/flow-classifier.ts";
import { priorityLevels } from "./objects/flow-control-objects.ts";
import { type LevelSpec, levelSpecOf } from "./objects/level-spec.ts";
import { mandatoryLevels } from "./objects/mandatory-objects.ts";
import { freePassage, Passage } from "./passage.ts";
import { RetryAfter } from "./retry-after.ts";
import type { Visitor } from "./visitor.ts";

const ownLane = lane("apiserver/flow-control");

/** What {@link PriorityAndFairness} takes from its server. */
export interface FlowWorld {
  readonly environment: Environment;
  readonly storage: ObjectStorage;
  readonly registry: ServerRegistry;
  readonly startedAtMs: number;
}

/**
 * Sorts requests into flows, gives each priority level its seats, and lets wait or refuses what finds none. A request holds
 * its seats until it is answered; a watch until it has begun. That writes go on working for those who watch is not waited
 * for: here everybody has been told when a write is answered.
 *
 * @see https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
 */
export class PriorityAndFairness implements FlowControl {
  readonly #world: FlowWorld;
  readonly #classifier: FlowClassifier;
  readonly #metrics: FlowMetrics;
  readonly #levels: PriorityLevels;
  readonly #counts: InflightCounts;
  readonly #retryAfter = new Map<string, RetryAfter>();
  #isStale = true;
  #restores = 0;
  #timer: Cancel | undefined;

  /** @param serverLimit how many requests there may be at a time */
  constructor(world: FlowWorld, serverLimit: number) {
    this.#world = world;
    this.#classifier = new FlowClassifier(world.storage);
    this.#metrics = new FlowMetrics(world.registry);
    this.#levels = new PriorityLevels(serverLimit, this.#metrics, Math.floor(world.startedAtMs));
    this.#counts = new InflightCounts(
      world.registry,
      () => Math.floor(world.environment.clock.now()),
      true,
    );
    world.storage.subscribe(({ resource }) => {
      if (resource === priorityLevels) this.#isStale = true;
    });
  }

  enter(arrival: Arrival): Passage {
    // What streams from a node is not counted.
    if (arrival.isLongRunning && arrival.verb !== "watch") return freePassage();
    const now = this.#catchUp();
    const flow = this.#classifier.classify(arrival);
    const level = this.#levels.get(flow.names.priorityLevel);
    if (level === undefined) return freePassage(flow);
    const passage = new Passage(flow);
    const work = arrival.work();
    const isRead = isReading(arrival.verb);
    const visitor: Visitor = {
      flow,
      distinguisher: distinguisherOf(flow, arrival),
      estimate: estimateSeats(work, level.seatsMax),
      isWatch: arrival.verb === "watch",
      arrival,
      arrivedAt: now,
      arrivedAtWork: 0,
      begin: () => {
        this.#counts.executing(isRead, 1);
        passage.admit();
      },
    };
    this.#metrics.estimated(visitor, work.kind === "write" ? work.watchers : undefined);
    const refused = level.queues.enter(visitor, now);
    if (refused !== undefined) passage.refuse(this.#refused(level, now));
    else if (passage.state === "waiting") this.#wait({ visitor, level, passage, isRead });
    else passage.onLeave(() => this.#leave(level, visitor, isRead));
    return passage;
  }

  report(): void {
    this.#catchUp();
    this.#counts.report();
    for (const level of this.#levels.all) level.report();
  }

  dump(name: string, withDetails: boolean): string | undefined {
    this.#catchUp();
    return dumpFlowControl(this.#levels.all, name, withDetails);
  }

  #wait({ visitor, level, passage, isRead }: WaitingVisitor): void {
    const { clock } = this.#world.environment;
    this.#counts.waiting(isRead, 1);
    this.#keepAdjusting();
    let isWaiting = true;
    const stopWaiting = (): void => {
      if (!isWaiting) return;
      isWaiting = false;
      cancel();
      this.#counts.waiting(isRead, -1);
    };
    const cancel = clock.after(visitor.arrival.waitMsMax, ownLane, () => {
      stopWaiting();
      const now = this.#catchUp();
      if (visitor.begunAt !== undefined) return;
      level.queues.leave(visitor, now);
      passage.refuse(this.#refused(level, now));
    });
    visitor.stopWaiting = stopWaiting;
    passage.onLeave(() => {
      stopWaiting();
      this.#leave(level, visitor, isRead);
    });
  }

  #leave(level: PriorityLevel, visitor: Visitor, isRead: boolean): void {
    const now = this.#catchUp();
    if (visitor.begunAt !== undefined) this.#counts.executing(isRead, -1);
    level.queues.leave(visitor, now);
    if (level.isQuiescing && level.queues.isIdle) this.#isStale = true;
  }

  #refused(level: PriorityLevel, now: number): number {
    let retryAfter = this.#retryAfter.get(level.name);
    if (retryAfter === undefined) {
      retryAfter = new RetryAfter();
      this.#retryAfter.set(level.name, retryAfter);
    }
    retryAfter.refused(now);
    return retryAfter.seconds;
  }

  /** Knows the levels as they are, and their limits at this time. */
  #catchUp(): number {
    // Finer times would cost more than they tell.
    const now = Math.floor(this.#world.environment.clock.now());
    const { storage } = this.#world;
    this.#levels.catchUp(now);
    if (this.#isStale || this.#restores !== storage.log.restores) {
      this.#isStale = false;
      this.#restores = storage.log.restores;
      this.#levels.digest(this.#readLevels(), now);
      const { executing, waiting } = this.#levels.capacity;
      this.#counts.setRoom({ reading: executing, writing: executing }, waiting);
    }
    return now;
  }

  #readLevels(): readonly LevelSpec[] {
    const stored = this.#world.storage.of(priorityLevels).listAll("");
    const specs = stored.map(({ object }) => levelSpecOf(object));
    const known = specs.filter((spec) => spec !== undefined);
    const names = new Set(known.map(({ name }) => name));
    return [...known, ...mandatoryLevels.filter(({ name }) => !names.has(name))];
  }

  /** As long as somebody waits, seats that others do not need may come at the end of a period. */
  #keepAdjusting(): void {
    if (this.#timer !== undefined) return;
    const { clock } = this.#world.environment;
    this.#timer = clock.after(this.#levels.nextPeriod - clock.now(), ownLane, () => {
      this.#timer = undefined;
      this.#catchUp();
      if (this.#levels.isWaitedFor) this.#keepAdjusting();
    });
  }
}

interface WaitingVisitor {
  readonly visitor: Visitor;
  readonly level: PriorityLevel;
  readonly passage: Passage;
  readonly isRead: boolean;
}

/** By what requests of one schema are told apart. */
function distinguisherOf({ distinguishedBy }: Flow, { user, resource }: Arrival): string {
  if (distinguishedBy === "ByUser") return user.name;
  return distinguishedBy === "ByNamespace" ? (resource?.namespace ?? "") : "";
}
