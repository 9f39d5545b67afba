import type { ReflectorState } from "@informerlab/core/trace";
import type { LaneId } from "../model/timeline/lanes.ts";
import type { NeedleId } from "../model/timeline/needles.ts";
import type { InformerWorld, QueueFlavour, WireWorld } from "../model/world/world.ts";

/** The words inside the drawing. */
export interface StageText {
  readonly lanes: Readonly<Record<LaneId | "log", string>>;
  /** The API's own name beside a translated one. */
  readonly laneNames: Readonly<Record<LaneId | "log", string>>;
  /** A few letters for the dots of the narrow stage. */
  readonly short: Readonly<Record<LaneId, string>>;
  readonly flavours: Readonly<Record<QueueFlavour, string>>;
  readonly reflector: Readonly<Record<ReflectorState, string>>;
  readonly stages: Readonly<Record<InformerWorld["stage"], string>>;
  readonly wire: Readonly<Record<WireWorld["state"], string>>;
  /** Who stands where on the revision log. */
  readonly needles: Readonly<Record<NeedleId, string>>;
  readonly words: Readonly<Record<StageWord, string>>;
  /** What faults do, and why a wire is broken, by the names of the recorders that are known. */
  readonly faults: Readonly<Record<string, string>>;
  readonly reasons: Readonly<Record<string, string>>;
}

/** A short label of the drawing. */
export type StageWord =
  | "asItWas"
  | "whatIf"
  | "absent"
  | "stream"
  | "cluster"
  | "copy"
  | "reader"
  | "behind"
  | "before"
  | "head"
  | "compacted"
  | "notRecorded"
  | "more"
  | "list"
  | "watch"
  | "asked"
  | "after"
  | "silent"
  | "lastVersion"
  | "events"
  | "buffered"
  | "resync"
  | "resyncNever"
  | "backOff"
  | "empty"
  | "popped"
  | "batch"
  | "objects"
  | "waiting"
  | "claims"
  | "indexes"
  | "synced"
  | "late"
  | "removed"
  | "errors"
  | "queue"
  | "processing"
  | "dirty"
  | "delayed"
  | "in"
  | "idle"
  | "reads"
  | "notFound"
  | "done"
  | "failed"
  | "writeBack"
  | "shutDown"
  | "noHandlers"
  | "noQueue"
  | "noWorkers"
  | "cached"
  | "deltas"
  | "keys"
  | "missing"
  | "handled"
  | "page";
