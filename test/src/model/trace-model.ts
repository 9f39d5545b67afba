import type { ListOptions } from "@informerlab/core";
import type { ServerFact, TraceFact } from "@informerlab/core/trace";
import { AskedWatches } from "./asked-watches.ts";
import { InformerModel, type Projection, type Transform } from "./informer-model.ts";
import { projectionOfScope, viewOf } from "./projection.ts";
import { revisionOf } from "./revision.ts";
import { ServerLog } from "./server-log.ts";
import { type Sent, StreamModel } from "./stream-model.ts";

/** Which objects each informer asks for, by the informer's name; absent means what it says itself when it starts. */
export type Projections = Readonly<Record<string, Projection>>;

/** What each informer makes of an object before it is stored, by the informer's name; absent means nothing. */
export type Transforms = Readonly<Record<string, Transform>>;

/** One request on a resource, as the trace tells it. */
export interface TracedRequest {
  readonly resource: string;
  readonly key: string;
  readonly verb: string;
  readonly options: ListOptions;
}

/** Everything that several invariants want to know, folded once from the trace. */
export class TraceModel {
  readonly log: ServerLog = new ServerLog();
  readonly informers: Map<string, InformerModel> = new Map();
  readonly streams: Map<string, StreamModel> = new Map();
  /** Watches of which something was made unreadable on its way: it is no end that the server made, and the reader gives up. */
  readonly garbledWatches: Set<string> = new Set();
  /** What was sent last on any stream. */
  sent: Sent | undefined;
  /** States before this revision are forgotten by storage. */
  compacted = 0;
  /** Requests not yet answered, by id. */
  readonly requests: Map<string, TracedRequest> = new Map();
  /** The chaos is over: standing faults are undone. */
  isHealed = false;
  /** Nothing is under way any more. */
  isQuiet = false;
  readonly #projections: Projections;
  readonly #transforms: Transforms;
  readonly #askedWatches = new AskedWatches();

  constructor(
    options: { readonly projections?: Projections; readonly transforms?: Transforms } = {},
  ) {
    this.#projections = options.projections ?? {};
    this.#transforms = options.transforms ?? {};
  }

  #injected({ action, watch }: TraceFact & { kind: "fault.injected" }): void {
    if (action === "malformEvent" && watch !== undefined) this.garbledWatches.add(watch);
  }

  /** What could not be read is missing from what was sent: whether the rest has a gap nobody can work out. */
  #sentBy(fact: ServerFact & { kind: "server.watch-sent" }): Sent | undefined {
    const sent = this.streams.get(fact.watch)?.send(fact);
    return this.garbledWatches.has(fact.watch) ? undefined : sent;
  }

  /** Takes the next fact. */
  apply(fact: TraceFact): void {
    switch (fact.kind) {
      case "informer.started": {
        const matches = this.#projections[fact.informer] ?? projectionOfScope(fact.scope);
        // What its cache must hold that nobody else can work out is not judged.
        if (matches === undefined) return;
        const transform = this.#transforms[fact.informer];
        this.informers.set(
          fact.informer,
          new InformerModel(fact, { matches, transform, log: this.log }),
        );
        return;
      }
      case "store.changed":
      case "store.replaced":
      case "store.bookmarked":
        this.informers.get(fact.informer)?.apply(fact);
        return;
      case "queue.enqueued":
      case "queue.compressed":
      case "queue.popped":
        this.informers.get(fact.informer)?.queue.apply(fact);
        return;
      case "informer.synced": {
        const informer = this.informers.get(fact.informer);
        if (informer !== undefined) informer.hasSynced = true;
        return;
      }
      case "informer.stopped": {
        const informer = this.informers.get(fact.informer);
        if (informer !== undefined) informer.isStopped = true;
        return;
      }
      case "scenario.healed":
        this.isHealed = true;
        return;
      case "scenario.quiet":
        this.isQuiet = true;
        return;
      case "server.committed":
        this.log.commit(fact);
        return;
      case "server.compacted":
        this.compacted = Math.max(this.compacted, revisionOf(fact.revision));
        return;
      case "server.requested":
        this.requests.set(fact.request, fact);
        if (fact.verb === "watch") this.#askedWatches.asked(fact);
        return;
      case "server.responded":
        if (fact.code !== 200) this.#askedWatches.refused(fact.request);
        return;
      case "server.watch-opened": {
        const { key = "", options = {} } = this.#askedWatches.opened(fact) ?? {};
        const matches = viewOf(key, options);
        // What a stream must show that nobody else can work out is not judged.
        if (matches !== undefined)
          this.streams.set(fact.watch, new StreamModel(fact, options, matches, this.log));
        return;
      }
      case "server.watch-sent":
        this.sent = this.#sentBy(fact);
        return;
      case "fault.injected":
        this.#injected(fact);
        return;
      case "server.watch-ended": {
        const stream = this.streams.get(fact.watch);
        if (stream !== undefined) stream.isOpen = false;
        return;
      }
      default:
        return;
    }
  }
}
