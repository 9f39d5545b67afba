import { everyFlavour, type Invariant, PerName } from "../invariant.ts";
import { isAskedToWait, waitMsOf } from "./p6-retry-after.ts";

/** What a client grants a watch beyond the time after which the server promised to end it. */
const graceMs = 30_000;
/** Longest silence of anything but a stream. */
const answerMsMax = 75_000;

type Verb = "list" | "watch";

/** A request over HTTP, until its answer is over. */
interface Request {
  isUnderWay: boolean;
  /** Until when its silence is none. */
  heardUntil: number;
  /** From then on it is ended whatever comes. */
  livesUntil: number;
}

/** P12: silence is what ends a request, and only silence. */
export const readDeadline: Invariant = {
  id: "P12",
  name: "read-deadline",
  title: {
    en: "A client with a read deadline gives a watch up when no text came for that long, however little, and not before; a wait that the server asks for is no silence; a watch that outlives its promised end by half a minute, and a list of which nothing comes for 75 seconds, are given up in any case.",
    "zh-CN":
      "设有读取期限的客户端，只有在那么久没有收到任何文本（哪怕一点）时才放弃监听，绝不提前；服务器要求的等待不算静默；超过承诺的结束时间半分钟的监听，以及 75 秒毫无响应的列举，无论如何都会被放弃。",
  },
  source:
    "core/src/source/rest-watch.ts, retrying-transport.ts, silence-deadline.ts: half-open connections",
  binds: everyFlavour,
  watch: (judge) => {
    const requests = new PerName<Request>(() => ({
      isUnderWay: false,
      heardUntil: 0,
      livesUntil: Number.POSITIVE_INFINITY,
    }));
    const of = (informer: string, verb: Verb): Request => requests.of(`${verb} ${informer}`);
    const silenceMaxOf = (informer: string, verb: Verb): number => {
      if (verb === "list") return answerMsMax;
      return judge.world?.informer(informer)?.program.readDeadlineMs ?? Number.POSITIVE_INFINITY;
    };
    const check = (informer: string, verb: Verb): void => {
      const { isUnderWay, heardUntil, livesUntil } = of(informer, verb);
      if (!isUnderWay) return;
      const silentMs = judge.now - heardUntil;
      const silenceMaxMs = silenceMaxOf(informer, verb);
      if (silentMs > silenceMaxMs || judge.now > Math.max(livesUntil, heardUntil))
        judge.broken({
          en: `${informer}: nothing came of its ${verb} for ${silentMs} ms, it is to wait for ${silenceMaxMs} ms, until ${livesUntil} at most, and it still waits`,
          "zh-CN": `${informer}：${verb} 已有 ${silentMs} 毫秒没有任何数据，最多应等 ${silenceMaxMs} 毫秒、至多到 ${livesUntil}，它却仍在等待`,
        });
    };
    const heard = (informer: string, verb: Verb, forMs = 0): void => {
      check(informer, verb);
      const request = of(informer, verb);
      request.heardUntil = Math.max(request.heardUntil, judge.now + forMs);
    };
    const over = (informer: string, verb: Verb): void => {
      check(informer, verb);
      of(informer, verb).isUnderWay = false;
    };
    return {
      on: {},
      see: {
        "http.sent": ({ informer, verb }) => {
          const request = of(informer, verb);
          // Sent again after a wait, it is the same request.
          if (request.isUnderWay) return;
          request.isUnderWay = true;
          request.heardUntil = judge.now;
        },
        "wire.requested": ({ informer, verb, options: { timeoutSeconds } }) => {
          over(informer, verb);
          if (verb === "watch" && timeoutSeconds !== undefined)
            of(informer, verb).livesUntil = judge.now + timeoutSeconds * 1000 + graceMs;
        },
        "http.answered": ({ informer, verb, status, retryAfterSeconds }) => {
          const isAsked = isAskedToWait(status, retryAfterSeconds);
          heard(informer, verb, isAsked ? waitMsOf(retryAfterSeconds) : 0);
        },
        "http.heard": ({ informer, verb }) => heard(informer, verb),
        "wire.listed": ({ informer }) => over(informer, "list"),
        "wire.refused": ({ informer, verb }) => over(informer, verb),
        "wire.closed": ({ informer, reason }) => {
          over(informer, "watch");
          if (reason !== "read-deadline") return;
          judge.reached();
          const { heardUntil, livesUntil } = of(informer, "watch");
          const silentMs = judge.now - heardUntil;
          const deadlineMs = silenceMaxOf(informer, "watch");
          if (silentMs < deadlineMs && judge.now < livesUntil)
            judge.broken({
              en: `${informer}: its watch is given up as silent, and ${silentMs} ms ago something came; its read deadline is ${deadlineMs} ms`,
              "zh-CN": `${informer}：监听被当作静默而放弃，而 ${silentMs} 毫秒前还有数据到达；读取期限是 ${deadlineMs} 毫秒`,
            });
        },
        "program.stopped": ({ informer }) => {
          over(informer, "list");
          over(informer, "watch");
        },
      },
      end: () => {
        for (const [name] of requests.entries()) {
          const [verb = "", informer = ""] = name.split(" ");
          check(informer, verb === "list" ? "list" : "watch");
        }
      },
    };
  },
};
