import type { Action, InformerProgram, Scenario } from "../scenario/scenario.ts";

const flavours = ["delta", "real", "real-atomic"] as const;

/** What goes wrong, once. */
const troubles: readonly Action[] = [
  { do: "cut-watches", how: "clean" },
  { do: "cut-watches", how: "reset" },
  { do: "expire-watches" },
  { do: "restart-server" },
];

/** Writes of one scope. */
const writeCount = 3;

/**
 * The small scopes: two keys, three writes, one fault, all due at one instant, with each queue. Most mistakes show in
 * small scopes already (Jackson's small scope hypothesis); these are all of them.
 */
export function smallScopes(): readonly Scenario[] {
  return flavours.flatMap((queue) =>
    troubles.flatMap((trouble) =>
      writesFrom(["n1"], writeCount).map((writes) => scope(queue, writes, trouble)),
    ),
  );
}

function scope(
  queue: NonNullable<InformerProgram["queue"]>,
  writes: readonly Action[],
  trouble: Action,
): Scenario {
  return {
    version: 1,
    objects: [{ resource: "nodes", name: "n1" }],
    informers: [{ resource: "nodes", queue, handlers: [{ name: "a", enqueuesTo: "work" }] }],
    queues: [{ name: "work", informer: "nodes" }],
    script: [...writes, trouble].map((action) => ({ atMs: 10, ...action })),
  };
}

/** Every row of writes, each of which changes something. */
function writesFrom(alive: readonly string[], count: number): readonly (readonly Action[])[] {
  if (count === 0) return [[]];
  return ["n1", "n2"].flatMap((name) => {
    const place = { resource: "nodes", name };
    const others = alive.filter((one) => one !== name);
    const rows = (first: Action, after: readonly string[]): readonly (readonly Action[])[] =>
      writesFrom(after, count - 1).map((rest) => [first, ...rest]);
    if (!alive.includes(name)) return rows({ do: "create", ...place }, [...alive, name]);
    return [
      ...rows({ do: "update", ...place }, alive),
      ...rows({ do: "delete", ...place }, others),
    ];
  });
}
