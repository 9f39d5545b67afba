import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Answer } from "../questions/answer.ts";
import type { Path, Recording } from "../questions/question.ts";
import type { Json, JsonObject } from "../transcripts/fixture.ts";

/** A definition of custom resources and valid objects of its kind. */
export interface Subject {
  readonly definition: JsonObject;
  readonly objects: readonly JsonObject[];
}

/** One thing changed in a definition that is not kept. */
export interface DefinitionQuestion {
  /** Which of the subjects. */
  readonly subject: number;
  readonly path: Path;
  /** What stands there instead; absent: removed. */
  readonly value?: Json;
}

/** Questions about definitions and about objects of them, and what a real server answered. */
export interface CustomRecording {
  readonly definitions: readonly (readonly [DefinitionQuestion, Answer])[];
  readonly objects: Recording;
}

const folder = join(import.meta.dirname, "../../../fake-apiserver/fixtures/custom-questions");

function linesOf(file: string): readonly string[] {
  return readFileSync(join(folder, file), "utf8")
    .split("\n")
    .filter((line) => line !== "");
}

/** What the questions are about. */
export function readSubjects(): readonly Subject[] {
  return linesOf("definitions.jsonl").map((line) => JSON.parse(line) as Subject);
}

/** Rules for the first subject, right and wrong ones. */
export function readExpressions(): readonly string[] {
  return linesOf("expressions.txt");
}

/** What the real server answered. */
export function readRecording(): CustomRecording {
  const text = gunzipSync(readFileSync(join(folder, "answers.json.gz"))).toString("utf8");
  return JSON.parse(text) as CustomRecording;
}

/** Keeps what the real server answered. */
export function writeRecording(recording: CustomRecording): void {
  const text = gzipSync(JSON.stringify(recording), { level: 9 });
  writeFileSync(join(folder, "answers.json.gz"), text);
}
