import type { Clock } from "@informerlab/core";
import { Recorder } from "../../../recording/recorder.ts";
import type { Tap } from "../../../taps/tap.ts";
import { createRecordingFile } from "./recording-file.ts";

/** What is recorded, and where. */
export interface RecordOptions {
  /** JSON lines; compressed when the name ends in `.gz`. A file of that name is replaced. */
  readonly file: string;
  /** Writes the values of Secrets, too. @defaultValue false */
  readonly keepsSecrets?: boolean;
  /** Mebibytes of text after which nothing more is recorded. @defaultValue 1024 */
  readonly mebibytesMax?: number;
}

/** A recording that goes on. */
export interface Recording {
  readonly tap: Tap;
  /** Writes the last line; resolves once everything is on disc. */
  close(): Promise<void>;
  /** Leaves no file. */
  discard(): Promise<void>;
}

/** Settings of {@link startRecording} besides. */
export interface RecordingHost {
  readonly clock: Clock;
  /** Told when it has to end before its time. */
  readonly warn: (message: string) => void;
}

const mebibyte = 1024 * 1024;

/** Begins a recording. @throws the host's own error when the file cannot be opened. */
export async function startRecording(
  { file: path, keepsSecrets = false, mebibytesMax = 1024 }: RecordOptions,
  { clock, warn }: RecordingHost,
): Promise<Recording> {
  const file = await createRecordingFile(path, (error) =>
    warn(`cannot write ${path}: ${(error as Error).message}; what follows is not recorded`),
  );
  const recorder = new Recorder({
    sink: file,
    clock,
    keepsSecrets,
    charactersMax: mebibytesMax * mebibyte,
    onFull: () =>
      warn(`${path} holds ${mebibytesMax} MiB of text now; what follows is not recorded`),
  });
  return {
    tap: recorder,
    async close() {
      recorder.close();
      await file.close();
    },
    discard: () => file.discard(),
  };
}
