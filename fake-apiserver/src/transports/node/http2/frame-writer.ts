import type { Socket } from "node:net";

/** Bytes that wait in a socket before bodies wait in their streams instead. */
const waitingBytesMax = 256 * 1024;
/** As much is put together before it is written. */
const batchBytesMax = 64 * 1024;

/** Writes the frames of one connection, all of a turn at once. */
export class FrameWriter {
  readonly #socket: Socket;
  #batch: Uint8Array[] = [];
  #bytes = 0;
  #isPending = false;
  #isHeld = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Bytes that the client has not taken. */
  get waitingBytes(): number {
    return this.#bytes + this.#socket.writableLength;
  }

  get hasRoom(): boolean {
    return this.waitingBytes < waitingBytesMax;
  }

  write(bytes: Uint8Array): void {
    this.#batch.push(bytes);
    this.#bytes += bytes.length;
    if (this.#bytes >= batchBytesMax) this.flush();
    else if (!this.#isPending && !this.#isHeld) {
      this.#isPending = true;
      process.nextTick(() => {
        this.#isPending = false;
        this.flush();
      });
    }
  }

  /** What comes of `work` is written when it is done. */
  hold(work: () => void): void {
    this.#isHeld = true;
    try {
      work();
    } finally {
      this.#isHeld = false;
      this.flush();
    }
  }

  flush(): void {
    if (this.#bytes === 0) return;
    const batch = this.#batch;
    const [first] = batch;
    const bytes =
      batch.length === 1 && first !== undefined ? first : Buffer.concat(batch, this.#bytes);
    this.#batch = [];
    this.#bytes = 0;
    if (this.#socket.writable) this.#socket.write(bytes);
  }
}
