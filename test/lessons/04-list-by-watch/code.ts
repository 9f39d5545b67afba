import {
  initialEventsEndAnnotation,
  type KubernetesObject,
  type ListOptions,
  type WatchEvent,
} from "@informerlab/core";

/** Asks for a list by a watch. Informers do this by themselves. */
export const streamingList: ListOptions = {
  sendInitialEvents: true,
  resourceVersionMatch: "NotOlderThan",
  allowWatchBookmarks: true,
};

/** Keeps what a stream brings aside until it is a whole list. */
export class ListByWatch<T extends KubernetesObject> {
  readonly #aside = new Map<string, T>();

  /** Answers the list with the event that ends it, and undefined before. */
  add(event: WatchEvent<T>): ReadonlyMap<string, T> | undefined {
    if (event.type === "ERROR") throw new Error(event.object.message);
    const { name = "", annotations } = event.object.metadata ?? {};
    if (event.type === "BOOKMARK")
      return annotations?.[initialEventsEndAnnotation] === "true" ? this.#aside : undefined;
    // While it streams, objects may change and go already.
    if (event.type === "DELETED") this.#aside.delete(name);
    else this.#aside.set(name, event.object);
    return undefined;
  }
}
