import type { Scenario } from "@informerlab/test";
import { temporaryScenario } from "./temporary-scenario.ts";

/** A lesson of the site: a page in each language about one scenario. */
export interface Lesson {
  /** The page below `/learn/`. */
  readonly slug: string;
  readonly scenario: Scenario;
  /** Reading and stepping, roughly. */
  readonly minutes: number;
  /** Changes to try: a fork's id, and the beat at which it is made. */
  readonly forks: readonly LessonFork[];
}

/** One thing to try in a lesson. */
export interface LessonFork {
  readonly fork: string;
  readonly beat: string;
}

/** All lessons, in reading order. */
export const lessons: readonly Lesson[] = [
  {
    slug: "warm-cache",
    scenario: temporaryScenario,
    minutes: 5,
    forks: [{ fork: "expire-watch", beat: "synced" }],
  },
  {
    slug: "why-a-queue",
    scenario: temporaryScenario,
    minutes: 6,
    forks: [{ fork: "expire-watch", beat: "synced" }],
  },
  {
    slug: "tombstone",
    scenario: temporaryScenario,
    minutes: 5,
    forks: [{ fork: "expire-watch", beat: "synced" }],
  },
  {
    slug: "gone",
    scenario: temporaryScenario,
    minutes: 6,
    forks: [{ fork: "expire-watch", beat: "synced" }],
  },
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
