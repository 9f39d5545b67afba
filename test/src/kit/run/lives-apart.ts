import type { TraceFact, TraceRecord } from "@informerlab/core/trace";

/**
 * The records with the caches and queues of each life of a process apart: a process that starts again has new ones of
 * the same names, and to whoever reads the trace they would be the old ones. Those of later lives have the number
 * behind: `configmaps (2)`.
 *
 * @param processes names of all; a process that is the only one has no name before its informers'.
 */
export function livesApart(
  records: readonly TraceRecord<TraceFact>[],
  processes: readonly string[],
): readonly TraceRecord<TraceFact>[] {
  const lives = new Map(processes.map((name) => [name, 1]));
  const [alone] = processes.length === 1 ? processes : [];
  const apart = (name: string): string => {
    const life = lives.get(alone ?? name.slice(0, name.indexOf("/"))) ?? 1;
    return life === 1 ? name : `${name} (${life})`;
  };
  return records.map((record) => {
    const { fact } = record;
    if (fact.kind === "actor.acted" && fact.action === "start again") {
      const life = lives.get(fact.actor);
      if (life !== undefined) lives.set(fact.actor, life + 1);
      return record;
    }
    const named = {
      ...fact,
      ...("informer" in fact ? { informer: apart(fact.informer) } : {}),
      ...("queue" in fact && fact.kind !== "informer.started" ? { queue: apart(fact.queue) } : {}),
    };
    return { ...record, fact: named as TraceFact };
  });
}
