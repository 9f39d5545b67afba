import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Json, JsonObject } from "../transcripts/fixture.ts";
import type { Answer } from "./answer.ts";

/** A step into an object: a member's name or a place in a list. */
export type Path = readonly (string | number)[];

/** How a question reaches the server: as a create, or about an object that was created. */
export type Operation =
  | "create"
  | "update"
  | "status"
  | "merge"
  | "strategic"
  | "json"
  | "apply"
  | "delete"
  | "scale";

/** A changed place. */
export interface Change {
  readonly path: Path;
  /** What stands there instead; absent: removed. */
  readonly value?: Json;
}

/** A valid object with something changed, sent one way; a deletion has its options as value. */
export interface Question extends Change {
  /** Which of the bases. */
  readonly base: number;
  readonly operation: Operation;
  /** What is changed at the same time, after it. */
  readonly others?: readonly Change[];
}

/** A valid object, and where its kind is served. */
export interface Base {
  /** Path of the list, with `{namespace}` where the kind has one. */
  readonly path: string;
  readonly hasStatus: boolean;
  readonly hasScale?: boolean;
  readonly object: JsonObject;
}

/** Questions and what a real server answered to them. */
export interface Recording {
  readonly bases: readonly Base[];
  readonly entries: readonly (readonly [Question, Answer])[];
}

const folder = join(import.meta.dirname, "../../../fake-apiserver/fixtures/questions");

/** The objects that questions start from, one a line. */
export function readBaseObjects(
  file: "bases.jsonl" | "beta-bases.jsonl" = "bases.jsonl",
): readonly JsonObject[] {
  const lines = readFileSync(join(folder, file), "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as JsonObject);
}

/** The files of answers: about one change, about several at once, about versions that are not served by default. */
const files = {
  single: "answers.json.gz",
  several: "several-answers.json.gz",
  beta: "beta-answers.json.gz",
} as const;

/** What the real server answered. */
export function readRecording(about: keyof typeof files = "single"): Recording {
  const text = gunzipSync(readFileSync(join(folder, files[about]))).toString("utf8");
  return JSON.parse(text) as Recording;
}

/** Keeps what the real server answered. */
export function writeRecording(recording: Recording, about: keyof typeof files = "single"): void {
  const text = gzipSync(JSON.stringify(recording), { level: 9 });
  writeFileSync(join(folder, files[about]), text);
}
