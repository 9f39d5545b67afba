import type { LocalizedText } from "../scenario/localized-text.ts";
import { localized } from "../scenario/scenario-shape.ts";
import { integer, object, oneOf, optional, required, type Shape, text } from "../scenario/shape.ts";
import { readShape } from "./read-shape.ts";

/** Parts of the line from the server to the worker, in order, as the glossary names them. */
export const exhibitStations = [
  "apiserver",
  "watch",
  "reflector",
  "queue",
  "indexer",
  "handler",
  "workQueue",
  "worker",
] as const;

/** A bug that was real, which a lesson tells. */
export interface Exhibit {
  /** What the reporter saw, before anybody knew why. */
  readonly symptom: LocalizedText;
  /** `kubernetes/kubernetes`: its repository at GitHub. */
  readonly project: string;
  /** Of the report, or of the repair where there was none. */
  readonly number: number;
  /** In which it was reported. */
  readonly year: number;
  /** Where in the line the mistake is made. */
  readonly station: (typeof exhibitStations)[number];
  /** The row of the survival table in which the clients of today meet it, as that page has it. */
  readonly survival?: LocalizedText;
}

const exhibitShape: Shape = object({
  symptom: required(localized, "what the reporter saw"),
  project: required(
    text({ pattern: /^[\w.-]+\/[\w.-]+$/, hint: "a repository, such as kubernetes/kubernetes" }),
    "where it was reported",
  ),
  number: required(integer(1), "of the report"),
  year: required(integer(2014, 2100), "of the report"),
  station: required(oneOf(...exhibitStations), "where in the line the mistake is made"),
  survival: optional(localized, "the row of the survival table"),
});

/** A lesson's exhibit from its `exhibit.yaml`. @throws ScenarioError naming the file, and what is wrong in it. */
export function parseExhibit(yaml: string, source: string): Exhibit {
  return readShape(yaml, source, exhibitShape) as Exhibit;
}
