import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import {
  isRecording,
  type ReadRecordingOptions,
  type Recording,
  RecordingError,
  RecordingReader,
} from "../../../recording/read-recording.ts";

/** Characters of one line; the body of an answer is shorter. */
const lineLengthMax = 2 ** 28;

/** What gzip begins with. */
const gzipMagic = [0x1f, 0x8b];

/**
 * Reads a recording from a file, compressed or not, whatever its name says.
 *
 * @throws RecordingError naming the line and what is wrong with it.
 * @throws the host's own error when the file cannot be read.
 */
export async function loadRecording(
  path: string,
  options: ReadRecordingOptions = {},
): Promise<Recording> {
  const reader = new RecordingReader(options);
  try {
    for await (const line of linesOf(path, await isZipped(path))) reader.take(line);
  } catch (error) {
    if (!isZlibError(error)) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    // What a compressor had not yet written is missing at the end.
    if (code !== "Z_BUF_ERROR") throw new RecordingError(`its gzip is broken: ${message}`);
    if (options.acceptsCut !== true) {
      throw new RecordingError("its gzip ends too early: the recording was cut off");
    }
  }
  return reader.end();
}

/** Whether a file holds a recording, by its first bytes. */
export async function holdsRecording(path: string): Promise<boolean> {
  try {
    for await (const line of linesOf(path, await isZipped(path))) return isRecording(line);
  } catch {
    // Whoever reads it as something else says what is wrong.
  }
  return false;
}

async function isZipped(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(gzipMagic.length), 0);
    return bytesRead === gzipMagic.length && gzipMagic.every((byte, at) => buffer[at] === byte);
  } finally {
    await file.close();
  }
}

async function* linesOf(path: string, isGzip: boolean): AsyncGenerator<string> {
  const file = createReadStream(path);
  const text: Readable = isGzip ? file.pipe(createGunzip()) : file;
  file.on("error", (error) => text.destroy(error));
  text.setEncoding("utf8");
  let begun = "";
  try {
    for await (const chunk of text as AsyncIterable<string>) {
      const lines = chunk.split("\n");
      const last = lines.pop() ?? "";
      for (const line of lines) {
        yield begun + line;
        begun = "";
      }
      begun += last;
      if (begun.length > lineLengthMax)
        throw new RecordingError("no recording: its lines are too long");
    }
    if (begun !== "") yield begun;
  } finally {
    file.destroy();
  }
}

function isZlibError(error: unknown): boolean {
  return String((error as NodeJS.ErrnoException).code).startsWith("Z_");
}
