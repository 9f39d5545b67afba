import { type Recording, RecordingError } from "../../../recording/read-recording.ts";
import { fileProblem, UsageError } from "../command/usage-error.ts";
import { loadRecording } from "./load-recording.ts";

/** Reads a recording that the command line names. @throws UsageError naming file, line and what is wrong */
export async function readRecordingFile(path: string, acceptsCut: boolean): Promise<Recording> {
  try {
    return await loadRecording(path, { acceptsCut });
  } catch (error) {
    throw new UsageError(`${path}: ${recordingProblem(error)}`);
  }
}

/** What is wrong with a recording, in words. */
export function recordingProblem(error: unknown): string {
  if (!(error instanceof RecordingError)) return `cannot be read: ${fileProblem(error)}`;
  const isCut = error.message.includes("cut off") || error.message.includes("a part of one");
  return isCut ? `${error.message} (--accept-cut reads what is there)` : error.message;
}
