import {
  type Cancel,
  initialEventsEndAnnotation,
  type KubernetesObject,
  type ListOptions,
} from "@informerlab/core";
import type { IncludeObject } from "../request/answer/represent.ts";
import { expired } from "../request/answer/status-errors.ts";
import { wireFormOf } from "../request/answer/wire-form-of.ts";
import type { WatchFrame, WatchSink, WatchStream } from "../request/read/api-request.ts";
import { errorFrame, ObjectFrame } from "../watch/frame.ts";
import { FrameFactory } from "../watch/frame-factory.ts";
import type { FoundView } from "./find-view.ts";
import { type Item, versionOf } from "./item.ts";
import type { WatchEnd } from "./recorded-troubles.ts";
import { tableOf } from "./replay-answers.ts";
import type { ReplayClock } from "./replay-clock.ts";
import type { Entry } from "./timeline.ts";

/** What a watch of a replay needs. */
export interface ReplayWatchOptions {
  readonly found: FoundView;
  readonly options: ListOptions;
  readonly clock: ReplayClock;
  /** Milliseconds since the epoch, in the recording. */
  readonly now: () => number;
  readonly includeObject: IncludeObject;
  /** How the server ended the same watch while it was recorded; undefined: it did not. */
  readonly end: WatchEnd | undefined;
}

/** Tells again what was told, in its order and at its time; where nobody watched while it was recorded, it says 410. */
export class ReplayWatch implements WatchStream {
  readonly #options: ReplayWatchOptions;
  readonly #frames: FrameFactory;
  /** When its client wants it to end. */
  #timeout: Cancel | undefined;
  /** When it ended while it was recorded. */
  #recordedEnd: Cancel | undefined;
  /** The next entry. */
  #timer: Cancel | undefined;
  #sink: WatchSink | undefined;
  /** The last entry that the client knows. */
  #index = -1;
  #after = 0n;
  #hasColumns = false;

  constructor(options: ReplayWatchOptions) {
    const { found, now, includeObject } = options;
    const { definition, negotiated } = found;
    this.#options = options;
    this.#frames = new FrameFactory(definition, {
      representation: negotiated.representation,
      form: wireFormOf(negotiated.mediaType),
      now,
      includeObject,
    });
  }

  start(sink: WatchSink): Cancel {
    this.#sink = sink;
    const { found, options, clock, end } = this.#options;
    const { timeline } = found.view;
    const { resourceVersion = "", sendInitialEvents = false, timeoutSeconds = 0 } = options;
    const asked = versionOf(resourceVersion);
    const current = timeline.indexAt(clock.position);
    if (timeoutSeconds > 0) {
      this.#timeout = clock.after(timeoutSeconds * 1000, () => this.#end());
    }
    if (asked === 0n || sendInitialEvents) this.#tellState(current, sendInitialEvents);
    else {
      const known = timeline.indexOfVersion(asked);
      if (known === undefined) {
        this.#expire(`too old resource version: ${asked} (${this.#versionAt(current)})`);
        return () => this.#stop();
      }
      this.#index = known;
      this.#after = asked;
    }
    this.#goOn();
    if (end !== undefined) this.#recordedEnd = clock.at(end.at, () => this.#endAs(end));
    return () => this.#stop();
  }

  /** Everything that is due comes before. */
  #endAs({ error, how }: WatchEnd): void {
    this.#goOn();
    if (error !== undefined)
      this.#sink?.frame(new ObjectFrame("ERROR", error, { form: this.#frames.form }));
    this.#end(how);
  }

  #tellState(index: number, endsIt: boolean): void {
    const { found } = this.#options;
    const items = [...found.view.timeline.stateAt(index).values()].filter(found.narrowing);
    for (const item of items.sort(byKey)) this.#tell("ADDED", item, true);
    this.#index = index;
    this.#after = this.#versionAt(index);
    if (endsIt) this.#bookmark(this.#after, true);
  }

  /** Tells what is due, and comes back for the next. */
  #goOn(): void {
    const { found, clock } = this.#options;
    const { entries } = found.view.timeline;
    for (;;) {
      const next = entries[this.#index + 1];
      if (next === undefined || this.#sink === undefined) return;
      if (next.at > clock.position) {
        this.#timer = clock.at(next.at, () => this.#goOn());
        return;
      }
      this.#index += 1;
      this.#tellEntry(next);
    }
  }

  #tellEntry(entry: Entry): void {
    if (entry.version <= this.#after) return;
    switch (entry.kind) {
      case "state":
        this.#expire(
          `the recording does not know what happened between ${this.#after} and ${entry.version}: nobody watched`,
        );
        return;
      case "known":
        if (entry.isBookmark && this.#options.options.allowWatchBookmarks === true) {
          this.#bookmark(entry.version, false);
        }
        break;
      case "change":
        this.#tellChange(entry);
    }
    this.#after = entry.version;
  }

  /** An object that begins or ceases to be asked for is ADDED or DELETED. */
  #tellChange({ change, before }: Extract<Entry, { readonly kind: "change" }>): void {
    const { item, type } = change;
    const { narrowing } = this.#options.found;
    if (item === undefined) return;
    const was = before !== undefined && narrowing(before);
    const is = type !== "DELETED" && narrowing(item);
    if (type === "DELETED") {
      if (was || narrowing(item)) this.#tell("DELETED", item);
    } else if (is) this.#tell(before !== undefined && !was ? "ADDED" : type, item);
    else if (was) this.#tell("DELETED", item);
  }

  #tell(type: WatchFrame["type"], item: Item, isInitial = false): void {
    const { view } = this.#options.found;
    if (view.form !== "table") {
      this.#sink?.frame(this.#frames.frameOf(type, item.value as KubernetesObject, isInitial));
      return;
    }
    const { resourceVersion = "" } = item.metadata;
    const columns = this.#hasColumns ? null : view.columns;
    this.#hasColumns = true;
    const table = tableOf({ resourceVersion }, columns, [item]);
    this.#sink?.frame(new ObjectFrame(type, table, { isInitial }));
  }

  #bookmark(version: bigint, isInitialEnd: boolean): void {
    const { view } = this.#options.found;
    if (view.form !== "table") {
      this.#sink?.frame(this.#frames.bookmark(String(version), isInitialEnd));
      return;
    }
    const annotations = isInitialEnd ? { [initialEventsEndAnnotation]: "true" } : {};
    const metadata = { resourceVersion: String(version), annotations };
    const row: Item = { key: "", version, metadata, value: { cells: [], object: { metadata } } };
    this.#sink?.frame(new ObjectFrame("BOOKMARK", tableOf(metadata, null, [row])));
  }

  #versionAt(index: number): bigint {
    return this.#options.found.view.timeline.entries[index]?.version ?? 0n;
  }

  #expire(message: string): void {
    this.#sink?.frame(errorFrame(expired(message).status, this.#frames.form));
    this.#end();
  }

  #end(how: "clean" | "reset" = "clean"): void {
    const sink = this.#sink;
    this.#stop();
    sink?.end(how);
  }

  #stop(): void {
    this.#sink = undefined;
    this.#timeout?.();
    this.#recordedEnd?.();
    this.#timer?.();
  }
}

/** As storage keeps them. */
export function byKey(a: Item, b: Item): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
