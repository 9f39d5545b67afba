import {
  ConnectionError,
  errorCodes,
  flags,
  frameBytesMax,
  frameHead,
  frameTypes,
} from "./frame.ts";

/** @see RFC 9113, 6.5.2 */
const ids = { push: 2, streamsMax: 3, window: 4, frameBytesMax: 5, headerBytesMax: 6 } as const;
/** Bytes of each window before anybody says otherwise. */
export const initialWindow = 65_535;
export const windowMax = 0x7fff_ffff;
const entryBytes = 6;

/** What a client lets us do. */
export interface PeerSettings {
  /** Bytes of a stream that may be sent before the client asks for more. */
  window: number;
  frameBytesMax: number;
}

export const defaultPeerSettings: PeerSettings = { window: initialWindow, frameBytesMax };

/** Takes over what a frame of settings says. @throws ConnectionError for what cannot be */
export function readSettings(payload: Buffer, settings: PeerSettings): void {
  if (payload.length % entryBytes !== 0) {
    throw new ConnectionError(errorCodes.frameSize, "settings are cut off");
  }
  for (let at = 0; at < payload.length; at += entryBytes) {
    const value = payload.readUInt32BE(at + 2);
    switch (payload.readUInt16BE(at)) {
      case ids.push:
        if (value > 1) throw new ConnectionError(errorCodes.protocol, "push is 0 or 1");
        break;
      case ids.window:
        if (value > windowMax) {
          throw new ConnectionError(errorCodes.flowControl, "a window is too large");
        }
        settings.window = value;
        break;
      case ids.frameBytesMax:
        if (value < frameBytesMax || value > 0xff_ffff) {
          throw new ConnectionError(errorCodes.protocol, "no frame has such a size");
        }
        settings.frameBytesMax = value;
        break;
      default:
    }
  }
}

/** What we let a client do. */
export function settingsFrame(own: {
  readonly streamsMax: number;
  readonly window: number;
  readonly headerBytesMax: number;
}): Buffer {
  const entries = [
    [ids.streamsMax, own.streamsMax],
    [ids.window, own.window],
    [ids.headerBytesMax, own.headerBytesMax],
  ] as const;
  const payload = Buffer.alloc(entries.length * entryBytes);
  for (const [index, [id, value]] of entries.entries()) {
    payload.writeUInt16BE(id, index * entryBytes);
    payload.writeUInt32BE(value, index * entryBytes + 2);
  }
  return Buffer.concat([frameHead(payload.length, frameTypes.settings, 0, 0), payload]);
}

/** That the client's settings hold. */
export const settingsAck: Buffer = frameHead(0, frameTypes.settings, flags.ack, 0);
