import type { ListOptions } from "@informerlab/core";
import { type LocalizedText, saidOf } from "../../scenario/localized-text.ts";
import { everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** P14: whether a list asks for pages goes by the informer's own wish, or by what the server did with the first one. */
export const pagesWanted: Invariant = {
  id: "P14",
  name: "pages-wanted",
  title: {
    en: "With a page size of its own each list of an informer asks for pages of that size, but for the whole list after a page that expired. Without one an informer lists a known version whole, unless the server has answered a list of any version in pages: then it asks for pages ever after.",
    "zh-CN":
      "自定了页大小的 informer 每次列举都按该大小分页，只有某页过期之后的完整列举除外。没有自定页大小的 informer 会一次列举已知版本；若服务器曾把任意版本的列举分页返回，则此后一直要求分页。",
  },
  source: "client-go tools/cache/reflector.go paginatedResult, WatchListPageSize",
  binds: everyFlavour,
  watch: (judge) => {
    const states = new PerName(() => ({
      /** The round at hand began with a list of any version. */
      isAny: false,
      cameInPages: false,
      wantsPages: false,
    }));
    const ownSize = (informer: string, own: number, options: ListOptions): void => {
      // Who compares its cache with the server asks for exactly one version.
      if (options.resourceVersionMatch === "Exact") return;
      judge.reached();
      const state = states.of(informer);
      const isWhole = options.limit === undefined && state.cameInPages;
      if (options.limit !== own && !isWhole)
        judge.broken(saidOf(informer, otherSize(own, options.limit)));
      state.cameInPages = false;
    };
    return {
      on: {
        "reflector.listed": ({ informer }) => {
          const state = states.of(informer);
          if (state.isAny && state.cameInPages) state.wantsPages = true;
          state.isAny = false;
        },
        "reflector.backing-off": ({ informer }) => {
          states.of(informer).isAny = false;
        },
      },
      see: {
        "wire.listed": ({ informer, list }) => {
          if ((list.metadata?.continue ?? "") !== "") states.of(informer).cameInPages = true;
        },
        "wire.requested": ({ informer, verb, options }) => {
          const { resourceVersion = "", limit, continue: token } = options;
          if (verb === "watch" || token !== undefined) return;
          const state = states.of(informer);
          const own = judge.world?.informer(informer)?.program.pageSize;
          if (own !== undefined) {
            ownSize(informer, own, options);
            return;
          }
          if (resourceVersion === "") return;
          if (resourceVersion === "0") {
            state.isAny = true;
            // The whole list that follows a page which expired is of the same round, and that came in pages.
            if (limit !== undefined) state.cameInPages = false;
            return;
          }
          judge.reached();
          const problem = problemOf(state, resourceVersion, limit);
          if (problem !== undefined) judge.broken(saidOf(informer, problem));
          state.cameInPages = false;
        },
      },
    };
  },
};

function otherSize(own: number, limit: number | undefined): LocalizedText {
  return {
    en: `lists with the limit ${limit ?? "none"}; its program wants pages of ${own}`,
    "zh-CN": `列举时 limit 为 ${limit ?? "无"}；程序要求每页 ${own} 个`,
  };
}

function problemOf(
  { wantsPages, cameInPages }: { readonly wantsPages: boolean; readonly cameInPages: boolean },
  resourceVersion: string,
  limit: number | undefined,
): LocalizedText | undefined {
  // The whole list that follows a page which expired asks for no pages.
  if (limit === undefined && wantsPages && !cameInPages)
    return {
      en: `lists ${resourceVersion} whole; the server wants to be asked for pages`,
      "zh-CN": `一次列举版本 ${resourceVersion}；服务器希望分页`,
    };
  if (limit !== undefined && !wantsPages)
    return {
      en: `lists ${resourceVersion} in pages of ${limit}, and nobody asked for that`,
      "zh-CN": `以每页 ${limit} 个列举版本 ${resourceVersion}，却没有人这样要求`,
    };
  return undefined;
}
