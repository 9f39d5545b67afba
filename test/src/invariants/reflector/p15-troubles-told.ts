import { everyFlavour, type Invariant, PerName } from "../invariant.ts";
import { isAskedToWait } from "./p6-retry-after.ts";
import { refusalOf } from "./refusal.ts";

/** A cause that lasts is told again after this time. */
const reminderMs = 300_000;
/** A watch that lasted so long shows that the server is well: what comes next is news. */
const steadyMs = 10_000;

/** P15: who cannot read says so, and does not say it again and again. */
export const troublesTold: Invariant = {
  id: "P15",
  name: "troubles-told",
  title: {
    en: "A Reflector that waits because a request was refused, or because the server asked it to, tells its program why, once for each cause: again after five minutes and not before, or when a watch has lasted ten seconds meanwhile. Of a version that is forgotten it says nothing: a list heals that.",
    "zh-CN":
      "因请求被拒绝或应服务器要求而等待的反射器会把原因告诉程序，每种原因一次；五分钟之后须再次告知，此前则只有在其间有监听持续了十秒时才再次告知。版本被遗忘则不必说：重新列举即可恢复。",
  },
  source: "core/src/reflector/troubles.ts; client-go tools/cache/reflector.go WatchErrorHandler",
  binds: everyFlavour,
  watch: (judge) => {
    const states = new PerName(() => ({
      /** A request was refused, not because its version is forgotten, and the program has not been told of anything since. */
      isUntold: false,
      /** Since then the server's wish that it waits is nobody's news. */
      busySince: Number.NaN,
      toldAt: new Map<string, number>(),
      startedAt: Number.NaN,
    }));
    const ended = (informer: string): void => {
      const state = states.of(informer);
      if (judge.now - state.startedAt >= steadyMs) state.toldAt.clear();
      state.startedAt = Number.NaN;
    };
    return {
      on: {
        // A part that gets no time to run hears late that its watch is open: what counts is when it was asked for.
        "reflector.watch-requested": ({ informer }, { at }) => {
          states.of(informer).startedAt = at;
        },
        // A list that a transform spoils is streamed to its end, and never watched on.
        "reflector.moved": ({ informer, from, to }, { at }) => {
          if (from === "streaming-list" && to === "watching") states.of(informer).startedAt = at;
        },
        "reflector.watch-ended": ({ informer }) => ended(informer),
        "reflector.backing-off": ({ informer }) => {
          const state = states.of(informer);
          const isOld = (at: number): boolean => judge.now - at >= reminderMs;
          const isSilent = state.isUntold && [...state.toldAt.values()].every(isOld);
          state.isUntold = false;
          if (isSilent)
            judge.broken({
              en: `${informer}: a request was refused, it waits, and its program was told nothing${state.toldAt.size === 0 ? "" : " for more than five minutes"}`,
              "zh-CN": `${informer}：请求被拒绝，它在等待，程序却${state.toldAt.size === 0 ? "" : "在五分多钟里"}没有得到任何消息`,
            });
        },
      },
      see: {
        "wire.refused": ({ informer, error }) => {
          if (refusalOf(error) !== "gone") states.of(informer).isUntold = true;
        },
        "wire.requested": ({ informer }) => {
          const state = states.of(informer);
          state.isUntold = false;
          state.busySince = Number.NaN;
        },
        "http.answered": ({ informer, status, retryAfterSeconds }) => {
          const isBusy = isAskedToWait(status, retryAfterSeconds);
          states.of(informer).busySince = isBusy ? judge.now : Number.NaN;
        },
        // The same request, sent again.
        "http.sent": ({ informer }) => {
          const { busySince, toldAt } = states.of(informer);
          if (Number.isNaN(busySince) || toldAt.size > 0) return;
          // Who got no time to run has not heard of it yet.
          if ((judge.world?.informer(informer)?.starvedMsSince(busySince) ?? 0) > 0) return;
          judge.broken({
            en: `${informer}: the server asked it to wait, and its program was told nothing`,
            "zh-CN": `${informer}：服务器要求它等待，程序却没有得到任何消息`,
          });
        },
        "program.told-of-trouble": ({ informer, cause, error }) => {
          judge.reached();
          const state = states.of(informer);
          const { now } = judge;
          if (refusalOf(error) === "gone")
            judge.broken({
              en: `${informer}: its program is told of a version that is forgotten`,
              "zh-CN": `${informer}：程序得知某个版本被遗忘`,
            });
          const toldAt = state.toldAt.get(cause);
          state.toldAt.set(cause, now);
          if (toldAt === undefined || now - toldAt >= reminderMs) return;
          judge.broken({
            en: `${informer}: its program is told the same again after ${now - toldAt} ms`,
            "zh-CN": `${informer}：${now - toldAt} 毫秒之后程序再次得到同样的消息`,
          });
        },
      },
    };
  },
};
