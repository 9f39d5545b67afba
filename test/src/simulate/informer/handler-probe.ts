import type { ResourceEventHandler } from "@informerlab/core";
import type { Observe } from "../../invariants/observation.ts";

/** A handler whose calls are told to the judge, with the arguments as they came. */
export function probed(
  inner: Required<ResourceEventHandler>,
  informer: string,
  handler: string,
  observe: Observe,
): ResourceEventHandler {
  const through = (call: () => void | PromiseLike<void>): void | PromiseLike<void> => {
    let returned: void | PromiseLike<void>;
    try {
      returned = call();
    } catch (error) {
      observe({ kind: "probe.returned", informer, handler });
      throw error;
    }
    if (returned === undefined) {
      observe({ kind: "probe.returned", informer, handler });
      return undefined;
    }
    const ended = (): void => observe({ kind: "probe.returned", informer, handler });
    return new Followed(returned, ended) as PromiseLike<unknown> as PromiseLike<void>;
  };
  return {
    onAdd: (object, isInInitialList) => {
      observe({ kind: "probe.called", informer, handler, call: "add", object, isInInitialList });
      return through(() => inner.onAdd(object, isInInitialList));
    },
    onUpdate: (oldObject, object) => {
      observe({ kind: "probe.called", informer, handler, call: "update", object, oldObject });
      return through(() => inner.onUpdate(oldObject, object));
    },
    onDelete: (object) => {
      observe({ kind: "probe.called", informer, handler, call: "delete", object });
      return through(() => inner.onDelete(object));
    },
  };
}

/** What a handler returned, with its end told first. */
class Followed implements PromiseLike<undefined> {
  readonly #inner: PromiseLike<void>;
  readonly #ended: () => void;

  constructor(inner: PromiseLike<void>, ended: () => void) {
    this.#inner = inner;
    this.#ended = ended;
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a promise to whoever settles it.
  then<A = undefined, B = never>(
    fulfilled?: ((value: undefined) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): PromiseLike<A | B> {
    return this.#inner.then(
      (value) => {
        this.#ended();
        return fulfilled?.(value as undefined) as A;
      },
      (reason: unknown) => {
        this.#ended();
        return rejected?.(reason) as B;
      },
    );
  }
}
