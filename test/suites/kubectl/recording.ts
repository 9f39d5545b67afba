import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { KubectlAnswer } from "./settle-output.ts";

/** Of each group by name: each command line, and how it ended before the real server. */
export type KubectlRecording = Readonly<
  Record<string, readonly (readonly [line: string, answer: KubectlAnswer])[]>
>;

const file = join(import.meta.dirname, "../../../fake-apiserver/fixtures/kubectl/answers.json.gz");

/** How the commands ended before the real server. */
export function readRecording(): KubectlRecording {
  return JSON.parse(gunzipSync(readFileSync(file)).toString("utf8")) as KubectlRecording;
}

/** Keeps how they ended. */
export function writeRecording(recording: KubectlRecording): void {
  writeFileSync(file, gzipSync(JSON.stringify(recording), { level: 9 }));
}
