import type { KubernetesObject, WatchEvent } from "@informerlab/core";

/**
 * For a watch of your own: hands on the news, and answers the version from which the next watch goes on.
 * Informers do this by themselves.
 */
export function follow<T extends KubernetesObject>(
  from: string,
  events: readonly WatchEvent<T>[],
  news: (object: T) => void,
): string {
  let seen = from;
  for (const event of events) {
    if (event.type === "ERROR") throw new Error(event.object.message); // 410: list again.
    if (event.type !== "BOOKMARK") news(event.object);
    seen = event.object.metadata?.resourceVersion ?? seen; // Bookmarks, too: that is what they are for.
  }
  return seen;
}
