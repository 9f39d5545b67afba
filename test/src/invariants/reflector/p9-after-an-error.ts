import type { Status } from "@informerlab/core";
import { asRead, isUndecodable } from "../../model/as-read.ts";
import { type LocalizedText, saidOf } from "../../scenario/localized-text.ts";
import { everyFlavour, type Invariant, PerName } from "../invariant.ts";
import { refusalOf } from "./refusal.ts";

/** What must come after an ERROR event of a running watch. */
type Next = "list" | "watch" | "watch-at-once";

/** Internal errors so far apart have nothing to do with each other. */
const quietMinuteMs = 60_000;

/** P9: an error inside a watch is answered as its kind asks for. */
export const afterAnError: Invariant = {
  id: "P9",
  name: "after-an-error",
  title: {
    en: "An ERROR in a running watch, or what cannot be read, leads to a new list after a wait; 429 to the same watch after a wait; an internal error to the same watch at once only if that was asked for.",
    "zh-CN":
      "运行中的监听出现 ERROR 或无法解读的内容：等待后重新列举；429 则等待后重开同一监听；内部错误仅在有此设置时才立即重开。",
  },
  source: "client-go tools/cache/reflector.go watch, handleAnyWatch; retry_with_deadline.go",
  binds: everyFlavour,
  watch: (judge) => {
    const windowMs = (informer: string): number =>
      judge.world?.informer(informer)?.program.maxInternalErrorRetryMs ?? 0;
    const states = new PerName(() => ({
      delivered: undefined as "list" | "watch" | "internal" | undefined,
      firstInternalAt: undefined as number | undefined,
      lastInternalAt: undefined as number | undefined,
      next: undefined as Next | undefined,
      hasWaited: false,
      isStreaming: false,
    }));
    /** Internal errors are retried at once for a while, counted from the first since the last list. */
    const afterInternal = (informer: string): Next => {
      const state = states.of(informer);
      const { now } = judge;
      const { lastInternalAt = now } = state;
      if (now - lastInternalAt >= quietMinuteMs) state.firstInternalAt = undefined;
      const { firstInternalAt = now } = state;
      const isRetried = windowMs(informer) > 0 && now - firstInternalAt <= windowMs(informer);
      state.firstInternalAt = isRetried ? firstInternalAt : undefined;
      state.lastInternalAt = isRetried ? now : undefined;
      return isRetried ? "watch-at-once" : "list";
    };
    return {
      on: {
        "reflector.listed": ({ informer }) => {
          const state = states.of(informer);
          state.firstInternalAt = undefined;
          state.lastInternalAt = undefined;
        },
        "reflector.backing-off": ({ informer }) => {
          states.of(informer).hasWaited = true;
        },
        "reflector.received": ({ informer, type, isInitialEventsEnd }) => {
          const state = states.of(informer);
          if (isInitialEventsEnd === true) state.isStreaming = false;
          if (type !== "ERROR") return;
          // Only what was taken in counts: a watch can be given up before.
          const { delivered, isStreaming } = state;
          state.delivered = undefined;
          if (isStreaming) state.next = undefined;
          else state.next = delivered === "internal" ? afterInternal(informer) : delivered;
          state.hasWaited = false;
        },
      },
      see: {
        "wire.events": ({ informer, events }) => {
          const state = states.of(informer);
          // What comes behind the first is not taken in.
          for (const { type, object } of events.map(asRead))
            if (type === "ERROR") state.delivered ??= nextAfter(object);
        },
        "wire.requested": ({ informer, verb, options }) => {
          const state = states.of(informer);
          const { next, hasWaited } = state;
          state.next = undefined;
          state.delivered = undefined;
          state.isStreaming = options.sendInitialEvents === true;
          if (next === undefined) return;
          judge.reached();
          const asks = verb === "list" || state.isStreaming ? "list" : "watch";
          // At once, unless too many went before: then the pace of requests makes it wait.
          const isRight = next === "watch-at-once" ? asks === "watch" : asks === next && hasWaited;
          if (!isRight) judge.broken(saidOf(informer, otherRequest(asks, hasWaited, next)));
        },
      },
    };
  },
};

const verbZh = { list: "列举", watch: "监听" } as const;

function otherRequest(asks: "list" | "watch", hasWaited: boolean, right: Next): LocalizedText {
  const isAtOnce = right === "watch-at-once";
  return {
    en: `after an error in its watch it asks for a ${asks}${hasWaited ? "" : " without a wait"}; expected a ${isAtOnce ? "watch at once" : `${right} after a wait`}`,
    "zh-CN": `监听中出错之后，它${hasWaited ? "" : "不等待就"}发起${verbZh[asks]}，本该${isAtOnce ? "立即重新监听" : `先等待，再发起${verbZh[right]}`}`,
  };
}

function nextAfter(status: unknown): "list" | "watch" | "internal" {
  const { code } = status as Partial<Status>;
  if (isUndecodable(status)) return "list";
  if (refusalOf({ status }) === "busy") return "watch";
  return code === 500 ? "internal" : "list";
}
