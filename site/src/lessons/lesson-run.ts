import { lessonOf } from "./lessons.ts";
import { type NarratedRun, runsOfAllFlavours } from "./story.ts";

const runs = new Map<string, readonly NarratedRun[]>();

/** A lesson's run with the queue that its scenario names. */
export function lessonRun(slug: string): NarratedRun {
  const flavour = lessonOf(slug).scenario.informers[0]?.queue ?? "delta";
  const run = lessonRuns(slug).find((one) => one.flavour === flavour);
  if (run === undefined) throw new Error(`The lesson ${slug} was not run with ${flavour}`);
  return run;
}

/** A lesson's runs with all queues; made once a build. */
export function lessonRuns(slug: string): readonly NarratedRun[] {
  let run = runs.get(slug);
  if (run === undefined) {
    run = runsOfAllFlavours(lessonOf(slug).scenario);
    runs.set(slug, run);
  }
  return run;
}
