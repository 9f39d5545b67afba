import { assert } from "../environment/assert.ts";
import type { Environment } from "../environment/environment.ts";
import { type Lane, lane } from "../environment/scheduler.ts";

/** Settings of {@link parallelizeUntil}. */
export interface ParallelizeUntilOptions {
  /** Pieces worked on at once at most. */
  readonly workers: number;
  /** How many pieces there are. */
  readonly pieces: number;
  /** Neighbouring pieces that one worker takes together: for many small pieces. @defaultValue 1 */
  readonly chunkSize?: number;
  /** Once it is aborted, no further piece is begun. */
  readonly signal?: { readonly aborted: boolean };
  /** Names the workers' lanes: `name/1`, `name/2` … @defaultValue "parallelize" */
  readonly name?: string;
}

/**
 * Calls `doPiece` once with each of 0 … pieces-1, several at a time (PZ-1). A piece that throws or rejects does not stop
 * the others. Settles when all work ended: rejects with the error of the only piece that failed, or with an
 * `AggregateError` of several.
 *
 * @see client-go util/workqueue/parallelizer.go
 */
export function parallelizeUntil(
  environment: Environment,
  options: ParallelizeUntilOptions,
  doPiece: (piece: number) => void | PromiseLike<void>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    new Parallelizer(environment, options, doPiece, (errors) => {
      if (errors.length === 0) {
        resolve();
      } else {
        const text = `${errors.length} of ${options.pieces} pieces failed`;
        reject(errors.length === 1 ? errors[0] : new AggregateError(errors, text));
      }
    }).start();
  });
}

class Parallelizer {
  readonly #environment: Environment;
  readonly #options: ParallelizeUntilOptions;
  readonly #chunkSize: number;
  readonly #doPiece: (piece: number) => void | PromiseLike<void>;
  readonly #ended: (errors: readonly unknown[]) => void;
  readonly #errors: unknown[] = [];
  #nextChunkStart = 0;
  #running = 0;

  constructor(
    environment: Environment,
    options: ParallelizeUntilOptions,
    doPiece: (piece: number) => void | PromiseLike<void>,
    ended: (errors: readonly unknown[]) => void,
  ) {
    const { workers, pieces, chunkSize = 1 } = options;
    assert(
      Number.isInteger(workers) && workers >= 1,
      `workers must be a whole number of at least 1, got ${workers}`,
    );
    assert(
      Number.isInteger(pieces) && pieces >= 0,
      `pieces must be a whole number of at least 0, got ${pieces}`,
    );
    assert(Number.isInteger(chunkSize), `chunkSize must be a whole number, got ${chunkSize}`);
    this.#environment = environment;
    this.#options = options;
    this.#chunkSize = Math.max(1, chunkSize);
    this.#doPiece = doPiece;
    this.#ended = ended;
  }

  start(): void {
    const { workers, pieces, name = "parallelize" } = this.#options;
    this.#running = Math.min(workers, Math.ceil(pieces / this.#chunkSize));
    if (this.#running === 0) this.#ended([]);
    for (let worker = 1; worker <= this.#running; worker++) {
      const workerLane = lane(`${name}/${worker}`);
      this.#environment.scheduler.post(workerLane, () => this.#takeChunk(workerLane));
    }
  }

  #takeChunk(workerLane: Lane): void {
    const start = this.#nextChunkStart;
    if (start >= this.#options.pieces || this.#isCancelled) {
      this.#endWorker();
      return;
    }
    const end = Math.min(start + this.#chunkSize, this.#options.pieces);
    this.#nextChunkStart = end;
    this.#doPieces(workerLane, start, end);
  }

  #doPieces(workerLane: Lane, start: number, end: number): void {
    for (let piece = start; piece < end; piece++) {
      if (this.#isCancelled) break;
      const promise = this.#begin(piece);
      if (promise === undefined) continue;
      const next = piece + 1;
      this.#environment.scheduler.settle(workerLane, promise, (result) => {
        if (result.status === "rejected") this.#errors.push(result.reason);
        this.#doPieces(workerLane, next, end);
      });
      return;
    }
    this.#environment.scheduler.post(workerLane, () => this.#takeChunk(workerLane));
  }

  #begin(piece: number): PromiseLike<void> | undefined {
    try {
      const returned = this.#doPiece(piece);
      // Untyped programs give back what they like.
      return typeof returned?.then === "function" ? returned : undefined;
    } catch (error) {
      this.#errors.push(error);
      return undefined;
    }
  }

  get #isCancelled(): boolean {
    return this.#options.signal?.aborted === true;
  }

  #endWorker(): void {
    this.#running -= 1;
    if (this.#running === 0) this.#ended(this.#errors);
  }
}
