import {
  isObject,
  type Json,
  type JsonObject,
  type RecordedStep,
  type Transcript,
} from "./fixture.ts";
import { normalize } from "./normalize.ts";

/** Headers whose values clients act on; the others are not compared. */
const comparedHeaders = new Set([
  "content-type",
  "warning",
  "retry-after",
  "location",
  "allow",
  "www-authenticate",
  "etag",
]);
const notCompared = new Set(["request", "note", "calls", "end", "repeat", "captures", "unstable"]);
const kindsWithoutAnswer = new Set(["sleep", "close", "etcd", "restart", "await"]);
const placeholder = /\$(rv|uid|ip|gen)(\d+)/g;

/** What became of one step. */
export interface StepResult {
  readonly id: string;
  /** The first differences, one a line; empty when the step agrees. */
  readonly differences: readonly string[];
}

/** Compares what a server answered with what the real one did, step by step; steps that cannot agree are left out. */
export function compare(real: Transcript, ours: Transcript): readonly StepResult[] {
  const unstable = new Set(
    real.steps.filter((step) => step["unstable"] !== undefined).map((step) => step.id),
  );
  const expected = normalize(real);
  const got = new Map(normalize(ours).map((step) => [step.id, comparable(step)]));
  const names = new Names();
  return expected
    .filter((step) => !unstable.has(step.id) && !kindsWithoutAnswer.has(step.kind))
    .map((step) => {
      const wanted = comparable(step);
      const actual = got.get(step.id) ?? null;
      const differences = names.agree(wanted, actual) ? [] : describe(wanted, actual);
      return { id: step.id, differences };
    });
}

/** What must be equal of a step: neither its request, which the script fixes, nor unimportant headers. */
function comparable(step: RecordedStep): Json {
  const members = Object.entries(step).filter(([name]) => !notCompared.has(name));
  return Object.fromEntries(
    members.map(([name, value = null]) => {
      if (name === "response" && isObject(value)) return [name, comparableResponse(value)];
      if ((name === "first" || name === "last") && isObject(value)) {
        const { request: _request, ...rest } = value;
        return [name, rest];
      }
      if (name === "frames" && Array.isArray(value)) {
        // Plain bookmarks may come at any time, or not at all.
        return [name, (value as readonly Json[]).filter((frame) => !isPlainBookmark(frame))];
      }
      return [name, value];
    }),
  );
}

function comparableResponse(response: JsonObject): JsonObject {
  const { reason: _reason, headers, ...rest } = response;
  const kept = Object.entries(isObject(headers) ? headers : {}).flatMap(
    ([name, value]): [string, Json][] =>
      comparedHeaders.has(name.toLowerCase()) ? [[name.toLowerCase(), value ?? null]] : [],
  );
  return { ...rest, headers: Object.fromEntries(kept) };
}

function isPlainBookmark(frame: Json): boolean {
  const text = JSON.stringify(frame);
  return text.includes('"BOOKMARK"') && !text.includes("initial-events-end");
}

/**
 * Names of both sides, matched as they turn up: `$rv3` of the one may be `$rv5` of the other, but then everywhere, and
 * resourceVersions must keep their order. So one more write of a server shifts no later answer.
 */
class Names {
  #there = new Map<string, string>();
  #back = new Map<string, string>();

  /** Whether the two agree; what they say about names is kept only then. */
  agree(expected: Json, got: Json): boolean {
    const [one, other] = [sortedText(expected), sortedText(got)];
    if (one.replace(placeholder, "$$$1") !== other.replace(placeholder, "$$$1")) return false;
    const there = new Map(this.#there);
    const back = new Map(this.#back);
    const ours = [...other.matchAll(placeholder)].map(([name]) => name);
    for (const [index, [name]] of [...one.matchAll(placeholder)].entries()) {
      const counterpart = ours[index] ?? "";
      if ((there.get(name) ?? counterpart) !== counterpart) return false;
      if ((back.get(counterpart) ?? name) !== name) return false;
      there.set(name, counterpart);
      back.set(counterpart, name);
    }
    if (!keepsOrder(there)) return false;
    this.#there = there;
    this.#back = back;
    return true;
  }
}

function keepsOrder(names: ReadonlyMap<string, string>): boolean {
  const pairs = [...names]
    .filter(([name]) => name.startsWith("$rv"))
    .map(([name, counterpart]) => [Number(name.slice(3)), Number(counterpart.slice(3))] as const)
    .sort(([a], [b]) => a - b);
  return pairs.every(([, counterpart], index) => {
    const previous = pairs[index - 1];
    return previous === undefined || previous[1] < counterpart;
  });
}

function sortedText(value: Json): string {
  return JSON.stringify(value, (_name, member: Json) =>
    isObject(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** The paths at which two values differ, with both values. */
function describe(expected: Json, got: Json): readonly string[] {
  if (got === null) return ["no answer"];
  const lines: string[] = [];
  collectDifferences(expected, got, "", lines);
  return lines.length > 0 ? lines : ["a name ($rv, $uid …) stands for something else than before"];
}

function collectDifferences(
  expected: Json | undefined,
  got: Json | undefined,
  path: string,
  lines: string[],
): void {
  if (
    typeof expected === "object" &&
    typeof got === "object" &&
    expected !== null &&
    got !== null
  ) {
    if (Array.isArray(expected) === Array.isArray(got)) {
      const names = new Set([...Object.keys(expected), ...Object.keys(got)]);
      for (const name of names) {
        const [one, other] = [expected as JsonObject, got as JsonObject];
        collectDifferences(one[name], other[name], `${path}/${name}`, lines);
      }
      return;
    }
  }
  const [one, other] = [toText(expected), toText(got)];
  if (one.replace(placeholder, "$$$1") === other.replace(placeholder, "$$$1")) return;
  const from = Math.max(0, firstDifference(one, other) - 40);
  lines.push(`${path}: expected ${shorten(one, from)}, got ${shorten(other, from)}`);
}

function toText(value: Json | undefined): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}

function firstDifference(one: string, other: string): number {
  let index = 0;
  while (index < one.length && one[index] === other[index]) index += 1;
  return index;
}

/** Long texts from a little before the place where they differ. */
function shorten(text: string, from: number): string {
  if (text.length <= 240) return text;
  const end = from + 200;
  return `${from > 0 ? "…" : ""}${text.slice(from, end)}${end < text.length ? "…" : ""}`;
}
