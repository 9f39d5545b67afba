import type { ListerWatcher, WatchObserver } from "@informerlab/core";
import { expect, test } from "vitest";
import { around, told } from "./around.ts";

const observer = (heard: string[]): WatchObserver<Record<string, never>> => ({
  opened: () => heard.push("opened"),
  events: () => heard.push("events"),
  closed: (reason) => heard.push(`closed ${reason}`),
  failed: (error) => heard.push(`failed ${error}`),
  waiting: (error, delayMs) => heard.push(`waiting ${error} ${delayMs}`),
});

class Way implements ListerWatcher {
  readonly scope = { namespace: "a" };
  readonly isWatchListUnsupported = true;
  readonly where = "https://server/pods";
  list(...[, , waiting]: Parameters<ListerWatcher["list"]>): () => void {
    waiting?.("429", 5);
    return () => {};
  }
  watch(...[, watching]: Parameters<ListerWatcher["watch"]>): () => void {
    watching.waiting?.("429", 7);
    watching.closed("read-deadline");
    return () => {};
  }
}

test("what a wrapper does not speak of is handed on, of an instance of a class too", () => {
  const way = around(around(new Way(), {}), { scope: { namespace: "b" } });
  const { where, scope, isWatchListUnsupported } = way;
  expect({ where, scope, isWatchListUnsupported }).toEqual({
    where: "https://server/pods",
    scope: { namespace: "b" },
    isWatchListUnsupported: true,
  });
  const heard: string[] = [];
  way.list(
    {},
    () => {},
    (error, delayMs) => heard.push(`list waits ${error} ${delayMs}`),
  );
  way.watch({}, told(observer(heard), { closed: () => heard.push("closed, said otherwise") }));
  expect(heard).toEqual(["list waits 429 5", "waiting 429 7", "closed, said otherwise"]);
});
