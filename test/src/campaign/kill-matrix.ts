import { randomInteger, seededRandom } from "@informerlab/core";
import fc from "fast-check";
import { scenarioArbitrary } from "../generators/scenarios.ts";
import { invariants } from "../invariants/catalogue.ts";
import { plantedBugs } from "../planted-bugs/catalogue.ts";
import type { PlantedBug } from "../planted-bugs/planted-bug.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { violationsIn } from "./campaign.ts";

/** What a matrix is made from. */
export interface KillMatrixOptions {
  readonly seed: number;
  /**
   * Runs in which each bug is planted. What is not seen in them is hunted in more, up to the bug's budget: bugs that
   * survived, and rules that killed nothing, under the bugs that name them.
   */
  readonly runs: number;
  /** Whether bugs that survived are hunted, too, or only rules that killed nothing. @defaultValue true */
  readonly huntsBugs?: boolean;
  /** @defaultValue all */
  readonly bugs?: readonly PlantedBug[];
  /** Told before each bug. */
  readonly progress?: (bug: PlantedBug, done: number) => void;
}

/** Which rules break under a planted bug, and in how many of its runs each. */
export interface BugKills {
  readonly bug: string;
  readonly rules: Record<string, number>;
}

/** Planted bugs × rules. */
export interface KillMatrix {
  readonly runs: number;
  readonly kills: readonly BugKills[];
  /** Bugs under which none of the rules broke that must catch them. */
  readonly survivors: readonly string[];
  /** Rules that broke under no bug: nothing shows that they can. */
  readonly idleRules: readonly string[];
}

/** Runs of one hunt at most, and between two looks at what it found. */
const huntMax = 3000;
const huntBlock = 50;

/** Plants each bug in random scenarios and notes every rule that breaks. */
export function killMatrix({
  seed,
  runs,
  bugs = plantedBugs,
  huntsBugs = true,
  progress,
}: KillMatrixOptions): KillMatrix {
  const kills = bugs.map((bug, index): BugKills => {
    progress?.(bug, index);
    return { bug: bug.name, rules: rulesBrokenBy(bug, seed, runs) };
  });
  const rulesOf = (index: number): Record<string, number> => kills[index]?.rules ?? {};
  const isIdle = (id: string): boolean => kills.every(({ rules }) => rules[id] === undefined);
  huntInTurn(
    bugs.map((bug, index) =>
      hunt(bug, rulesOf(index), { seed, isOver: () => !bug.caughtBy.some(isIdle) }),
    ),
  );
  if (huntsBugs)
    huntInTurn(
      bugs.map((bug, index) => {
        const rules = rulesOf(index);
        const isOver = (): boolean => bug.caughtBy.some((id) => rules[id] !== undefined);
        return hunt(bug, rules, { seed, isOver });
      }),
    );
  const broken = new Set(kills.flatMap(({ rules }) => Object.keys(rules)));
  return {
    runs,
    kills,
    survivors: bugs
      .filter((bug, index) => !bug.caughtBy.some((id) => kills[index]?.rules[id] !== undefined))
      .map(({ name }) => name),
    idleRules: invariants.map(({ id }) => id).filter((id) => !broken.has(id)),
  };
}

function rulesBrokenBy(bug: PlantedBug, seed: number, runs: number): Record<string, number> {
  const rules: Record<string, number> = {};
  const own = randomInteger(seededRandom(seed).fork(bug.name), 0x7fffffff);
  const arbitrary = scenarioArbitrary(bug.queues === undefined ? {} : { queues: bug.queues });
  for (const scenario of fc.sample(arbitrary, { seed: own, numRuns: runs }))
    note(bug, scenario, rules);
  return rules;
}

/** A block of each hunt after the other: for a rule that one bug seldom breaks another may break it soon. */
function huntInTurn(hunts: readonly Generator<void, void>[]): void {
  let open = hunts;
  while (open.length > 0) open = open.filter((one) => one.next().done !== true);
}

/** Goes on until enough is seen, or the bug's budget is spent; pauses after each block of runs. */
function* hunt(
  bug: PlantedBug,
  rules: Record<string, number>,
  { seed, isOver }: { readonly seed: number; readonly isOver: () => boolean },
): Generator<void, void> {
  const arbitrary = scenarioArbitrary(bug.queues === undefined ? {} : { queues: bug.queues });
  const random = seededRandom(seed).fork(`hunt/${bug.name}`);
  for (let runs = 0; runs < Math.min(bug.budget, huntMax) && !isOver(); runs += huntBlock) {
    const own = randomInteger(random, 0x7fffffff);
    for (const scenario of fc.sample(arbitrary, { seed: own, numRuns: huntBlock })) {
      note(bug, scenario, rules);
      if (isOver()) return;
    }
    yield;
  }
}

function note(bug: PlantedBug, scenario: Scenario, rules: Record<string, number>): void {
  for (const { invariant } of violationsIn({ ...scenario, planted: bug.name }))
    rules[invariant] = (rules[invariant] ?? 0) + 1;
}

/** The matrix for people: each rule with the bugs that it kills, then what survived. */
export function killMatrixLines({ kills, survivors, idleRules }: KillMatrix): readonly string[] {
  const byRule = invariants.map(({ id, name }) => {
    const killed = kills.filter(({ rules }) => rules[id] !== undefined);
    const names = killed.map(({ bug, rules }) => `${bug} (${rules[id]})`);
    return `${id.padEnd(4)} ${name.padEnd(24)} ${String(killed.length).padStart(2)}  ${names.join(", ")}`;
  });
  return [
    ...byRule,
    "",
    survivors.length === 0 ? "no planted bug survived" : `survived: ${survivors.join(", ")}`,
    idleRules.length === 0
      ? "every rule killed something"
      : `rules that killed nothing: ${idleRules.join(", ")}`,
  ];
}
