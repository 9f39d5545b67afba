import { expect, test } from "vitest";
import { type Recorded, recordingsOf } from "../../scripts/recorded.ts";
import { failureStatus, isConflict, StatusError } from "../api/status-error.ts";
import { pause } from "../environment/pause.ts";
import type { Random } from "../environment/random.ts";
import { lane } from "../environment/scheduler.ts";
import { Simulation } from "../simulation/simulation.ts";
import type { RetryAnswer, RetryOutcome, RetryScenario } from "../testing/controller-scenarios.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

type Recording = Recorded<RetryScenario, RetryOutcome>;

const recordings = recordingsOf<RetryScenario, RetryOutcome>("retries");

/** What client-go added to each wait by chance, as draws: a wait is drawn between its base and that much more. */
function drawsOf({ scenario, recorded }: Recording): Random {
  const { initialMs, factor, jitter, capMs, attemptMs } = scenario;
  let baseMs = initialMs;
  const draws = recorded.attemptsAtMs.slice(1).map((atMs, index) => {
    const waitMs = atMs - (recorded.attemptsAtMs[index] ?? 0) - attemptMs;
    const draw = jitter === 0 || baseMs === 0 ? 0 : (waitMs / baseMs - 1) / jitter;
    if (factor !== 0) baseMs *= factor;
    if (capMs > 0 && baseMs > capMs) baseMs = capMs;
    return draw;
  });
  expect(draws.every((draw) => draw >= 0 && draw < 1)).toBe(true);
  const random: Random = { next: () => draws.shift() ?? 0, fork: () => random };
  return random;
}

function failureOf(answer: RetryAnswer): Error {
  if (answer === "broken") return new Error("broken");
  const reason = answer === "conflict" ? "Conflict" : "AlreadyExists";
  return new StatusError(failureStatus({ code: 409, reason, message: "changed" }));
}

function resultOf(error: unknown): RetryAnswer {
  if (isConflict(error)) return "conflict";
  return error instanceof StatusError ? "exists" : "broken";
}

async function play(recording: Recording): Promise<RetryOutcome> {
  const { steps, initialMs, factor, jitter, capMs, answers, attemptMs } = recording.scenario;
  const simulation = new Simulation({ startAt: 0 });
  const { clock } = simulation;
  const attemptsAtMs: number[] = [];
  let result: RetryAnswer | undefined;
  const attempt = async (): Promise<void> => {
    const answer = answers[Math.min(attemptsAtMs.length, answers.length - 1)] ?? "ok";
    attemptsAtMs.push(clock.now());
    if (attemptMs > 0) await pause(clock, lane("test"), attemptMs);
    if (answer !== "ok") throw failureOf(answer);
  };
  const cap = capMs === 0 ? {} : { capMs };
  const options = { steps, initialMs, factor, jitter, ...cap };
  void retryOnConflict({ clock, random: drawsOf(recording) }, attempt, options).then(
    () => {
      result = "ok";
    },
    (error: unknown) => {
      result = resultOf(error);
    },
  );
  await simulation.advanceByAsync(3_600_000);
  if (result === undefined) throw new Error("it did not end");
  return { attemptsAtMs, result };
}

test.each(recordings)(
  "$scenario.name: attempts and waits are client-go's, and so is what comes of it",
  async (recording) => {
    const { attemptsAtMs, result } = await play(recording);

    expect(result).toBe(recording.recorded.result);
    expect(attemptsAtMs).toHaveLength(recording.recorded.attemptsAtMs.length);
    for (const [index, atMs] of recording.recorded.attemptsAtMs.entries())
      expect(attemptsAtMs[index]).toBeCloseTo(atMs, 2);
  },
);
