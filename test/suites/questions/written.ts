import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Json } from "../transcripts/fixture.ts";
import { type Answer, toAnswer } from "./answer.ts";
import type { Server } from "./server.ts";

/** A request that was written down as it is: some build on what the ones before left. */
export interface WrittenRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: Json;
  /** Of the content; JSON where it is left out. */
  readonly type?: string;
}

const folder = join(import.meta.dirname, "../../../fake-apiserver/fixtures/questions");
const answersFile = join(folder, "written-answers.json.gz");

/** The requests, one a line. */
export function readWritten(): readonly WrittenRequest[] {
  const lines = readFileSync(join(folder, "written.jsonl"), "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as WrittenRequest);
}

/** What a server answers to them, in their order. */
export async function askWritten(
  server: Server,
  requests: readonly WrittenRequest[],
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const { method, path, body, type } of requests) {
    const reply = await server.ask(method, path, body, type);
    answers.push(toAnswer(reply, JSON.stringify(body ?? null)));
  }
  return answers;
}

/** What the real server answered. */
export function readWrittenAnswers(): readonly Answer[] {
  return JSON.parse(gunzipSync(readFileSync(answersFile)).toString("utf8")) as readonly Answer[];
}

/** Keeps what the real server answered. */
export function writeWrittenAnswers(answers: readonly Answer[]): void {
  writeFileSync(answersFile, gzipSync(JSON.stringify(answers), { level: 9 }));
}
