import type { IncomingMessage } from "node:http";
import { pipeline } from "node:stream";
import { constants, createGunzip, createGzip } from "node:zlib";
import type { NodeResponse } from "../http/node-answer.ts";

/** The two ends of a watch, without the compression between them. */
export interface WatchChannel {
  /** What the server behind sends. Throws where it breaks off. */
  readonly source: AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** Sends at once. False when no more should come for now. */
  write(bytes: Uint8Array): boolean;
  /** Calls back once there is room again. */
  whenRoom(step: () => void): void;
  /** Behind everything that was written. */
  end(): void;
  /** Reads no more. */
  close(): void;
}

/** The two versions of HTTP declare these too differently for one call to fit both. */
interface Target extends NodeJS.WritableStream {
  readonly destroyed: boolean;
}

/** Bytes pass as they are. */
export function plainChannel(source: IncomingMessage, response: NodeResponse): WatchChannel {
  const target = response as Target;
  return {
    source,
    write: (bytes) => target.write(bytes),
    whenRoom: (step) => void target.once("drain", step),
    end: () => target.end(),
    close: () => source.destroy(),
  };
}

/**
 * A gzipped watch is unpacked and packed anew, event by event: one that was taken out or put in between could not be
 * spelled within the bytes of the others.
 */
export function gzipChannel(source: IncomingMessage, response: NodeResponse): WatchChannel {
  const flush = constants.Z_SYNC_FLUSH;
  const unpacked = createGunzip({ flush });
  const packed = createGzip({ flush });
  const target = response as Target;
  // Whoever reads hears of what breaks here.
  pipeline(source, unpacked, () => {});
  packed.pipe(target);
  target.once("close", () => packed.destroy());
  return {
    source: unpacked,
    write: (bytes) => packed.write(bytes),
    whenRoom: (step) => void packed.once("drain", step),
    end: () => packed.end(),
    close: () => unpacked.destroy(),
  };
}
