import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

/** A scenario, and what somebody else's implementation did in it. */
export interface Recorded<S, O> {
  readonly scenario: S;
  readonly recorded: O;
}

/** The recordings of `core/fixtures/NAME.json.gz`. */
export function recordingsOf<S, O>(name: string): readonly Recorded<S, O>[] {
  const file = new URL(`../fixtures/${name}.json.gz`, import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(file)).toString()).recorded;
}
