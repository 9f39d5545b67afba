import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { RawAnswer } from "../requests/settle.ts";

/** What a real server answered to the cases of a seed. */
export interface MutationRecording {
  readonly seed: string;
  readonly count: number;
  readonly answers: readonly RawAnswer[];
}

const file = join(
  import.meta.dirname,
  "../../../fake-apiserver/fixtures/mutations/answers.json.gz",
);

/** What the real server answered, by seed. */
export function readRecordings(): readonly MutationRecording[] {
  if (!existsSync(file)) return [];
  return JSON.parse(gunzipSync(readFileSync(file)).toString("utf8")) as MutationRecording[];
}

/** Keeps what the real server answered, in the place of what it had answered to the same seed. */
export function keepRecording(recording: MutationRecording): void {
  const others = readRecordings().filter(({ seed }) => seed !== recording.seed);
  writeFileSync(file, gzipSync(JSON.stringify([...others, recording]), { level: 9 }));
}
