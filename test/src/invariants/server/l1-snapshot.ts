import type { ListOptions } from "@informerlab/core";
import { viewOf } from "../../model/projection.ts";
import { revisionOf } from "../../model/revision.ts";
import type { ServerLog } from "../../model/server-log.ts";
import { type LocalizedText, saidOf } from "../../scenario/localized-text.ts";
import type { Invariant } from "../invariant.ts";

interface OpenList {
  readonly resource: string;
  readonly key: string;
  readonly options: ListOptions;
  readonly limit: number | undefined;
  readonly isContinued: boolean;
  readonly resourceVersion: string | undefined;
  readonly match: string | undefined;
  readonly headAtArrival: number;
}

/** L1, L2: a list is the state at the revision that it is labelled with, and as fresh as was asked for. */
export const snapshot: Invariant = {
  id: "L1",
  name: "snapshot",
  title: {
    en: "A list labelled with revision r counts exactly what existed at r, and r is as fresh as was asked for.",
    "zh-CN": "标注版本 r 的列举恰是 r 时刻存在的对象，且 r 满足请求的新鲜度。",
  },
  source: "Kubernetes API concepts: resourceVersion and resourceVersionMatch",
  binds: ["server"],
  watch: (judge) => {
    const open = new Map<string, OpenList>();
    return {
      on: {
        "server.requested": ({ request, verb, resource, key, options }) => {
          if (verb !== "list") return;
          open.set(request, {
            resource,
            key,
            options,
            limit: options.limit,
            isContinued: options.continue !== undefined && options.continue !== "",
            resourceVersion: options.resourceVersion,
            match: options.resourceVersionMatch,
            headAtArrival: judge.model.log.head,
          });
        },
        "server.responded": ({ request, code, resourceVersion, count }) => {
          const asked = open.get(request);
          open.delete(request);
          if (asked === undefined || code !== 200 || resourceVersion === undefined) return;
          judge.reached();
          const revision = revisionOf(resourceVersion);
          const problem =
            freshnessProblem(asked, revision) ??
            countProblem(judge.model.log, asked, revision, count);
          if (problem !== undefined) judge.broken(saidOf(request, problem));
        },
      },
    };
  },
};

function freshnessProblem(asked: OpenList, revision: number): LocalizedText | undefined {
  if (asked.isContinued) return undefined;
  const wanted = revisionOf(asked.resourceVersion);
  if (asked.resourceVersion === undefined || asked.resourceVersion === "") {
    return revision < asked.headAtArrival
      ? {
          en: `the list is labelled ${revision}; it must be as fresh as ${asked.headAtArrival}`,
          "zh-CN": `列举标注的版本是 ${revision}，至少应新到 ${asked.headAtArrival}`,
        }
      : undefined;
  }
  if (asked.match === "Exact" && revision !== wanted)
    return {
      en: `the list is labelled ${revision}, exactly ${wanted} was asked for`,
      "zh-CN": `列举标注的版本是 ${revision}，而请求的恰是 ${wanted}`,
    };
  return revision < wanted
    ? {
        en: `the list is labelled ${revision}; not older than ${wanted} was asked for`,
        "zh-CN": `列举标注的版本是 ${revision}，而请求的是不早于 ${wanted}`,
      }
    : undefined;
}

function countProblem(
  log: ServerLog,
  asked: OpenList,
  revision: number,
  count: number | undefined,
): LocalizedText | undefined {
  if (count === undefined || asked.isContinued || log.isUnknown) return undefined;
  const matches = viewOf(asked.key, asked.options);
  if (matches === undefined) return undefined;
  let existing = 0;
  for (const { object } of log.of(asked.resource).snapshot(revision).values()) {
    if (matches(object)) existing += 1;
  }
  const limit = asked.limit === undefined || asked.limit === 0 ? existing : asked.limit;
  return count === existing || count === Math.min(existing, limit)
    ? undefined
    : {
        en: `the list labelled ${revision} has ${count} items; ${existing} existed at that revision`,
        "zh-CN": `标注版本 ${revision} 的列举有 ${count} 个对象，而那个修订版本上有 ${existing} 个`,
      };
}
