import { expect, test } from "vitest";
import { lessonScenarios } from "../lessons/node/read-lessons.ts";
import { runScenario } from "../simulate/run-scenario.ts";
import { checkInvariants, violationsOf } from "./judge.ts";

/** What the trace of a real program has: the informer's own facts, and nothing of a server. */
const ofPrograms = /^(?:handler|informer|queue|reconcile|reflector|store|workqueue)\./;

const lessons = lessonScenarios();

test.each(
  lessons.flatMap(({ id }) =>
    (["delta", "real", "real-atomic"] as const).map((queue) => [id, queue] as const),
  ),
)("the trace of a program alone breaks no rule about its server: %s with %s", (id, queue) => {
  const scenario = lessons.find((one) => one.id === id);
  if (scenario === undefined) throw new Error(`no lesson ${id}`);
  const informers = scenario.informers.map((informer) => ({ ...informer, queue }));
  const { trace } = runScenario({ ...scenario, informers });

  const records = trace.records.filter(({ fact }) => ofPrograms.test(fact.kind));
  const verdicts = checkInvariants(records);

  expect(records.length).toBeGreaterThan(20);
  expect(violationsOf(verdicts)).toEqual([]);
  expect(verdicts.filter(({ verdict }) => verdict === "holds").length).toBeGreaterThan(5);
});
