import { everyFlavour, type Invariant, PerName } from "../invariant.ts";

/** Shortest and longest wait, seconds, whatever the server asks for. */
const waitSecondsMin = 1;
const waitSecondsMax = 60;

/** P6: who is asked to wait waits. */
export const retryAfter: Invariant = {
  id: "P6",
  name: "retry-after",
  title: {
    en: "A server that is busy and names a time is not asked the same again before that time, of one second to one minute.",
    "zh-CN": "繁忙的服务器说明了时间之后，在该时间（一秒到一分钟）之前不会再收到同样的请求。",
  },
  source: "client-go rest/with_retry.go",
  binds: everyFlavour,
  watch: (judge) => {
    const notBefore = new PerName(() => new Map<"list" | "watch", number>());
    return {
      on: {},
      see: {
        "http.answered": ({ informer, verb, status, retryAfterSeconds }) => {
          // The version that was asked for is ahead of a server that says 504: another request helps at once.
          if (retryAfterSeconds === undefined || status === 504) return;
          const seconds = Math.min(waitSecondsMax, Math.max(waitSecondsMin, retryAfterSeconds));
          notBefore.of(informer).set(verb, judge.now + seconds * 1000);
        },
        "http.sent": ({ informer, verb }) => {
          const waiting = notBefore.of(informer);
          const until = waiting.get(verb);
          if (until === undefined) return;
          waiting.delete(verb);
          judge.reached();
          if (judge.now < until)
            judge.broken(
              `${informer}: the server asked to wait, and the ${verb} comes again ${(until - judge.now) / 1000} s too early`,
            );
        },
      },
    };
  },
};
