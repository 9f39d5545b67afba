import type { JournalEntry } from "@informerlab/fake-apiserver";
import type { DriverLine } from "./driver-process.ts";

/** What was seen of one informer in one scenario. */
export interface Observation {
  readonly lines: readonly DriverLine[];
  readonly requests: readonly JournalEntry[];
  /** When trouble began and ended, milliseconds since the epoch. */
  readonly troubleAt: number;
  readonly healedAt: number;
  /** When the cache was as the server; undefined: never. */
  readonly agreedAt: number | undefined;
  /** What the server and the cache held at the end. */
  readonly wanted: readonly string[];
  readonly cached: readonly string[] | undefined;
  readonly stop: StopObservation;
  /** Why the whole program ended, if it did. */
  readonly end: string | undefined;
}

/** What followed when the informer was told to stop. */
export interface StopObservation {
  readonly hasReturned: boolean;
  /** Requests that came later than a moment after it. */
  readonly requestsAfter: readonly string[];
  /** Watches that are open seconds later. */
  readonly openAfter: number;
}

/** What is wrong, in a few words each; the first decides the cell. */
export type Problem = {
  readonly kind: "dead" | "blind" | "crash" | "grammar" | "stop" | "hot" | "impolite";
  readonly text: string;
};

/** More requests than this in five seconds are a hot loop: one every 200 ms. client-go makes about four. */
const requestsInTroubleMax = 25;

/** Judges what was seen, worst first. */
export function judge(
  seen: Observation,
  expected: {
    readonly keepsPosition: boolean;
    readonly retryAfterSeconds: number | undefined;
    readonly stops: boolean;
    readonly isSilent: boolean;
  },
): readonly Problem[] {
  const problems: Problem[] = [];
  if (seen.end !== undefined)
    problems.push({ kind: "crash", text: `the program ends: ${seen.end}` });
  else if (seen.agreedAt === undefined && !expected.stops) {
    if (expected.isSilent) problems.push({ kind: "blind", text: "it does not notice within 80 s" });
    else problems.push(deadOf(seen));
  }
  problems.push(...grammarProblems(seen.lines));
  if (!seen.stop.hasReturned)
    problems.push({ kind: "stop", text: "stop does not return within 10 s" });
  const [after] = seen.stop.requestsAfter;
  if (after !== undefined) {
    problems.push({
      kind: "stop",
      text: `${seen.stop.requestsAfter.length} requests after its stop, the first: ${after}`,
    });
  }
  if (seen.stop.openAfter > 0)
    problems.push({ kind: "stop", text: "a watch is open seconds after its stop" });
  const inTrouble = seen.requests.filter(({ at }) => at >= seen.troubleAt && at < seen.healedAt);
  if (inTrouble.length > requestsInTroubleMax) {
    problems.push({
      kind: "hot",
      text: `${inTrouble.length} requests in ${((seen.healedAt - seen.troubleAt) / 1000).toFixed(0)} s of trouble`,
    });
  }
  const { retryAfterSeconds } = expected;
  const refused = inTrouble.filter(({ code }) => code === 429);
  const [first, second] = refused;
  if (retryAfterSeconds !== undefined && first !== undefined && second !== undefined) {
    const gapMs = second.at - first.at;
    if (gapMs < retryAfterSeconds * 1000 - 200) {
      problems.push({
        kind: "impolite",
        text: `told to wait ${retryAfterSeconds} s, it asks again after ${(gapMs / 1000).toFixed(1)} s`,
      });
    }
  }
  const lists = seen.requests.filter(({ at, verb }) => at >= seen.troubleAt && verb === "list");
  if (expected.keepsPosition && lists.length > 0) {
    problems.push({ kind: "impolite", text: `${lists.length} lists though nothing had expired` });
  }
  return problems;
}

function deadOf({ wanted, cached }: Observation): Problem {
  if (cached === undefined) return { kind: "dead", text: "the cache cannot be read" };
  const missing = wanted.filter((entry) => !cached.includes(entry));
  const extra = cached.filter((entry) => !wanted.includes(entry));
  return {
    kind: "dead",
    text: `the cache stays wrong: it lacks ${missing.join(", ") || "nothing"} and still has ${extra.join(", ") || "nothing else"}`,
  };
}

/** Per key: add, any updates, delete, and again. */
function grammarProblems(lines: readonly DriverLine[]): readonly Problem[] {
  const present = new Set<string>();
  for (const { event, key } of lines) {
    if (key === undefined) continue;
    const isThere = present.has(key);
    if (event === "add" && isThere) return [{ kind: "grammar", text: `${key} is added twice` }];
    if (event === "update" && !isThere)
      return [{ kind: "grammar", text: `${key} is updated before it is added` }];
    if (event === "delete" && !isThere)
      return [{ kind: "grammar", text: `${key} is deleted though it was not there` }];
    if (event === "add") present.add(key);
    if (event === "delete") present.delete(key);
  }
  return [];
}
