import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { RecordingSink } from "../../../recording/recorder.ts";

/** Bytes that wait for the disc before those who write have to wait. */
const waitingBytesMax = 4 * 1024 * 1024;

/** A recording that grows on disc; compressed when its name ends in `.gz`. */
export interface RecordingFile extends RecordingSink {
  /** Resolves once everything is on disc. */
  close(): Promise<void>;
  /** Removes the file, unless it is a device. */
  discard(): Promise<void>;
}

/**
 * Begins a recording's file; only its owner may read it.
 *
 * @throws the host's own error when the file cannot be opened.
 */
export async function createRecordingFile(
  path: string,
  onFailure: (error: unknown) => void,
): Promise<RecordingFile> {
  const file = createWriteStream(path, { mode: 0o600, highWaterMark: waitingBytesMax });
  await once(file, "open");
  const zip = path.endsWith(".gz") ? createGzip({ level: 1 }) : undefined;
  zip?.pipe(file);
  const out = zip ?? file;
  let hasFailed = false;
  file.on("error", (error) => {
    hasFailed = true;
    zip?.destroy();
    onFailure(error);
  });
  zip?.on("error", () => {});
  const close = async (): Promise<void> => {
    if (!out.writableEnded && !out.destroyed) out.end();
    if (!hasFailed) await finished(file).catch(() => {});
  };
  // One for all who wait: each with listeners of its own would leave them behind.
  let room: Promise<void> | undefined;
  return {
    write(line) {
      if (!out.destroyed && !out.writableEnded) out.write(`${line}\n`);
    },
    ready() {
      if (hasFailed || !out.writableNeedDrain) return undefined;
      room ??= roomIn(out).then(() => (room = undefined));
      return room;
    },
    close,
    async discard() {
      await close();
      const found = await stat(path).catch(() => undefined);
      if (found?.isFile() === true) await rm(path);
    },
  };
}

/** Settles when a stream takes more, or never will. */
function roomIn(out: Writable): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      out.off("drain", settle).off("close", settle);
      resolve();
    };
    out.once("drain", settle).once("close", settle);
  });
}
