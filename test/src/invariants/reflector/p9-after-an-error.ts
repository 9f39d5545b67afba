import { everyFlavour, type Invariant, PerName } from "../invariant.ts";
import { refusalOf } from "./refusal.ts";

/** What must come after an ERROR event of a running watch. */
type Next = "list" | "watch" | "either";

/** P9: an error inside a watch is answered as its kind asks for. */
export const afterAnError: Invariant = {
  id: "P9",
  name: "after-an-error",
  title: {
    en: "An ERROR in a running watch leads to a new list after a wait; 429 to the same watch after a wait; an internal error to the same watch at once only if that was asked for.",
    "zh-CN":
      "运行中的 watch 出现 ERROR：等待后重新列举；429 则等待后重开同一 watch；内部错误仅在有此设置时才立即重开。",
  },
  source: "client-go tools/cache/reflector.go watch, handleAnyWatch; retry_with_deadline.go",
  binds: everyFlavour,
  watch: (judge) => {
    const retries = (informer: string): boolean =>
      (judge.world?.informer(informer)?.program.maxInternalErrorRetryMs ?? 0) > 0;
    const states = new PerName(() => ({
      delivered: undefined as Next | undefined,
      next: undefined as Next | undefined,
      hasWaited: false,
      isStreaming: false,
    }));
    return {
      on: {
        "reflector.backing-off": ({ informer }) => {
          states.of(informer).hasWaited = true;
        },
        "reflector.received": ({ informer, type, isInitialEventsEnd }) => {
          const state = states.of(informer);
          if (isInitialEventsEnd === true) state.isStreaming = false;
          if (type !== "ERROR") return;
          // Only what was taken in counts: a watch can be given up before.
          state.next = state.isStreaming ? undefined : state.delivered;
          state.delivered = undefined;
          state.hasWaited = false;
        },
      },
      see: {
        "wire.events": ({ informer, events }) => {
          const state = states.of(informer);
          for (const { type, object } of events)
            if (type === "ERROR") state.delivered = nextAfter(object, retries(informer));
        },
        "wire.requested": ({ informer, verb, options }) => {
          const state = states.of(informer);
          const { next, hasWaited } = state;
          state.next = undefined;
          state.delivered = undefined;
          state.isStreaming = options.sendInitialEvents === true;
          if (next === undefined || next === "either") return;
          judge.reached();
          const asks = verb === "list" || state.isStreaming ? "list" : "watch";
          if (asks !== next || !hasWaited)
            judge.broken(
              `${informer}: after an error in its watch it asks for a ${asks}${hasWaited ? "" : " without a wait"}; expected a ${next} after a wait`,
            );
        },
      },
    };
  },
};

function nextAfter(status: unknown, retriesInternal: boolean): Next {
  const { code } = status as { readonly code?: number };
  if (refusalOf({ status }) === "busy") return "watch";
  return code === 500 && retriesInternal ? "either" : "list";
}
