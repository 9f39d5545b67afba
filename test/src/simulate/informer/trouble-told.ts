import { ListWatchError } from "@informerlab/core";
import type { Observation } from "../../invariants/observation.ts";

/** What is seen when an informer tells its program of trouble. */
export function troubleTold(informer: string, told: unknown): Observation {
  const error = told instanceof ListWatchError ? told.cause : told;
  const phase = told instanceof ListWatchError ? told.phase : "";
  const message = error instanceof Error ? error.message : String(error);
  const cause = `${phase}: ${message.replace(/[0-9]+/g, "0")}`;
  return { kind: "program.told-of-trouble", informer, cause, error };
}
