import { boundInformer, everyFlavour, type Invariant, PerName } from "./invariant.ts";

/** Shortest first wait after a failure. */
const firstDelayMs = 800;
/** Longest wait: 30 s and as much again by jitter. */
const delayMsMax = 60_000;
/** More requests of one reflector within a virtual second are a hammer. */
const requestsPerSecondMax = 40;

/** P2: failures are followed by waits that grow, and a server is never hammered. */
export const backOff: Invariant = {
  id: "P2",
  name: "back-off",
  title: {
    en: "After a failure a reflector waits 0.8 s or more, at most 60 s, and never floods the server with requests.",
    "zh-CN": "失败后反射器至少等待 0.8 秒、至多 60 秒，绝不用请求淹没服务器。",
  },
  source:
    "client-go tools/cache/reflector.go: 800 ms, factor 2, cap 30 s, jitter 1; kubernetes-client/javascript#1933",
  binds: everyFlavour,
  watch: (judge) => {
    const requests = new PerName(() => ({
      times: [] as number[],
      failedAt: Number.NaN,
      failures: 0,
    }));
    const request = (informer: string): void => {
      if (boundInformer(judge, backOff, informer) === undefined) return;
      const { at } = judge.record;
      const state = requests.of(informer);
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
        "reflector.backing-off": ({ informer, delayMs }) => {
          if (boundInformer(judge, backOff, informer) === undefined) return;
          judge.reached();
          requests.of(informer).failures = 0;
          if (delayMs < firstDelayMs || delayMs > delayMsMax) {
            judge.broken(
              `${informer}: waits ${delayMs} ms; expected ${firstDelayMs} to ${delayMsMax}`,
            );
          }
        },
        "reflector.list-failed": ({ informer }) => failed(informer),
        "reflector.listed": ({ informer }) => {
          requests.of(informer).failures = 0;
        },
        "reflector.watch-opened": ({ informer }) => {
          requests.of(informer).failures = 0;
        },
      },
    };
  },
};
