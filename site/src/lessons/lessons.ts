import { lessonScenarios, type Scenario } from "@informerlab/test";

/** A lesson of the site: a page in each language about one scenario. */
export interface Lesson {
  /** The page below `/learn/`, and the scenario's id. */
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
  lesson("warm-cache", 5, {
    "expire-watch": "read",
    "cut-watch": "received",
    "slow-handler": "start",
  }),
  lesson("why-a-queue", 6, {
    "expire-watch": "third-edit",
    "slow-handler": "first-edit",
    "restart-server": "pop",
  }),
  lesson("tombstone", 5, { "cut-watch": "vanish", "end-watch": "relabel", "slow-handler": "gone" }),
  lesson("gone", 6, { "restart-server": "again", "expire-watch": "warm", compact: "again" }),
];

function lesson(slug: string, minutes: number, forks: Readonly<Record<string, string>>): Lesson {
  const scenario = lessonScenarios.find(({ id }) => id === slug);
  if (scenario === undefined) {
    const known = lessonScenarios.map(({ id }) => id).join(", ");
    throw new RangeError(`There is no scenario "${slug}"; known: ${known}`);
  }
  const choices = Object.entries(forks).map(([fork, beat]) => ({ fork, beat }));
  return { slug, scenario, minutes, forks: choices };
}

/**
 * The lesson of a slug.
 *
 * @throws RangeError naming the lessons that exist.
 */
export function lessonOf(slug: string): Lesson {
  const found = lessons.find((one) => one.slug === slug);
  if (found !== undefined) return found;
  const known = lessons.map((one) => one.slug).join(", ");
  throw new RangeError(`There is no lesson "${slug}"; known: ${known}`);
}
