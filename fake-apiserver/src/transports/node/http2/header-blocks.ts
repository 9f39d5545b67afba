import { ConnectionError, errorCodes, type Frame, flags } from "./frame.ts";
import { HeaderDecoder, type HeaderListener } from "./header-decoder.ts";

/** The headers of one stream, whole, and still encoded. */
export interface HeaderBlock {
  readonly stream: number;
  readonly endsStream: boolean;
  readonly bytes: Buffer;
}

/** Puts blocks of headers together that came in several frames, and decodes them in the order in which they came. */
export class HeaderBlocks {
  readonly #bytesMax: number;
  readonly #decoder = new HeaderDecoder();
  #open: Omit<HeaderBlock, "bytes"> | undefined;
  #parts: Buffer[] = [];
  #bytes = 0;

  /** A client that goes on beyond so many bytes is ended. */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** A block has begun, and nothing else may come in between. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** Takes the first part of a block, and answers the block when it is the last, too. */
  begin(frame: Frame, part: Buffer): HeaderBlock | undefined {
    const endsStream = (frame.flags & flags.endStream) !== 0;
    if ((frame.flags & flags.endHeaders) !== 0) {
      return { stream: frame.stream, endsStream, bytes: part };
    }
    this.#open = { stream: frame.stream, endsStream };
    this.#parts = [Buffer.from(part)];
    this.#bytes = part.length;
    return undefined;
  }

  /** Takes a further part. @throws ConnectionError where none was due, or for too many */
  go({ payload, flags: set, stream }: Frame): HeaderBlock | undefined {
    const open = this.#open;
    if (open?.stream !== stream) {
      throw new ConnectionError(errorCodes.protocol, "headers go on that never began");
    }
    this.#parts.push(Buffer.from(payload));
    this.#bytes += payload.length;
    if (this.#bytes > this.#bytesMax || (payload.length === 0 && this.#parts.length > 128)) {
      throw new ConnectionError(errorCodes.calm, "headers have no end");
    }
    if ((set & flags.endHeaders) === 0) return undefined;
    const bytes = Buffer.concat(this.#parts);
    this.#open = undefined;
    this.#parts = [];
    return { ...open, bytes };
  }

  decode(block: HeaderBlock, listen: HeaderListener): void {
    this.#decoder.decode(block.bytes, listen);
  }
}
