/** A message of a WebSocket. */
export interface SocketMessage {
  readonly isText: boolean;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Bytes of one message; a longer one cannot be read. */
const messageBytesMax = 64 * 1024 * 1024;

const opcodes = { continuation: 0, text: 1, binary: 2 } as const;

interface FrameHead {
  readonly isFinal: boolean;
  readonly opcode: number;
  readonly headLength: number;
  readonly length: number;
}

/**
 * Reads the messages that a server sends over a WebSocket, of bytes as they pass by. Control frames are passed over.
 *
 * @see RFC 6455, 5.2
 */
export class WebSocketMessages {
  #waiting: Uint8Array[] = [];
  #waitingLength = 0;
  #parts: Uint8Array[] = [];
  #partsLength = 0;
  #isText = false;

  /**
   * The messages that are whole now.
   *
   * @throws RangeError for frames that no server sends, and for messages that are too long.
   */
  push(chunk: Uint8Array): readonly SocketMessage[] {
    this.#waiting.push(chunk);
    this.#waitingLength += chunk.length;
    const messages: SocketMessage[] = [];
    for (;;) {
      const head = this.#head();
      if (head === undefined || this.#waitingLength < head.headLength + head.length) break;
      const whole = this.#take(head.headLength + head.length);
      const message = this.#frame(head, whole.subarray(head.headLength));
      if (message !== undefined) messages.push(message);
    }
    return messages;
  }

  #head(): FrameHead | undefined {
    const bytes = this.#first(10);
    const [first, second] = bytes;
    if (first === undefined || second === undefined) return undefined;
    // Compressed, or masked as only clients do.
    if ((first & 0x70) !== 0 || second >= 0x80) {
      throw new RangeError("a frame that a server without extensions does not send");
    }
    const extra = second === 126 ? 2 : second === 127 ? 8 : 0;
    const headLength = 2 + extra;
    if (bytes.length < headLength) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const length =
      extra === 0 ? second : extra === 2 ? view.getUint16(2) : Number(view.getBigUint64(2));
    if (length > messageBytesMax) throw new RangeError("a message that is too long to be read");
    return { isFinal: first >= 0x80, opcode: first & 0x0f, headLength, length };
  }

  #frame({ isFinal, opcode }: FrameHead, payload: Uint8Array): SocketMessage | undefined {
    if (opcode > opcodes.binary) return undefined;
    if (opcode !== opcodes.continuation) this.#isText = opcode === opcodes.text;
    this.#parts.push(payload);
    this.#partsLength += payload.length;
    if (this.#partsLength > messageBytesMax) throw new RangeError("a message that is too long");
    if (!isFinal) return undefined;
    const bytes = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#partsLength = 0;
    return { isText: this.#isText, bytes };
  }

  /** Up to `length` bytes from the front, which stay. */
  #first(length: number): Uint8Array {
    const [first] = this.#waiting;
    if (first !== undefined && first.length < length && this.#waiting.length > 1) {
      this.#waiting = [Buffer.concat(this.#waiting)];
    }
    return (this.#waiting[0] ?? new Uint8Array()).subarray(0, length);
  }

  #take(length: number): Uint8Array {
    const all = this.#waiting.length === 1 ? this.#waiting[0] : Buffer.concat(this.#waiting);
    const whole = all ?? new Uint8Array();
    const rest = whole.subarray(length);
    this.#waiting = rest.length === 0 ? [] : [rest];
    this.#waitingLength = rest.length;
    return whole.subarray(0, length);
  }
}
