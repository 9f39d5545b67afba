import type { ListOptions } from "@informerlab/core";
import { type LocalizedText, saidOf } from "../../scenario/localized-text.ts";
import { everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** P7: requests ask for bookmarks, for a sensible timeout, and never combine what the server refuses. */
export const legalRequests: Invariant = {
  id: "P7",
  name: "legal-requests",
  title: {
    en: "Watches ask for bookmarks and to end after 5 to 10 minutes, each after another time; a continued list names no version.",
    "zh-CN": "监听请求书签，并要求在 5 至 10 分钟后结束，每次的时长各不相同；续页列举不带版本号。",
  },
  source: "client-go tools/cache/reflector.go, tools/pager; kubernetes/kubernetes#85221",
  binds: everyFlavour,
  watch: (judge) => {
    const timeouts = new PerName(() => ({ seconds: 0, inARow: 0 }));
    return {
      on: {
        // What reaches the server counts, whatever the Reflector meant to send.
        "server.requested": ({ verb, client, options }) => {
          if (verb !== "watch" || !judge.model.informers.has(client)) return;
          const problem = watchProblem(options);
          if (problem !== undefined) judge.broken(saidOf(client, problem));
        },
        "reflector.list-requested": ({ informer, options }) => {
          judge.reached();
          const problem = listProblem(options);
          if (problem !== undefined) judge.broken(saidOf(informer, problem));
        },
        "reflector.watch-requested": ({ informer, options }) => {
          judge.reached();
          const problem = watchProblem(options);
          if (problem !== undefined) judge.broken(saidOf(informer, problem));
        },
      },
      see: {
        // What a client sends again for a busy server is the same request.
        "wire.requested": ({ informer, verb, options: { timeoutSeconds } }) => {
          if (verb !== "watch") return;
          const problem = rowProblem(timeouts.of(informer), timeoutSeconds);
          if (problem !== undefined) judge.broken(saidOf(informer, problem));
        },
      },
    };
  },
};

/** Of 300 seconds to choose from, chance takes the same one so often in a row once in 2 · 10¹² times. */
const sameMax = 5;

/** Clients whose watches all end at one time come back at one time. */
function rowProblem(
  row: { seconds: number; inARow: number },
  seconds = 0,
): LocalizedText | undefined {
  row.inARow = seconds === row.seconds ? row.inARow + 1 : 0;
  row.seconds = seconds;
  return row.inARow < sameMax
    ? undefined
    : {
        en: `${sameMax + 1} watches in a row ask for ${seconds} seconds`,
        "zh-CN": `连续 ${sameMax + 1} 次监听都要求 ${seconds} 秒`,
      };
}

function listProblem({ resourceVersion, continue: token }: ListOptions): LocalizedText | undefined {
  const hasToken = token !== undefined && token !== "";
  return hasToken && resourceVersion !== undefined && resourceVersion !== ""
    ? {
        en: `a list names a continue token and version ${resourceVersion} at once`,
        "zh-CN": `列举同时带了 continue 令牌和版本 ${resourceVersion}`,
      }
    : undefined;
}

function watchProblem(options: ListOptions): LocalizedText | undefined {
  if (options.allowWatchBookmarks !== true)
    return { en: "a watch does not ask for bookmarks", "zh-CN": "监听没有请求书签" };
  const { timeoutSeconds, sendInitialEvents, resourceVersionMatch, limit } = options;
  if (timeoutSeconds === undefined || timeoutSeconds < 300 || timeoutSeconds > 600) {
    return {
      en: `a watch asks for a timeout of ${timeoutSeconds ?? "no"} seconds; expected 300 to 600`,
      "zh-CN": `监听请求的超时是${timeoutSeconds === undefined ? "无" : ` ${timeoutSeconds} 秒`}，本该是 300 到 600 秒`,
    };
  }
  if (limit !== undefined) return { en: "a watch names a limit", "zh-CN": "监听带了 limit" };
  if (sendInitialEvents === true && resourceVersionMatch !== "NotOlderThan") {
    return {
      en: "a streamed list does not say NotOlderThan",
      "zh-CN": "流式列举没有写明 NotOlderThan",
    };
  }
  return undefined;
}
