import { everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** Shortest and longest wait, seconds, whatever the server asks for. */
const waitSecondsMin = 1;
const waitSecondsMax = 60;
const roundingMs = 0.01;
/** How often one request is sent again. */
export const retriesMax = 10;

/** P6: who is asked to wait waits, and not for ever. */
export const retryAfter: Invariant = {
  id: "P6",
  name: "retry-after",
  title: {
    en: "A busy server that names a time is asked the same again after that time, of one second to one minute, and ten times at most before the refusal is handed on.",
    "zh-CN":
      "繁忙的服务器说明了时间（一秒到一分钟），同样的请求要等到该时间之后才再次发出；最多十次，之后拒绝会被上报。",
  },
  source: "client-go rest/with_retry.go",
  binds: everyFlavour,
  watch: (judge) => {
    const states = new PerName(() => ({ notBefore: 0, isAsked: false, row: 0 }));
    return {
      on: {},
      see: {
        "http.answered": ({ informer, verb, status, retryAfterSeconds }) => {
          const state = states.of(`${informer} ${verb}`);
          state.isAsked = isAskedToWait(status, retryAfterSeconds);
          if (!state.isAsked) return;
          state.notBefore = judge.now + waitMsOf(retryAfterSeconds);
        },
        "http.sent": ({ informer, verb }) => {
          const state = states.of(`${informer} ${verb}`);
          if (!state.isAsked) return;
          state.isAsked = false;
          state.row += 1;
          judge.reached();
          if (judge.now < state.notBefore)
            judge.broken({
              en: `${informer}: the server asked to wait, and the ${verb} comes again ${(state.notBefore - judge.now) / 1000} s too early`,
              "zh-CN": `${informer}：服务器要求等待，${verb} 请求却提前 ${(state.notBefore - judge.now) / 1000} 秒再次到来`,
            });
          if (judge.now > state.notBefore + roundingMs)
            judge.broken({
              en: `${informer}: the server asked to wait, and the ${verb} comes again ${(judge.now - state.notBefore) / 1000} s after that`,
              "zh-CN": `${informer}：服务器要求等待，而 ${verb} 在那之后 ${(judge.now - state.notBefore) / 1000} 秒才再次发出`,
            });
          if (state.row > retriesMax)
            judge.broken({
              en: `${informer}: the ${verb} is sent again for the ${state.row}th time, and nobody was told that the server is busy`,
              "zh-CN": `${informer}：${verb} 请求已是第 ${state.row} 次重发，却没有告知任何人服务器繁忙`,
            });
        },
        "wire.refused": ({ informer, verb }) => {
          const { isAsked, row } = states.of(`${informer} ${verb}`);
          if (!isAsked || row >= retriesMax) return;
          judge.reached();
          judge.broken({
            en: `${informer}: the server asked to wait, and the ${verb} is given up`,
            "zh-CN": `${informer}：服务器要求等待，${verb} 请求却被放弃`,
          });
        },
        // Whoever gave a request up meanwhile asks for something of its own.
        "wire.requested": ({ informer, verb }) => {
          const state = states.of(`${informer} ${verb}`);
          state.isAsked = false;
          state.row = 0;
        },
      },
    };
  },
};

/** For how long a client waits that is asked to, milliseconds. */
export function waitMsOf(retryAfterSeconds = 0): number {
  return Math.min(waitSecondsMax, Math.max(waitSecondsMin, retryAfterSeconds)) * 1000;
}

/** A server that says 504 is behind the version that was asked for: another request helps at once. */
export function isAskedToWait(status: number, retryAfterSeconds: number | undefined): boolean {
  return retryAfterSeconds !== undefined && (status === 429 || status >= 500) && status !== 504;
}
