import type { ListOptions } from "@informerlab/core";
import { everyFlavour, type Invariant } from "../invariant.ts";

/** P7: requests ask for bookmarks, for a sensible timeout, and never combine what the server refuses. */
export const legalRequests: Invariant = {
  id: "P7",
  name: "legal-requests",
  title: {
    en: "Watches ask for bookmarks and end within 5 to 10 minutes; a continued list names no version.",
    "zh-CN": "watch 请求书签并在 5 至 10 分钟内结束；续页列举不带版本号。",
  },
  source: "client-go tools/cache/reflector.go, tools/pager; kubernetes/kubernetes#85221",
  binds: everyFlavour,
  watch: (judge) => ({
    on: {
      // What reaches the server counts, whatever the Reflector meant to send.
      "server.requested": ({ verb, client, options }) => {
        if (verb !== "watch" || !judge.model.informers.has(client)) return;
        const problem = watchProblem(options);
        if (problem !== undefined) judge.broken(`${client}: ${problem}`);
      },
      "reflector.list-requested": ({ informer, options }) => {
        judge.reached();
        const problem = listProblem(options);
        if (problem !== undefined) judge.broken(`${informer}: ${problem}`);
      },
      "reflector.watch-requested": ({ informer, options }) => {
        judge.reached();
        const problem = watchProblem(options);
        if (problem !== undefined) judge.broken(`${informer}: ${problem}`);
      },
    },
  }),
};

function listProblem({ resourceVersion, continue: token }: ListOptions): string | undefined {
  const hasToken = token !== undefined && token !== "";
  return hasToken && resourceVersion !== undefined && resourceVersion !== ""
    ? `a list names a continue token and version ${resourceVersion} at once`
    : undefined;
}

function watchProblem(options: ListOptions): string | undefined {
  if (options.allowWatchBookmarks !== true) return "a watch does not ask for bookmarks";
  const { timeoutSeconds, sendInitialEvents, resourceVersionMatch, limit } = options;
  if (timeoutSeconds === undefined || timeoutSeconds < 300 || timeoutSeconds > 600) {
    return `a watch asks for a timeout of ${timeoutSeconds ?? "no"} seconds; expected 300 to 600`;
  }
  if (limit !== undefined) return "a watch names a limit";
  if (sendInitialEvents === true && resourceVersionMatch !== "NotOlderThan") {
    return "a streamed list does not say NotOlderThan";
  }
  return undefined;
}
