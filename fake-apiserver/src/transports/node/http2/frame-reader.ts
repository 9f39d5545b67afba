import { ConnectionError, errorCodes, type Frame, frameBytesMax, frameHeadBytes } from "./frame.ts";

const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");

/** Cuts what a connection brings into frames. What is left of a frame waits for the rest in a place of its own. */
export class FrameReader {
  readonly #listen: (frame: Frame) => boolean;
  readonly #waiting = Buffer.allocUnsafeSlow(frameHeadBytes + frameBytesMax);
  #waitingBytes = 0;
  #prefaceBytes = 0;

  /** `listen` is told of each frame and answers whether to go on. */
  constructor(listen: (frame: Frame) => boolean) {
    this.#listen = listen;
  }

  /** The client has said that it speaks HTTP/2. */
  get hasPreface(): boolean {
    return this.#prefaceBytes === preface.length;
  }

  /** Answers what is left where the listener did not go on. @throws ConnectionError for what is no HTTP/2, and what the listener throws */
  push(bytes: Buffer): Buffer | undefined {
    let at = this.#skipPreface(bytes);
    while (at < bytes.length) {
      if (this.#waitingBytes === 0) {
        const size = sizeAt(bytes, at);
        if (size !== undefined && at + size <= bytes.length) {
          at += size;
          if (!this.#tell(bytes, at - size, size)) return bytes.subarray(at);
          continue;
        }
      }
      at += this.#wait(bytes, at);
      const size = sizeAt(this.#waiting, 0, this.#waitingBytes);
      if (size !== this.#waitingBytes) continue;
      this.#waitingBytes = 0;
      if (!this.#tell(this.#waiting, 0, size)) return bytes.subarray(at);
    }
    return undefined;
  }

  /** Takes as many bytes as the frame, or its head, still lacks. */
  #wait(bytes: Buffer, at: number): number {
    const wanted = sizeAt(this.#waiting, 0, this.#waitingBytes) ?? frameHeadBytes;
    const taken = Math.min(wanted - this.#waitingBytes, bytes.length - at);
    bytes.copy(this.#waiting, this.#waitingBytes, at, at + taken);
    this.#waitingBytes += taken;
    return taken;
  }

  #tell(bytes: Buffer, at: number, size: number): boolean {
    return this.#listen({
      type: bytes[at + 3] as number,
      flags: bytes[at + 4] as number,
      stream: bytes.readUInt32BE(at + 5) & 0x7fff_ffff,
      payload: bytes.subarray(at + frameHeadBytes, at + size),
    });
  }

  #skipPreface(bytes: Buffer): number {
    const taken = Math.min(preface.length - this.#prefaceBytes, bytes.length);
    const expected = preface.subarray(this.#prefaceBytes, this.#prefaceBytes + taken);
    if (!expected.equals(bytes.subarray(0, taken))) {
      throw new ConnectionError(errorCodes.protocol, "this is no HTTP/2");
    }
    this.#prefaceBytes += taken;
    return taken;
  }
}

/** Bytes of the frame at a place, its head included; undefined where not even that is there. */
function sizeAt(bytes: Buffer, at: number, end: number = bytes.length): number | undefined {
  if (end - at < frameHeadBytes) return undefined;
  const length = bytes.readUIntBE(at, 3);
  if (length > frameBytesMax)
    throw new ConnectionError(errorCodes.frameSize, "a frame is too long");
  return frameHeadBytes + length;
}
