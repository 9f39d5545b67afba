import { Simulation } from "@informerlab/core/simulation";
import { createCluster, type FakeCluster, type StorageSnapshot } from "@informerlab/fake-apiserver";
import { growingKinds } from "./draw-growth.ts";
import { gadgets } from "./gadgets.ts";
import type { GrowingRequest, Growth } from "./growing-request.ts";
import { StepCounter } from "./step-counter.ts";

/** How the work for a request grows with its size. */
export interface Measured {
  readonly code: number;
  /** Steps for the request of the smallest size, for one of twice, and for one of four times that. */
  readonly steps: readonly [number, number, number];
  /** How the second doubling compares with the first: 2 for work that grows with the size, 4 for its square. */
  readonly ratio: number;
}

/** Of work that grows with the size: sorting, and chunks of which one is begun, make it a little more than 2. */
export const ratioMax = 2.6;

/** Sends requests to a server of its own, and counts. */
export class Measuring implements Disposable {
  readonly cluster: FakeCluster;
  readonly #simulation = new Simulation();
  readonly #counter = new StepCounter();
  readonly #initial: StorageSnapshot;

  constructor() {
    this.cluster = createCluster({
      environment: this.#simulation,
      objects: gadgets,
      onInternalError: (error) => {
        throw error;
      },
    });
    for (const { path, object } of growingKinds(this.cluster))
      this.#send({ method: "POST", path, body: JSON.stringify(object) });
    this.#initial = this.cluster.snapshot();
  }

  /** Once more with larger requests where the ratio is too large: small ones may just reach the next chunk of something. */
  measure(growth: Growth): Measured {
    const first = this.#measure(growth);
    return first.ratio < ratioMax ? first : this.#measure({ ...growth, size: growth.size * 8 });
  }

  #measure({ size, request, stored }: Growth): Measured {
    let code = 0;
    const count = (elements: number): number => {
      const sent = request(elements);
      if (stored !== undefined) this.#store(stored(elements));
      // What is only done once, such as the compilation of a pattern, is no part of the growth.
      this.#send(request(1));
      return this.#counter.count(() => {
        code = this.#send(sent);
      });
    };
    const small = count(size);
    const middle = count(2 * size);
    const large = count(4 * size);
    if (stored !== undefined) this.cluster.restore(this.#initial);
    const ratio = (large - middle) / Math.max(small / 20, middle - small);
    return { code, steps: [small, middle, large], ratio };
  }

  [Symbol.dispose](): void {
    this.#counter[Symbol.dispose]();
  }

  /** All of it, or nothing where one of the requests is refused. */
  #store(requests: readonly GrowingRequest[]): void {
    this.cluster.restore(this.#initial);
    if (requests.every((request) => this.#send(request) < 300)) return;
    this.cluster.restore(this.#initial);
  }

  #send(request: GrowingRequest): number {
    let code = 0;
    this.cluster.apiserver.handle(
      { query: [], headers: {}, client: "growth/1.0", ...request },
      ({ status }) => {
        code = status;
      },
    );
    this.#simulation.runReady();
    return code;
  }
}
