import { everyFlavour, type Invariant, PerName } from "../invariant.ts";
import { type Refusal, refusalOf } from "./refusal.ts";

/** What a reflector asks for next: the same watch, a streamed list, a plain list, or a list of either kind. */
type Next = "watch" | "stream" | "list" | "round";

const nextEn: Readonly<Record<Next, string>> = {
  watch: "watch",
  stream: "streamed list",
  list: "plain list",
  round: "list",
};
const nextZh: Readonly<Record<Next, string>> = {
  watch: "监听",
  stream: "流式列举",
  list: "列举",
  round: "任一种列举",
};

/** P10: a watch that could not be opened costs a list only where its version is in doubt. */
export const afterARefusal: Invariant = {
  id: "P10",
  name: "after-a-refusal",
  title: {
    en: "Where a busy or absent server refuses a watch, the same watch is asked for again; any other refusal leads to a list, and that of a streamed list to a plain one.",
    "zh-CN":
      "服务器繁忙或不在而拒绝监听时，再次请求同一个监听；其他拒绝则导致重新列举，流式列举被拒绝则改为普通列举。",
  },
  source: "client-go tools/cache/reflector.go watch: isWatchErrorRetriable; watchList",
  binds: everyFlavour,
  watch: (judge) => {
    const states = new PerName(() => ({
      asked: undefined as { readonly version: string; readonly isStreaming: boolean } | undefined,
      next: undefined as Next | undefined,
    }));
    return {
      on: {},
      see: {
        "wire.requested": ({ informer, verb, options }) => {
          const state = states.of(informer);
          const { next, asked } = state;
          const isStreaming = options.sendInitialEvents === true;
          const asks = verb === "list" ? "list" : isStreaming ? "stream" : "watch";
          const version = options.resourceVersion ?? "";
          state.next = undefined;
          state.asked = verb === "watch" ? { version, isStreaming } : undefined;
          if (next === undefined) return;
          judge.reached();
          const isRight = next === "round" ? asks !== "watch" : asks === next;
          if (!isRight)
            judge.broken({
              en: `${informer}: its watch was refused and it asks for a ${nextEn[asks]}; expected a ${nextEn[next]}`,
              "zh-CN": `${informer}：监听被拒绝之后，它发起的是${nextZh[asks]}，本该是${nextZh[next]}`,
            });
          else if (next === "watch" && version !== asked?.version)
            judge.broken({
              en: `${informer}: asks again for its watch, from ${version} instead of ${asked?.version}`,
              "zh-CN": `${informer}：再次发起监听，却从“${version}”开始，而不是“${asked?.version}”`,
            });
        },
        "wire.refused": ({ informer, verb, error }) => {
          const state = states.of(informer);
          if (verb !== "watch" || state.asked === undefined) return;
          state.next = nextAfter(refusalOf(error), state.asked.isStreaming);
        },
      },
    };
  },
};

function nextAfter(refusal: Refusal, isStreaming: boolean): Next {
  const isPassing = refusal === "busy" || refusal === "unreachable";
  if (!isStreaming) return isPassing ? "watch" : "round";
  return isPassing || refusal === "gone" || refusal === "too-large" ? "stream" : "list";
}
