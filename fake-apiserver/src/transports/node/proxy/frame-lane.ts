import { type Cancel, type Clock, lane } from "@informerlab/core";

/** Bytes of frames that wait for their time; while there are more, nothing is read from the server behind. */
const waitingBytesMax = 1024 * 1024;

/** Sends frames in order, each not before its time, and no faster than the client reads. */
export class FrameLane {
  readonly #clock: Clock;
  readonly #lane = lane("apiserver/proxy/frames");
  readonly #write: (bytes: Uint8Array<ArrayBuffer>) => boolean;
  readonly #whenRoom: (step: () => void) => void;
  readonly #waiting: { readonly bytes: Uint8Array<ArrayBuffer>; readonly due: number }[] = [];
  #waitingBytes = 0;
  #timer: Cancel | undefined;
  #isFull = false;
  readonly #onChange: (() => void)[] = [];

  constructor(options: {
    readonly clock: Clock;
    /** False when no more should come for now. */
    readonly write: (bytes: Uint8Array<ArrayBuffer>) => boolean;
    /** Calls back once there is room again, or once the client is gone. */
    readonly whenRoom: (step: () => void) => void;
  }) {
    this.#clock = options.clock;
    this.#write = options.write;
    this.#whenRoom = options.whenRoom;
  }

  push(bytes: Uint8Array<ArrayBuffer>, delayMs: number): void {
    const last = this.#waiting.at(-1)?.due ?? 0;
    this.#waiting.push({ bytes, due: Math.max(last, this.#clock.now() + delayMs) });
    this.#waitingBytes += bytes.length;
    this.#advance();
  }

  /** Resolves when more may be read: at once, unless the client or the clock is behind. */
  ready(): Promise<void> | undefined {
    if (!this.#isFull && this.#waitingBytes <= waitingBytesMax) return undefined;
    return this.#changed(() => !this.#isFull && this.#waitingBytes <= waitingBytesMax);
  }

  /** Resolves when everything has been sent. */
  drained(): Promise<void> | undefined {
    return this.#waiting.length === 0 ? undefined : this.#changed(() => this.#waiting.length === 0);
  }

  /** Forgets what waits. */
  stop(): void {
    this.#timer?.();
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
    this.#isFull = false;
    this.#tell();
  }

  #changed(isReached: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (isReached()) resolve();
        else this.#onChange.push(look);
      };
      this.#onChange.push(look);
    });
  }

  #advance(): void {
    this.#timer?.();
    this.#timer = undefined;
    while (!this.#isFull) {
      const [next] = this.#waiting;
      if (next === undefined) break;
      const waitMs = next.due - this.#clock.now();
      if (waitMs > 0) {
        this.#timer = this.#clock.after(waitMs, this.#lane, () => this.#advance());
        break;
      }
      this.#waiting.shift();
      this.#waitingBytes -= next.bytes.length;
      if (!this.#write(next.bytes)) this.#fill();
    }
    this.#tell();
  }

  #fill(): void {
    this.#isFull = true;
    this.#whenRoom(() => {
      this.#isFull = false;
      this.#advance();
    });
  }

  #tell(): void {
    for (const look of this.#onChange.splice(0)) look();
  }
}
