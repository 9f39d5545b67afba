import type { LocalizedText } from "../../scenario/localized-text.ts";
import { boundInformer, everyFlavour, type Invariant, PerName } from "../invariant.ts";
import { refusalOf } from "./refusal.ts";

/** P1: a list is sent only for a reason; a watch that ends cleanly is none. */
export const listsHaveCauses: Invariant = {
  id: "P1",
  name: "lists-have-causes",
  title: {
    en: "A list is requested only at the start, after a failure or an expiry, or as the next page; never after a clean end of a watch.",
    "zh-CN": "只有在启动时、失败或过期之后、或取下一页时才请求列举；监听正常结束后绝不列举。",
  },
  source: "client-go tools/cache/reflector.go ListAndWatch; a re-watch costs nothing",
  binds: everyFlavour,
  exceptThrowing: true,
  watch: (judge) => {
    const causes = new PerName(() => ({ why: "start" as string | undefined }));
    const refusals = new PerName(() => ({ why: "other" as "other" | "busy" }));
    /** Whether anything came on the watch that is open: then it was not too short to be one. */
    const brought = new Set<string>();
    const allow = (informer: string, why: string): void => {
      causes.of(informer).why = why;
    };
    const ask = (informer: string, what: LocalizedText): void => {
      if (boundInformer(judge, listsHaveCauses, informer) === undefined) return;
      judge.reached();
      if (causes.of(informer).why === undefined)
        judge.broken({
          en: `${informer}: ${what.en} without a reason`,
          "zh-CN": `${informer}：无缘无故地${what["zh-CN"]}`,
        });
      causes.of(informer).why = undefined;
    };
    return {
      on: {
        "reflector.list-requested": ({ informer, page }) => {
          if (page === 1) ask(informer, { en: "lists again", "zh-CN": "重新列举" });
        },
        "reflector.watch-requested": ({ informer, options }) => {
          if (options.sendInitialEvents !== true) return;
          ask(informer, { en: "streams its list again", "zh-CN": "重新流式列举" });
          // Refused or broken, a streamed list falls back to a request.
          allow(informer, "streamed list");
        },
        "reflector.list-failed": ({ informer }) => allow(informer, "failed list"),
        "reflector.watch-refused": ({ informer }) => {
          // Of a run that is watched from beside, the reason is known: a busy server is asked for the same watch again.
          if (judge.world === undefined || refusals.of(informer).why === "other")
            allow(informer, "refused watch");
        },
        "reflector.watch-opened": ({ informer }) => void brought.delete(informer),
        "reflector.watch-ended": ({ informer, reason }) => {
          if (reason === "very-short" && brought.has(informer)) return;
          if (reason !== "closed" && reason !== "stopped") allow(informer, reason);
        },
        "reflector.received": ({ informer, isInitialEventsEnd, type }) => {
          if (isInitialEventsEnd === true) causes.of(informer).why = undefined;
          if (type === "ERROR") allow(informer, "error event");
          // What comes after a streamed list is a watch of its own.
          else if (isInitialEventsEnd === true) brought.delete(informer);
          else brought.add(informer);
        },
      },
      see: {
        "wire.refused": ({ informer, error }) => {
          const refusal = refusalOf(error);
          refusals.of(informer).why =
            refusal === "busy" || refusal === "unreachable" ? "busy" : "other";
        },
      },
    };
  },
};
