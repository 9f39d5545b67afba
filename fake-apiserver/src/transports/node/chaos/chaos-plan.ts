import { seededRandom } from "@informerlab/core";
import { problemOfFault } from "../../../faults/check-fault.ts";
import type { Fault } from "../../../faults/fault.ts";
import { faultKindOf } from "../../../faults/fault-kinds.ts";
import { loadYaml } from "../command/load-yaml.ts";
import { UsageError } from "../command/usage-error.ts";
import { choose, variantsOf } from "./choices.ts";
import { levels } from "./levels.ts";

/** A fault with the name by which it is told of. */
export interface NamedFault extends Fault {
  readonly id: string;
}

/** A fault that may be part of a run; the seed decides whether, and the choices in it. */
export interface FaultTemplate {
  readonly id: string;
  /** From 0 to 1. */
  readonly chance: number;
  /** A fault in which any value may be a choice. */
  readonly fault: unknown;
  /** Faults that together show every end of every choice. */
  readonly variants: readonly NamedFault[];
}

/** What goes wrong in runs, as data: seeds draw their faults from it. */
export interface ChaosPlan {
  readonly templates: readonly FaultTemplate[];
}

/** The plan of that name, or of that file. @throws UsageError naming what is wrong, and where */
export async function loadPlan(name: string): Promise<ChaosPlan> {
  if (Object.hasOwn(levels, name)) return toPlan(levels[name], name);
  const documents = await loadYaml(name, "1.2");
  const [document] = documents;
  if (document === undefined || documents.length > 1) {
    throw new UsageError(`${name} must hold one plan, such as "faults: [{do: {status: 503}}]"`);
  }
  return toPlan(document.value, document.where);
}

/** Reads a plan. @throws UsageError naming what is wrong, and where */
export function toPlan(value: unknown, where: string): ChaosPlan {
  const { faults: listed } = (value ?? {}) as { readonly faults?: unknown };
  const given = Array.isArray(value) ? value : listed;
  if (!Array.isArray(given) || given.length === 0) {
    throw new UsageError(
      `${where}: a plan is a list of faults, or an object with a list "faults", and has at least one`,
    );
  }
  const templates: FaultTemplate[] = [];
  for (const [index, one] of (given as unknown[]).entries()) {
    const template = toTemplate(one, `${where} (faults[${index}])`, templates);
    templates.push(template);
  }
  return { templates };
}

function toTemplate(
  value: unknown,
  where: string,
  before: readonly FaultTemplate[],
): FaultTemplate {
  if (typeof value !== "object" || value === null) {
    throw new UsageError(`${where}: a fault must be an object, found ${JSON.stringify(value)}`);
  }
  const { chance = 1, ...fault } = value as { readonly chance?: unknown };
  if (typeof chance !== "number" || !(chance > 0 && chance <= 1)) {
    throw new UsageError(
      `${where}: chance must be above 0 and at most 1, found ${JSON.stringify(chance)}`,
    );
  }
  const variants = variantsAt(fault, where);
  const id = nameOf(variants, before);
  if (before.some((other) => other.id === id)) {
    throw new UsageError(`${where}: there is a fault named ${JSON.stringify(id)} already`);
  }
  return { id, chance, fault, variants: variants.map((variant) => ({ ...variant, id })) };
}

function variantsAt(fault: unknown, where: string): readonly Fault[] {
  try {
    return variantsOf(fault).map((variant) => {
      const problem = problemOfFault(variant);
      if (problem !== undefined) throw new UsageError(problem);
      return variant as Fault;
    });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${where}: ${error.message}`);
  }
}

/** Its own name, or what it does with a number. */
function nameOf([first]: readonly Fault[], before: readonly FaultTemplate[]): string {
  if (first?.id !== undefined) return first.id;
  const kind = first === undefined ? "fault" : faultKindOf(first.do);
  return `${kind}-${before.filter(({ id }) => id.startsWith(`${kind}-`)).length + 1}`;
}

/**
 * The faults of one seed, at least one. Each is drawn by its own name: a plan with one fault more or less draws the
 * others as before.
 */
export function drawFaults({ templates }: ChaosPlan, seed: number): readonly NamedFault[] {
  const random = seededRandom(`chaos/${seed}`);
  const drawn = templates.filter(({ id, chance }) => random.fork(`chance/${id}`).next() < chance);
  const place = Math.floor(random.fork("one").next() * templates.length);
  const chosen = drawn.length > 0 ? drawn : templates.slice(place, place + 1);
  return chosen.map(({ id, fault }) => ({
    ...(choose(fault, random.fork(`fault/${id}`)) as Fault),
    id,
  }));
}
