import { boundInformer, everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** Shortest first wait after a failure. */
const firstDelayMs = 800;
/** Longest wait before jitter, which adds up to as much again. */
const baseMsMax = 30_000;
/** The row of waits starts over when this long has passed since it last did. */
const resetAfterMs = 120_000;
const roundingMs = 0.01;
/** More requests of one reflector within a virtual second are a hammer. */
const requestsPerSecondMax = 40;

/** P2: failures are followed by waits that grow, and a server is never hammered. */
export const backOff: Invariant = {
  id: "P2",
  name: "back-off",
  title: {
    en: "After failures a reflector waits 0.8 s, then twice as long each time up to 30 s, plus as much again by chance; it then asks at once, and never floods the server.",
    "zh-CN":
      "失败后反射器等待 0.8 秒，之后逐次加倍直至 30 秒，另加至多同样长的随机时间；等完立即请求，绝不淹没服务器。",
  },
  source:
    "client-go tools/cache/reflector.go: 800 ms, factor 2, cap 30 s, jitter 1; kubernetes-client/javascript#1933",
  binds: everyFlavour,
  watch: (judge) => {
    const requests = new PerName(() => ({
      times: [] as number[],
      failedAt: Number.NaN,
      failures: 0,
      baseMs: firstDelayMs,
      resetAt: Number.NaN,
      waitsUntil: Number.NaN,
    }));
    const request = (informer: string): void => {
      if (boundInformer(judge, backOff, informer) === undefined) return;
      const { at } = judge.record;
      const state = requests.of(informer);
      if (Math.abs(at - state.waitsUntil) > roundingMs) {
        judge.broken(
          `${informer}: asks ${state.waitsUntil > at ? "before" : "after"} its wait is over, by ${Math.abs(at - state.waitsUntil)} ms`,
        );
      }
      state.waitsUntil = Number.NaN;
      state.times.push(at);
      if (state.times.length > requestsPerSecondMax && at - (state.times.shift() ?? 0) < 1000) {
        judge.broken(`${informer}: more than ${requestsPerSecondMax} requests within one second`);
      }
      // One immediate retry follows an expiry (a consistent list); after two failures in a row a wait must come.
      if (state.failures >= 2 && at - state.failedAt < firstDelayMs) {
        judge.broken(
          `${informer}: asks again ${at - state.failedAt} ms after its second failure in a row`,
        );
      }
    };
    const sent = new PerName(() => [] as number[]);
    const failed = (informer: string): void => {
      const state = requests.of(informer);
      state.failures += 1;
      state.failedAt = judge.record.at;
    };
    return {
      on: {
        "reflector.list-requested": ({ informer, page }) => {
          if (page === 1) request(informer);
        },
        "reflector.watch-requested": ({ informer }) => request(informer),
        "informer.started": ({ informer }, { at }) => {
          requests.of(informer).resetAt = at;
        },
        "reflector.backing-off": ({ informer, delayMs }, { at }) => {
          if (boundInformer(judge, backOff, informer) === undefined) return;
          judge.reached();
          const state = requests.of(informer);
          state.failures = 0;
          if (at - state.resetAt > resetAfterMs) {
            state.baseMs = firstDelayMs;
            state.resetAt = at;
          }
          const { baseMs } = state;
          state.baseMs = Math.min(baseMsMax, 2 * baseMs);
          state.waitsUntil = at + delayMs;
          if (delayMs < baseMs || delayMs > 2 * baseMs)
            judge.broken(`${informer}: waits ${delayMs} ms; expected ${baseMs} to ${2 * baseMs}`);
        },
        "reflector.list-failed": ({ informer }) => failed(informer),
        "reflector.listed": ({ informer }) => {
          requests.of(informer).failures = 0;
        },
        "reflector.watch-opened": ({ informer }) => {
          requests.of(informer).failures = 0;
        },
      },
      see: {
        "wire.requested": ({ informer }) => {
          const times = sent.of(informer);
          times.push(judge.now);
          if (times.length > requestsPerSecondMax && judge.now - (times.shift() ?? 0) < 1000)
            judge.broken(
              `${informer}: more than ${requestsPerSecondMax} requests within one second`,
            );
        },
      },
    };
  },
};
