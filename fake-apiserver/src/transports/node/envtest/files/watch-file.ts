import { type FSWatcher, watch } from "node:fs";
import type { Cancel } from "@informerlab/core";

/** Where watching is not possible, or has ended. @see kubernetes pkg/kubeapiserver/authorizer/config.go reloadInterval */
const pollMs = 60_000;

/**
 * Calls `changed` when a file may have changed, also where another one has taken its place: some times too often, and
 * each minute anyhow.
 *
 * @see kubernetes pkg/util/filesystem/watcher.go WatchUntil
 */
export function watchFile(path: string, changed: () => void): Cancel {
  let watcher: FSWatcher | undefined;
  const begin = (): void => {
    watcher?.close();
    watcher = undefined;
    try {
      watcher = watch(path, { persistent: false }, (event) => {
        if (event === "rename") begin();
        changed();
      });
      watcher.on("error", () => undefined);
    } catch {
      // It is not there now: looked for at the next tick.
    }
  };
  begin();
  const timer = setInterval(() => {
    if (watcher === undefined) begin();
    changed();
  }, pollMs);
  timer.unref();
  return () => {
    watcher?.close();
    clearInterval(timer);
  };
}
