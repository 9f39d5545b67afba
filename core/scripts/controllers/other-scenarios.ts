import { type Random, randomInteger, seededRandom } from "../../src/environment/random.ts";
import type {
  ExpectationOperation,
  ExpectationScenario,
  RetryAnswer,
  RetryScenario,
} from "../../src/testing/controller-scenarios.ts";

const draws = (random: Random) => ({
  pick: <T>(from: readonly T[]): T => from[randomInteger(random, from.length)] as T,
  between: (from: number, to: number): number => from + randomInteger(random, to - from),
});

/** client-go's two back-offs, and others, with answers of every kind. */
export function retryScenarios(seed: string, count: number): readonly RetryScenario[] {
  return Array.from({ length: count }, (_, index) => {
    const { pick, between } = draws(seededRandom(`${seed} ${index}`));
    const conflicts = Array.from({ length: between(0, 9) }, (): RetryAnswer => "conflict");
    return {
      name: `drawn ${index}`,
      ...pick([
        { steps: 5, initialMs: 10, factor: 1, jitter: 0.1, capMs: 0 },
        { steps: 4, initialMs: 10, factor: 5, jitter: 0.1, capMs: 0 },
        { steps: 5, initialMs: 100, factor: 0, jitter: 1, capMs: 0 },
        { steps: 8, initialMs: 7, factor: 3, jitter: 0, capMs: 100 },
        { steps: 6, initialMs: 10, factor: 1.5, jitter: 0.5, capMs: 15 },
        { steps: 1, initialMs: 10, factor: 2, jitter: 0.5, capMs: 0 },
        { steps: 3, initialMs: 0, factor: 2, jitter: 0.5, capMs: 0 },
      ]),
      answers: [...conflicts, pick(["ok", "ok", "conflict", "exists", "broken"] as const)],
      attemptMs: pick([0, 3, 40]),
    };
  });
}

/** Two owners; what is expected of them comes, comes twice, comes late, or not at all. */
export function expectationScenarios(seed: string, count: number): readonly ExpectationScenario[] {
  return Array.from({ length: count }, (_, index) => {
    const { pick, between } = draws(seededRandom(`${seed} ${index}`));
    const gapMax = pick([1000, 60_000, 200_000]);
    let atMs = 0;
    const operations = Array.from({ length: between(4, 40) }, (): ExpectationOperation => {
      atMs += between(1, gapMax);
      const keys = ["p1", "p2", "p3", "p4"];
      const kind = pick([
        "expectCreations",
        "expectDeletions",
        "creationObserved",
        "creationObserved",
        "deletionObserved",
        "deletionObserved",
        "deletionObserved",
        "delete",
      ] as const);
      return {
        atMs,
        kind,
        owner: pick(["jobs/a", "jobs/a", "jobs/b"]),
        count: between(0, 4),
        keys: kind === "expectDeletions" ? keys.slice(0, between(0, 5)) : [pick(keys)],
      };
    });
    return { name: `drawn ${index}`, operations };
  });
}
