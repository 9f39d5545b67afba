import { requestBodyBytesMax } from "../../request-limits.ts";

/** What came of reading a request's body. */
export type BodyRead =
  | { readonly kind: "read"; readonly bytes: Uint8Array | undefined }
  | { readonly kind: "too-large" }
  | { readonly kind: "aborted" };

/** Bytes of a body that is refused which are still read, so that the client hears the answer. */
const discardedBytesMax = 16 * 1024 * 1024;

/** Gathers a body as it arrives, but never keeps more than the limit; says once what came of it. */
export class BodyReader {
  readonly #done: (read: BodyRead) => void;
  #chunks: Uint8Array[] = [];
  #length = 0;
  #isDone = false;

  constructor(done: (read: BodyRead) => void) {
    this.#done = done;
  }

  /** False when there is more than is read even of what nobody keeps. */
  take(chunk: Uint8Array): boolean {
    this.#length += chunk.length;
    if (this.#length <= requestBodyBytesMax) {
      this.#chunks.push(chunk);
      return true;
    }
    this.#finish({ kind: "too-large" });
    return this.#length <= requestBodyBytesMax + discardedBytesMax;
  }

  finish(): void {
    const bytes = this.#length === 0 || this.#isDone ? undefined : Buffer.concat(this.#chunks);
    this.#finish({ kind: "read", bytes });
  }

  abort(): void {
    this.#finish({ kind: "aborted" });
  }

  #finish(read: BodyRead): void {
    this.#chunks = [];
    if (this.#isDone) return;
    this.#isDone = true;
    this.#done(read);
  }
}
