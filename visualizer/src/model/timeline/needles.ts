import type { InformerWorld, Notification, World } from "../world/world.ts";

/** Who has come how far along the revision log. */
export type NeedleId = "head" | "cursor" | "store" | "told" | "read";

/** All five, from the source to the last reader. */
export const needleIds: readonly NeedleId[] = ["head", "cursor", "store", "told", "read"];

/** Where one of them stands. */
export interface Needle {
  readonly id: NeedleId;
  /** A revision, as the server writes it. */
  readonly revision: string;
  /** The cursor's revision has been forgotten by the server: nothing leads on from there. */
  readonly isSnapped: boolean;
}

/**
 * The five needles: the server's newest revision, the last one the Reflector has seen, how far the Indexer has come, the
 * oldest one that a handler has still to deal with (the Indexer's when none waits), and how new the Indexer was when a
 * worker read it last. One that is nowhere yet is left out.
 */
export function needlesOf(world: World, informer: InformerWorld | undefined): readonly Needle[] {
  const cursor = informer?.reflector.lastResourceVersion;
  const store = informer?.appliedRevision;
  const revisions: Readonly<Record<NeedleId, string | undefined>> = {
    head: world.head,
    cursor,
    store,
    told: (informer === undefined ? undefined : oldestUntold(informer)) ?? store,
    read: informer === undefined ? undefined : world.lastRead?.asOf[informer.name],
  };
  return needleIds.flatMap((id) => {
    const revision = revisions[id];
    if (revision === undefined || revision === "") return [];
    const isSnapped = id === "cursor" && isForgotten(revision, world.compacted, informer);
    return [{ id, revision, isSnapped }];
  });
}

/** A cursor behind the compaction only matters once nothing carries it on: while its watch is open, events still come. */
function isForgotten(
  revision: string,
  compacted: string | undefined,
  informer: InformerWorld | undefined,
): boolean {
  if (informer?.wire.state === "open") return false;
  if (informer?.wire.state === "broken" && informer.wire.reason === "expired") return true;
  if (compacted === undefined) return false;
  return Number(revision) < Number(compacted) - 1;
}

/**
 * The lowest revision among the notifications that wait for a handler or are in its hands. A sync repeats what the handler has
 * heard: whoever has one before it is no further behind than before.
 */
function oldestUntold({ handlers }: InformerWorld): string | undefined {
  let oldest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  const look = ({ type, ref: { resourceVersion } }: Notification): void => {
    if (type === "sync" || resourceVersion === undefined) return;
    const number = Number(resourceVersion);
    if (oldest !== undefined && !(number < least)) return;
    oldest = resourceVersion;
    least = number;
  };
  for (const { buffer, current } of handlers.values()) {
    if (current !== undefined) look(current);
    for (const notification of buffer) look(notification);
  }
  return oldest;
}
