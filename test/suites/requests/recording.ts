import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { RawRequest } from "./request.ts";
import type { RawAnswer } from "./settle.ts";

/** Of each group by name: each request and what the real server answered. */
export type RequestRecording = Readonly<
  Record<string, readonly (readonly [RawRequest, RawAnswer])[]>
>;

const file = join(import.meta.dirname, "../../../fake-apiserver/fixtures/requests/answers.json.gz");

/** What the real server answered. */
export function readRecording(): RequestRecording {
  return JSON.parse(gunzipSync(readFileSync(file)).toString("utf8")) as RequestRecording;
}

/** Keeps what the real server answered. */
export function writeRecording(recording: RequestRecording): void {
  writeFileSync(file, gzipSync(JSON.stringify(recording), { level: 9 }));
}
