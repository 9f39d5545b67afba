import type { Scenario } from "@informerlab/test";
import { temporaryScenario } from "./temporary-scenario.ts";

/** A lesson of the site: a page in each language about one scenario. */
export interface Lesson {
  /** The page below `/learn/`. */
  readonly slug: string;
  readonly scenario: Scenario;
  /** Reading and stepping, roughly. */
  readonly minutes: number;
}

/** All lessons, in reading order. */
export const lessons: readonly Lesson[] = [
  { slug: "warm-cache", scenario: temporaryScenario, minutes: 5 },
  { slug: "why-a-queue", scenario: temporaryScenario, minutes: 6 },
  { slug: "tombstone", scenario: temporaryScenario, minutes: 5 },
  { slug: "gone", scenario: temporaryScenario, minutes: 6 },
];

/**
 * The lesson of a slug.
 *
 * @throws RangeError naming the lessons that exist.
 */
export function lessonOf(slug: string): Lesson {
  const lesson = lessons.find((one) => one.slug === slug);
  if (lesson !== undefined) return lesson;
  const known = lessons.map((one) => one.slug).join(", ");
  throw new RangeError(`There is no lesson "${slug}"; known: ${known}`);
}
