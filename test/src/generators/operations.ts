import type { ActionName, InformerProgram, ObjectName, Operation } from "../scenario/scenario.ts";
import { composites, keyOf, local } from "./composites.ts";
import { type ActionKind, all, labelsFor, labelsOf, type Part } from "./context.ts";
import { faults } from "./faults.ts";
import { httpKinds } from "./http-kinds.ts";
import { programs } from "./programs.ts";
import { waits } from "./waits.ts";

/** The numbers of one operation. `id` survives shrinking: it is what the operation's draws are keyed by. */
export type OperationDraw = readonly [
  id: number,
  kind: number,
  key: number,
  time: number,
  detail: number,
];

/** What all operations of a scenario have in common. */
export interface Stage {
  readonly kinds: readonly ActionKind[];
  readonly informers: readonly InformerProgram[];
  readonly timeMsMax: number;
  /** Instants at which things happen: few, so that much happens at one. */
  readonly instants: number;
}

/** Keys of each kind. */
const keyCount = 10;

/** Writes come first: shrinking prefers them. */
const writes: Readonly<Record<string, ActionKind>> = {
  create: (context) => ({ do: "create", ...context.object, labels: labelsOf(context) }),
  update: ({ object }) => ({ do: "update", ...object }),
  delete: ({ object }) => ({ do: "delete", ...object }),
  label: (context) => ({ do: "label", ...context.object, labels: labelsOf(context) }),
  recreate: (context) => ({ do: "recreate", ...context.object, labels: labelsOf(context) }),
  "write-again": ({ object, detail }) => ({
    do: "write-again",
    how: detail % 2 === 0 ? "stale" : "same",
    ...object,
  }),
  other: ({ object }) => ({ do: "create", resource: "secrets", name: `s-${object.name}` }),
};

/** Shapes of load, drawn as one. */
const loads: Readonly<Record<string, ActionKind>> = {
  "hot-key": (context) =>
    Array.from({ length: 3 + (context.detail % 4) }, (_, turn) => ({
      afterMs: 0,
      action:
        turn % 3 === 2
          ? ({ do: "label", ...context.object, labels: labelsOf(context, turn) } as const)
          : ({ do: "update", ...context.object } as const),
    })),
  // Objects that share values of an index change them, and some go.
  relabel: (context) =>
    [context.object, ...context.others, context.object, ...context.others].map((one, turn) => ({
      afterMs: turn % 2,
      action:
        (context.detail + turn) % 5 === 4
          ? ({ do: "delete", ...one } as const)
          : ({ do: "label", ...one, labels: labelsOf(context, turn) } as const),
    })),
  "mass-create": ({ object, others }) =>
    [object, ...others].map((one) => ({ afterMs: 0, action: { do: "create", ...one } as const })),
  "mass-delete": ({ object, others }) =>
    [object, ...others].map((one) => ({ afterMs: 0, action: { do: "delete", ...one } as const })),
  churn: (context) =>
    [context.object, ...context.others].flatMap((one) => [
      { afterMs: 0, action: { do: "create", ...one, labels: labelsOf(context) } as const },
      { afterMs: context.detail % 3, action: { do: "delete", ...one } as const },
    ]),
};

/**
 * The kinds of operation of one run, chosen by a number: all writes, and two to five of the rest; in every fourth run
 * none of the server's faults. Who speaks HTTP (`http`) meets one more, of those that nobody else can tell.
 */
export function operationKinds(swarm: number, http: boolean): readonly ActionKind[] {
  const isCalm = swarm % 4 === 0;
  const candidates = Object.values(
    isCalm
      ? { ...local, ...programs, ...loads }
      : { ...faults, ...composites, ...waits, ...local, ...programs, ...loads },
  );
  const ofHttp = http ? httpKinds(isCalm) : [];
  const chosen = ofHttp.slice(...oneOf(ofHttp.length, swarm));
  let rest = Math.floor(swarm / 4);
  const wanted = 2 + (rest % 4);
  rest = Math.floor(rest / 4);
  for (let count = 0; count < wanted && candidates.length > 0; count++) {
    chosen.push(...candidates.splice(rest % candidates.length, 1));
    rest = Math.floor(rest / 11) ^ (count * 0x2f0b);
  }
  // Few kinds of trouble against six of writes: each counts twice, so that about half of a script is trouble.
  return [...Object.values(writes), ...chosen, ...chosen];
}

/** Where one of so many begins and ends, in a part of the number that chooses nothing else. */
function oneOf(count: number, swarm: number): [from: number, to: number] {
  const place = count === 0 ? 0 : (swarm >>> 20) % count;
  return [place, place + 1];
}

