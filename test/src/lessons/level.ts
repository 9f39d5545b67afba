import type { LocalizedText } from "../scenario/localized-text.ts";
import { toScenario } from "../scenario/read-scenario.ts";
import type { ActionName, Operation, Scenario } from "../scenario/scenario.ts";
import { localized } from "../scenario/scenario-shape.ts";
import {
  anyObject,
  integer,
  list,
  object,
  oneOf,
  optional,
  required,
  type Shape,
  text,
} from "../scenario/shape.ts";
import { readShape } from "./read-shape.ts";

/** What a level counts in a run, for its first informer. */
export type Measure =
  /** Milliseconds after the first list in which the copy differed from the server. */
  | "wrongMs"
  | "lists"
  | "tombstones"
  /** States of the copy that a reader could see after the first list and that the server never was in. */
  | "neverExisted";

/** A task: edit a scenario until its run shows what is wanted. Judged by running. */
export interface Level {
  readonly id: string;
  readonly title: LocalizedText;
  readonly task: LocalizedText;
  /** For whoever is stuck. */
  readonly hint: LocalizedText;
  /** Where everybody begins. */
  readonly scenario: Scenario;
  readonly may: LevelRules;
  readonly goal: Goal;
  /** Operations that are ready to be put in. */
  readonly pieces: readonly Operation[];
  /** One way, of many. */
  readonly solution: Solution;
}

/** What may be changed; when it heals and when it ends may always be. */
export interface LevelRules {
  /** How many operations may be added to the script; those that are there stay. */
  readonly add: number;
  /** Of which kinds. */
  readonly kinds: readonly ActionName[];
  /** The queue between Reflector and Indexer may be another one. @defaultValue "no" */
  readonly queue?: "yes" | "no";
}

/** When a level is reached. */
export interface Goal {
  readonly measure: Measure;
  readonly is: "exactly" | "at-least";
  readonly value: number;
}

/** Operations to add, and another queue. */
export interface Solution {
  readonly script: readonly Operation[];
  readonly queue?: "delta" | "real" | "real-atomic";
}

const levelShape: Shape = list(
  object({
    id: required(text(), "name of the level, for its address"),
    title: required(localized, "a few words"),
    task: required(localized, "what is to be reached"),
    hint: required(localized, "for whoever is stuck"),
    scenario: required(anyObject, "where everybody begins"),
    may: required(
      object({
        add: required(integer(0, 20), "how many operations may be added"),
        kinds: required(list(text()), "of which kinds"),
        queue: optional(oneOf("yes", "no"), "whether the queue may be another one"),
      }),
      "what may be changed",
    ),
    goal: required(
      object({
        measure: required(oneOf("wrongMs", "lists", "tombstones", "neverExisted"), "what counts"),
        is: required(oneOf("exactly", "at-least"), "how it is compared"),
        value: required(integer(0), "with what"),
      }),
      "when it is reached",
    ),
    pieces: required(list(anyObject), "operations that are ready to be put in"),
    solution: required(
      object({
        script: required(list(anyObject), "operations to add"),
        queue: optional(oneOf("delta", "real", "real-atomic"), "another queue"),
      }),
      "one way",
    ),
  }),
);

/** The levels of a lesson from its `levels.yaml`. @throws ScenarioError naming the file, and what is wrong in it. */
export function parseLevels(yaml: string, source: string): readonly Level[] {
  const levels = readShape(yaml, source, levelShape) as readonly Level[];
  for (const level of levels) {
    toScenario(level.scenario, `${source}, ${level.id}`);
    toScenario(solutionOf(level), `${source}, solution of ${level.id}`);
  }
  return levels;
}

/** The scenario that reaches a level. */
export function solutionOf({ scenario, solution }: Level): Scenario {
  const { queue } = solution;
  return {
    ...scenario,
    informers:
      queue === undefined
        ? scenario.informers
        : scenario.informers.map((informer) => ({ ...informer, queue })),
    script: [...(scenario.script ?? []), ...solution.script],
  };
}
