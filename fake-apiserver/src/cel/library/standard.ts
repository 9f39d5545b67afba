import { compileGoRegExp, type GoRegExp } from "../../regexp/go-regexp.ts";
import type { Implementation, LibraryTable } from "../check/environment.ts";
import { CelEvaluationError, type Duration } from "../values/cel-value.ts";
import { sizeOf } from "../values/size.ts";
import { partsIn } from "../values/times.ts";
import { asDuration, asText, asTimestamp } from "./arguments.ts";

const size: Implementation = ([value = null]) => BigInt(sizeOf(value));

/** A pattern, ready. @throws CelEvaluationError for one that cannot be read */
export function patternOf(text: string, problem: (reason: string) => string): GoRegExp {
  const pattern = compileGoRegExp(text);
  if ("problem" in pattern) throw new CelEvaluationError(problem(pattern.problem));
  return pattern;
}

const matches: Implementation = ([text, pattern]) =>
  patternOf(asText(pattern), (reason) => reason).test(asText(text));

function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000);
}

const timestampParts: Readonly<Record<string, readonly [id: string, (date: Date) => number]>> = {
  getFullYear: ["year", (date) => date.getUTCFullYear()],
  getMonth: ["month", (date) => date.getUTCMonth()],
  getDayOfYear: ["day_of_year", dayOfYear],
  getDayOfMonth: ["day_of_month", (date) => date.getUTCDate() - 1],
  getDate: ["day_of_month_1_based", (date) => date.getUTCDate()],
  getDayOfWeek: ["day_of_week", (date) => date.getUTCDay()],
  getHours: ["hours", (date) => date.getUTCHours()],
  getMinutes: ["minutes", (date) => date.getUTCMinutes()],
  getSeconds: ["seconds", (date) => date.getUTCSeconds()],
  getMilliseconds: ["milliseconds", (date) => date.getUTCMilliseconds()],
};

const durationParts: Readonly<Record<string, bigint>> = {
  getHours: 3_600_000_000_000n,
  getMinutes: 60_000_000_000n,
  getSeconds: 1_000_000_000n,
};

function millisecondsIn(duration: Duration): bigint {
  return (duration.nanos / 1_000_000n) % 1000n;
}

function timeTable(): LibraryTable {
  const rows = Object.entries(timestampParts).map(([name, [id, part]]) => {
    const read: Implementation = ([moment, zone = "UTC"]) => {
      const date = partsIn(asTimestamp(moment), asText(zone));
      if (date === undefined) throw new CelEvaluationError(`unknown time zone ${String(zone)}`);
      return BigInt(part(date));
    };
    const unit = durationParts[name];
    const ofDuration: LibraryTable[string] =
      unit === undefined
        ? []
        : [[`duration_to_${id}`, ".duration -> int", ([span]) => asDuration(span).nanos / unit]];
    return [
      name,
      [
        [`timestamp_to_${id}`, ".timestamp -> int", read],
        [`timestamp_to_${id}_with_tz`, ".timestamp string -> int", read],
        ...ofDuration,
      ],
    ] as const;
  });
  return Object.fromEntries(rows);
}

/** The functions of the language itself, without operators and conversions. */
export const standard: readonly LibraryTable[] = [
  {
    "_?_:_": [["conditional", "bool A A -> A"]],
    "_&&_": [["logical_and", "bool bool -> bool"]],
    "_||_": [["logical_or", "bool bool -> bool"]],
    "@not_strictly_false": [["not_strictly_false", "bool -> bool"]],
    "!_": [["logical_not", "bool -> bool", ([value]) => value !== true]],
    "_[_]": [
      ["index_list", "list(A) int -> A"],
      ["index_map", "map(A,B) A -> B"],
    ],
    size: [
      ["size_bytes", "bytes -> int", size],
      ["bytes_size", ".bytes -> int", size],
      ["size_list", "list(A) -> int", size],
      ["list_size", ".list(A) -> int", size],
      ["size_map", "map(A,B) -> int", size],
      ["map_size", ".map(A,B) -> int", size],
      ["size_string", "string -> int", size],
      ["string_size", ".string -> int", size],
    ],
    contains: [
      ["contains_string", ".string string -> bool", ([a, b]) => asText(a).includes(asText(b))],
    ],
    endsWith: [
      ["ends_with_string", ".string string -> bool", ([a, b]) => asText(a).endsWith(asText(b))],
    ],
    startsWith: [
      ["starts_with_string", ".string string -> bool", ([a, b]) => asText(a).startsWith(asText(b))],
    ],
    matches: [
      ["matches", "string string -> bool", matches],
      ["matches_string", ".string string -> bool", matches],
    ],
  },
  timeTable(),
  {
    getMilliseconds: [
      [
        "duration_to_milliseconds",
        ".duration -> int",
        ([span]) => millisecondsIn(asDuration(span)),
      ],
    ],
  },
];
