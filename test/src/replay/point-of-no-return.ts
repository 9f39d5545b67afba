import { seededRandom } from "@informerlab/core";
import { type Choice, randomChoice } from "@informerlab/core/simulation";
import type { TraceFact, TraceRecord } from "@informerlab/core/trace";
import { invariantById } from "../invariants/catalogue.ts";
import type { Invariant } from "../invariants/invariant.ts";
import { violationsOf } from "../invariants/judge.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { runScenario } from "../simulate/run-scenario.ts";
import { choiceOf } from "../simulate/schedule.ts";

/** From where on a rule breaks, whatever comes. */
export interface PointOfNoReturn {
  /** The fact after which it is so. */
  readonly record: TraceRecord<TraceFact>;
  /** Virtual milliseconds since the start of the run. */
  readonly atMs: number;
  /** Other ways on that were tried from there; the rule breaks in all of them. */
  readonly tried: number;
  /** In how many of as many ways on from the fact before it the rule holds; missing for the first fact of a run. */
  readonly escapesBefore?: number;
}

/** Other ways on from one place; every second one without the operations that are still to come. */
const waysOn = 12;

/**
 * Where the break of a rule became inevitable. The run is forked after a fact: from there on, what is due goes in
 * another order, with and without the operations that the scenario still has in store. The point is found by halving
 * between the first fact and the break.
 *
 * @returns undefined where the rule does not break.
 */
export function pointOfNoReturn(scenario: Scenario, rule: string): PointOfNoReturn | undefined {
  const invariant = invariantById(rule);
  if (invariant === undefined) return undefined;
  const { trace, verdicts } = runScenario(scenario, { invariants: [invariant], stacks: false });
  const [violation] = violationsOf(verdicts);
  if (violation === undefined) return undefined;
  const records = trace.records.filter(({ seq }) => seq <= violation.seq);
  const startAt = records[0]?.at ?? 0;
  const pointAt = (index: number, escapesBefore?: number): PointOfNoReturn => {
    const record = records[index] as TraceRecord<TraceFact>;
    const before = escapesBefore === undefined ? {} : { escapesBefore };
    return { record, atMs: record.at - startAt, tried: waysOn, ...before };
  };
  const escapesAfter = (index: number): number => {
    const { record, atMs } = pointAt(index);
    return countEscapes(scenario, invariant, record.seq, atMs);
  };
  let open = 0;
  let escapesBefore = escapesAfter(open);
  if (escapesBefore === 0) return pointAt(open);
  let closed = records.length - 1;
  while (closed - open > 1) {
    const middle = (open + closed) >> 1;
    const escapes = escapesAfter(middle);
    if (escapes === 0) closed = middle;
    else {
      open = middle;
      escapesBefore = escapes;
    }
  }
  return pointAt(closed, escapesBefore);
}

/** In how many of the ways on from a fact a rule holds. */
function countEscapes(
  scenario: Scenario,
  invariant: Invariant,
  afterSeq: number,
  afterMs: number,
): number {
  const calm = {
    ...scenario,
    script: scenario.script?.filter(({ atMs }) => atMs <= afterMs) ?? [],
  };
  let escapes = 0;
  for (let way = 0; way < waysOn; way++) {
    const choice = new ForkedChoice(choiceOf(scenario), randomChoice(seededRandom(way)));
    const { verdicts } = runScenario(way % 2 === 0 ? scenario : calm, {
      trace: false,
      stacks: false,
      invariants: [invariant],
      choice,
      listen: ({ seq }) => {
        if (seq >= afterSeq) choice.fork();
      },
    });
    if (violationsOf(verdicts).length === 0) escapes += 1;
  }
  return escapes;
}

/** One way of choosing until it is forked, then another. */
class ForkedChoice implements Choice {
  #choice: Choice;
  readonly #other: Choice;

  constructor(first: Choice, other: Choice) {
    this.#choice = first;
    this.#other = other;
  }

  get gathersInstants(): boolean {
    return this.#choice === this.#other || this.#choice.gathersInstants === true;
  }

  fork(): void {
    this.#choice = this.#other;
  }

  pick(ready: Parameters<Choice["pick"]>[0]): number {
    return this.#choice.pick(ready);
  }
}