/** Reads the numbers of one operation: usually one, for composites several. */
export function toOperations(
  [id, kind, key, time, detail]: OperationDraw,
  { kinds, informers, timeMsMax, instants }: Stage,
): readonly Operation[] {
  const make = kinds[kind % kinds.length] ?? (writes["create"] as ActionKind);
  const resource = informers[detail % informers.length]?.resource ?? "nodes";
  const made = make({
    object: objectNumber(resource, key),
    others: [objectNumber(resource, key + 1), objectNumber(resource, key + 4)],
    detail,
    informers,
    forMs: 1 + Math.floor(((detail % 100) * timeMsMax) / 150),
  });
  const name = `o${id.toString(36)}`;
  const atMs = Math.floor((Math.floor((time * instants) / 1000) * timeMsMax) / instants);
  if (!isComposite(made)) return [{ id: name, atMs, ...made }];
  return made.map(({ afterMs, atMs: fixedMs, action, when }, index) => ({
    id: `${name}-${index}`,
    atMs: fixedMs ?? atMs + afterMs,
    ...(when === undefined ? {} : { when }),
    ...action,
  }));
}

/** One of the ten objects of a kind; those in namespaces are shared out among two. */
export function objectNumber(resource: string, number: number): ObjectName {
  const place = number % keyCount;
  if (resource === "nodes") return { resource, name: `n${place + 1}` };
  return {
    resource,
    namespace: place % 3 === 2 ? "other" : "default",
    name: `c${place + 1}`,
  };
}

/** Neither of an old version nor without a change commits anything; what is held in deletion is there though deleted. */
const asTheyAre: ReadonlySet<ActionName> = new Set<ActionName>(["write-again", "finalize"]);

/** Fewer effective writes prove little. */
const writesMin = 3;

/**
 * The script with every write made one that changes something: what exists is not created but changed, what does not
 * exist is created first; and with a few more where there are too few.
 */
export function effective(
  script: readonly Operation[],
  existing: readonly ObjectName[],
  informers: readonly InformerProgram[],
): readonly Operation[] {
  const resource = informers[0]?.resource ?? "nodes";
  const alive = new Map(existing.map((object) => [nameOf(object), object]));
  let count = 0;
  const emptied = (operation: Deletion): readonly Operation[] => {
    const gone = goneOf(operation, [...alive.values()]);
    for (const one of gone) alive.delete(nameOf(one));
    count += gone.length;
    return gone;
  };
  const changing = (operation: Operation): Operation => {
    if (!("resource" in operation) || !("name" in operation)) return operation;
    if (asTheyAre.has(operation.do)) return operation;
    if (operation.when === undefined) count += 1;
    const place = nameOf(operation);
    const { id = "", atMs, when, resource: kind, name, namespace } = operation;
    const object = {
      id,
      atMs,
      ...(when === undefined ? {} : { when }),
      resource: kind,
      name,
      ...(namespace === undefined ? {} : { namespace }),
    };
    if (operation.do === "create" && alive.has(place)) return { ...object, do: "update" };
    if (operation.do === "delete" && alive.has(place)) {
      alive.delete(place);
      return operation;
    }
    const isMissing = !alive.has(place);
    alive.set(place, operation);
    return isMissing && operation.do !== "create"
      ? { ...object, do: "create", labels: labelsFor(informers, 2 * count) }
      : operation;
  };
  const made = script.flatMap((operation) =>
    operation.do === "delete" && operation.name === all
      ? emptied(operation)
      : [changing(operation)],
  );
  const last = script.at(-1)?.atMs ?? 0;
  for (let number = 9; count < writesMin && number >= 0; number--) {
    const object = objectNumber(resource, number);
    if (alive.has(nameOf(object))) continue;
    count += 1;
    made.push({ id: `more-${number}`, atMs: last + count, do: "create", ...object });
  }
  return made;
}

type Deletion = Operation & { readonly do: "delete" };

/** The deletions of all that are there of a kind. */
function goneOf(
  { id = "", atMs, resource }: Deletion,
  alive: readonly ObjectName[],
): readonly Deletion[] {
  return alive
    .filter((object) => object.resource === resource)
    .map(({ name, namespace }, index) => ({
      id: `${id}-${index}`,
      atMs,
      do: "delete",
      resource,
      name,
      ...(namespace === undefined ? {} : { namespace }),
    }));
}

function nameOf(object: ObjectName): string {
  return `${object.resource} ${keyOf(object)}`;
}

function isComposite(made: ReturnType<ActionKind>): made is readonly Part[] {
  return Array.isArray(made);
}
