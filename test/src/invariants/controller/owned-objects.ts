import { type Judge, PerName } from "../invariant.ts";
import type { ObservationListeners } from "../observation.ts";

/** What a controller is to keep, and what it has decided. */
export interface Owner {
  wanted: number;
  resource: string;
  isOwn: (key: string) => boolean;
  /** When it last decided to create or delete; undefined before the first time. */
  decidedAt: number | undefined;
}

/** The controllers of a run, and how many objects each has: counted in the server's log, not in a cache. */
export class OwnedObjects {
  readonly #judge: Judge;
  readonly #owners = new PerName<Owner>(() => ({
    wanted: 0,
    resource: "",
    isOwn: () => false,
    decidedAt: undefined,
  }));

  constructor(judge: Judge) {
    this.#judge = judge;
  }

  of(informer: string): Owner {
    return this.#owners.of(informer);
  }

  entries(): IterableIterator<[string, Owner]> {
    return this.#owners.entries();
  }

  /** Keys of those that are there. */
  keys({ resource, isOwn }: Owner): readonly string[] {
    return [...this.#judge.model.log.of(resource).current.keys()].filter(isOwn);
  }

  /** Notes what is wanted and decided; `decided` is called before a decision is noted. */
  listeners(
    decided?: (
      owner: Owner,
      fact: {
        readonly informer: string;
        readonly verb: "create" | "delete";
        readonly count: number;
      },
    ) => void,
  ): ObservationListeners {
    return {
      "controller.scaled": ({ informer, wanted }) => {
        this.of(informer).wanted = wanted;
      },
      "controller.decided": ({ informer, resource, verb, count, isOwn }) => {
        const owner = this.of(informer);
        owner.isOwn = isOwn;
        owner.resource = resource;
        decided?.(owner, { informer, verb, count });
        owner.decidedAt = this.#judge.now;
      },
    };
  }
}
