/** @see RFC 9113, 6 */
export const frameTypes = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  push: 5,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

export const flags = { endStream: 1, ack: 1, endHeaders: 4, padded: 8, priority: 32 } as const;

/** @see RFC 9113, 7 */
export const errorCodes = {
  none: 0,
  protocol: 1,
  internal: 2,
  flowControl: 3,
  streamClosed: 5,
  frameSize: 6,
  refused: 7,
  cancel: 8,
  compression: 9,
  calm: 11,
} as const;

/** What every peer takes, and what we take. */
export const frameBytesMax = 16_384;
/** What stands before each frame. */
export const frameHeadBytes = 9;

/** The peer broke the protocol; the connection ends. */
export class ConnectionError extends Error {
  override readonly name = "ConnectionError";
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** The peer broke one stream, which ends; the others go on. */
export class StreamError extends Error {
  override readonly name = "StreamError";
  readonly stream: number;
  readonly code: number;

  constructor(stream: number, code: number, message: string) {
    super(message);
    this.stream = stream;
    this.code = code;
  }
}

/** A frame as it was read. `payload` is valid until the next one. */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

/** What stands before a payload. */
export function frameHead(length: number, type: number, flag: number, stream: number): Buffer {
  const head = Buffer.allocUnsafe(frameHeadBytes);
  head.writeUIntBE(length, 0, 3);
  head[3] = type;
  head[4] = flag;
  head.writeUInt32BE(stream, 5);
  return head;
}

/** A frame whose payload is one number of four bytes, or several. */
export function numberFrame(type: number, stream: number, ...numbers: readonly number[]): Buffer {
  const frame = Buffer.allocUnsafe(frameHeadBytes + numbers.length * 4);
  frameHead(numbers.length * 4, type, 0, stream).copy(frame);
  for (const [index, number] of numbers.entries()) {
    frame.writeUInt32BE(number, frameHeadBytes + index * 4);
  }
  return frame;
}

/** What is inside the padding of a payload, from `from`. @throws ConnectionError when there is more padding than payload */
export function unpadded({ payload, flags: set, type }: Frame): Buffer {
  const isPadded = (set & flags.padded) !== 0;
  const priorityBytes = type === frameTypes.headers && (set & flags.priority) !== 0 ? 5 : 0;
  const from = (isPadded ? 1 : 0) + priorityBytes;
  const end = payload.length - (isPadded ? (payload[0] ?? 0) : 0);
  if (payload.length < from)
    throw new ConnectionError(errorCodes.frameSize, "a frame is too short");
  if (end < from) throw new ConnectionError(errorCodes.protocol, "a frame is all padding");
  return payload.subarray(from, end);
}
