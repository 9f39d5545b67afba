import { boundInformer, everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** Shortest first wait after a failure. */
const firstDelayMs = 800;
/** Longest wait before jitter, which adds up to as much again. */
const baseMsMax = 30_000;
/** The row of waits starts over when this long has passed since it last did. */
const resetAfterMs = 120_000;
/** Requests that may follow one another at once; then one each second, however they end. */
const atOnceMax = 10;
const paceMs = 1000;
/** More requests of one reflector within a virtual second are a hammer. */
const requestsPerSecondMax = 40;

/** Where a row of waits may be. Several are possible: a wait of the pace can be as long as one of the row. */
interface Row {
  readonly baseMs: number;
  readonly resetAt: number;
}

/** Requests that may still be made at once. */
interface Pace {
  left: number;
  countedAt: number;
}

/** P2: failures are followed by waits that grow, and a server is never hammered. */
export const backOff: Invariant = {
  id: "P2",
  name: "back-off",
  title: {
    en: "After failures a Reflector waits 0.8 s, then twice as long each time up to 30 s, plus as much again by chance; it then asks at once, and never floods the server.",
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
      rows: [] as readonly Row[],
      pace: { left: atOnceMax, countedAt: Number.NaN } as Pace,
      waitsUntil: Number.NaN,
      delayMs: Number.NaN,
    }));
    const request = (informer: string): void => {
      if (boundInformer(judge, backOff, informer) === undefined) return;
      const { at } = judge.record;
      const state = requests.of(informer);
      const { earlyMs, lateMs } = judge.clock;
      if (state.waitsUntil - at > earlyMs || at - state.waitsUntil > lateMs) {
        judge.broken({
          en: `${informer}: asks ${state.waitsUntil > at ? "before" : "after"} its wait is over, by ${Math.abs(at - state.waitsUntil)} ms`,
          "zh-CN": `${informer}：比等待结束的时刻${state.waitsUntil > at ? "提前" : "推迟"}了 ${Math.abs(at - state.waitsUntil)} 毫秒才发出请求`,
        });
      }
      state.waitsUntil = Number.NaN;
      state.times.push(at);
      // The client's own count stays above: requests that it makes for other reasons are none of its.
      if (state.times.length > 1) state.pace.left = Math.max(0, leftAt(state.pace, at) - 1);
      if (state.times.length > requestsPerSecondMax && at - (state.times.shift() ?? 0) < 1000) {
        judge.broken({
          en: `${informer}: more than ${requestsPerSecondMax} requests within one second`,
          "zh-CN": `${informer}：一秒之内发出了 ${requestsPerSecondMax} 次以上的请求`,
        });
      }
      // One immediate retry follows an expiry (a consistent list); after two failures in a row a wait must come.
      if (state.failures >= 2 && at - state.failedAt < firstDelayMs - earlyMs) {
        judge.broken({
          en: `${informer}: asks again ${at - state.failedAt} ms after its second failure in a row`,
          "zh-CN": `${informer}：连续第二次失败后只过了 ${at - state.failedAt} 毫秒就再次请求`,
        });
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
          requests.of(informer).rows = [{ baseMs: firstDelayMs, resetAt: at }];
        },
        "reflector.backing-off": ({ informer, delayMs }, { at }) => {
          if (boundInformer(judge, backOff, informer) === undefined) return;
          judge.reached();
          const state = requests.of(informer);
          state.failures = 0;
          state.waitsUntil = at + delayMs;
          // The client rounds up sums of its own, and those of fractions are not exact.
          const paced = Math.ceil((1 - leftAt(state.pace, at)) * paceMs + judge.clock.earlyMs);
          const rows = state.rows.map((row) =>
            at - row.resetAt > resetAfterMs ? { baseMs: firstDelayMs, resetAt: at } : row,
          );
          const next = [
            ...rows.filter(({ baseMs }) => delayMs >= baseMs && delayMs <= 2 * baseMs).map(longer),
            ...(delayMs <= paced ? state.rows : []),
          ];
          if (next.length === 0)
            judge.broken({
              en: `${informer}: waits ${delayMs} ms; expected ${expected(rows, " to ", " or ")}`,
              "zh-CN": `${informer}：等待 ${delayMs} 毫秒，本该是 ${expected(rows, " 到 ", " 或 ")} 毫秒`,
            });
          // Chance gives no two of them alike: many who wait for one server would come back at one instant.
          if (delayMs > paced && delayMs === state.delayMs)
            judge.broken({
              en: `${informer}: waits ${delayMs} ms, exactly as long as before; where is chance?`,
              "zh-CN": `${informer}：等待 ${delayMs} 毫秒，与上次分毫不差；随机性何在？`,
            });
          state.delayMs = delayMs;
          state.rows = next;
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
            judge.broken({
              en: `${informer}: more than ${requestsPerSecondMax} requests within one second`,
              "zh-CN": `${informer}：一秒之内发出了 ${requestsPerSecondMax} 次以上的请求`,
            });
        },
      },
    };
  },
};

function leftAt(pace: Pace, at: number): number {
  const since = Number.isNaN(pace.countedAt) ? 0 : at - pace.countedAt;
  pace.left = Math.min(atOnceMax, pace.left + since / paceMs);
  pace.countedAt = at;
  return pace.left;
}

function longer({ baseMs, resetAt }: Row): Row {
  return { baseMs: Math.min(baseMsMax, 2 * baseMs), resetAt };
}

function expected(rows: readonly Row[], to: string, or: string): string {
  return rows.map(({ baseMs }) => `${baseMs}${to}${2 * baseMs}`).join(or);
}
