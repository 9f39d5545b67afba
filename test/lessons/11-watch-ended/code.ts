import type { ListerWatcher } from "@informerlab/core";

/**
 * For a watch of your own: watches for ever, each time from where the last one stopped. An end is no error.
 * Informers do this by themselves, and start over when `failed` says 410. The answer ends it.
 */
export function watchOn(
  { watch }: Pick<ListerWatcher, "watch">,
  from: string,
  news: (type: string, name: string) => void,
  failed: (error: unknown) => void,
): () => void {
  let seen = from;
  let cancel: (() => void) | undefined;
  const begin = (): void => {
    cancel = watch(
      { resourceVersion: seen, allowWatchBookmarks: true },
      {
        opened: () => undefined,
        events: (batch) => {
          for (const event of batch) {
            if (event.type === "ERROR") {
              cancel?.(); // Its version is of no use any more.
              return failed(event.object);
            }
            seen = event.object.metadata?.resourceVersion ?? seen;
            if (event.type !== "BOOKMARK") news(event.type, event.object.metadata?.name ?? "");
          }
        },
        closed: begin, // Real code waits a little when a watch was very short.
        failed,
      },
    );
  };
  begin();
  return () => cancel?.();
}
