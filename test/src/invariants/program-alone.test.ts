import type { QueueFlavour } from "@informerlab/core";
import { expect, test } from "vitest";
import { lessonScenarios } from "../lessons/node/read-lessons.ts";
import { plantedBugByName } from "../planted-bugs/catalogue.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { runScenario } from "../simulate/run-scenario.ts";
import { checkInvariants, violationsOf } from "./judge.ts";

/** What the trace of a real program has: the informer's own facts, and nothing of a server. */
const ofPrograms = /^(?:handler|informer|queue|reconcile|reflector|store|workqueue)\./;

const lessons = lessonScenarios();

/** A bug is planted into the queue that a lesson is about; with another the lesson would show another one. */
const queuesOf = ({ planted }: Scenario): readonly (QueueFlavour | "its own")[] =>
  planted === undefined ? ["delta", "real", "real-atomic"] : ["its own"];

test.each(
  lessons.flatMap((lesson) => queuesOf(lesson).map((queue) => [lesson.id, queue] as const)),
)("the trace of a program alone breaks no rule about its server: %s with %s", (id, queue) => {
  const scenario = lessons.find((one) => one.id === id);
  if (scenario === undefined) throw new Error(`no lesson ${id}`);
  const informers = scenario.informers.map((informer) =>
    queue === "its own" ? informer : { ...informer, queue },
  );
  const { trace } = runScenario({ ...scenario, informers });

  const records = trace.records.filter(({ fact }) => ofPrograms.test(fact.kind));
  const verdicts = checkInvariants(records);

  expect(records.length).toBeGreaterThan(20);
  // A lesson may show a bug: that one is known by its rules.
  const { caughtBy = [] } = plantedBugByName(scenario.planted ?? "") ?? {};
  expect(violationsOf(verdicts).filter(({ invariant }) => !caughtBy.includes(invariant))).toEqual(
    [],
  );
  expect(verdicts.filter(({ verdict }) => verdict === "holds").length).toBeGreaterThan(5);
});
