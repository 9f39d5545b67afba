import {
  type Clock,
  ControllerExpectations,
  type Environment,
  RateLimitingQueue,
  type RestTransport,
} from "@informerlab/core";
import { through } from "../simulate/network/through.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Mistakes about how long somebody waits: for text, for a busy server, for what was expected. */
export const waitingBugs: readonly PlantedBug[] = [
  {
    name: "half-a-line-is-not-heard",
    title: {
      en: "Only whole lines break the silence of a watch: one that trickles is given up although it is alive.",
      "zh-CN": "只有整行才算打破监听的静默：数据缓慢到达的监听明明还活着，却被放弃。",
    },
    caughtBy: ["P12"],
    budget: 10_000,
    parts: () => ({
      alterTransport: (inner, at) => (at === "client" ? inWholeLines(inner) : inner),
    }),
  },
  {
    name: "silence-is-not-noticed",
    title: {
      en: "The read deadline is set and never looked at: a connection that died without a word is waited on for ever.",
      "zh-CN": "设置了读取期限却从不检查：连接悄然断开后永远等下去。",
    },
    caughtBy: ["P12"],
    budget: 10_000,
    parts: () => ({
      alterRest: ({ readDeadlineMs: _unread, ...options }) => options,
    }),
  },
  {
    name: "impatient-reader",
    title: {
      en: "A watch is given up after half of the silence that it may keep.",
      "zh-CN": "监听只静默了允许时长的一半就被放弃。",
    },
    caughtBy: ["P16", "P12"],
    budget: 5000,
    parts: () => ({
      alterOptions: ({ readDeadlineMs = 0, ...options }) => ({
        ...options,
        readDeadlineMs: readDeadlineMs / 2,
      }),
    }),
  },
  {
    name: "asked-again-after-stop",
    title: {
      en: "Who is stopped while a busy server has it wait sends its request all the same when the time is over.",
      "zh-CN": "在繁忙的服务器要求等待期间被停止，等待结束后仍然发出请求。",
    },
    caughtBy: ["P11", "P4"],
    budget: 20_000,
    parts: () => ({
      alterTransport: (inner, at) => (at === "retries" ? deafWhileWaiting(inner) : inner),
    }),
  },
  {
    name: "expectations-for-ever",
    title: {
      en: "What a controller expects never grows too old: a write of which nothing came makes it wait for ever.",
      "zh-CN": "控制器的期望永不过期：一次毫无结果的写入让它永远等待。",
    },
    ancestor: "kubernetes/kubernetes#129795",
    caughtBy: ["E3"],
    budget: 20_000,
    parts: () => ({
      createExpectations: (clock) =>
        new ControllerExpectations(clock, { timeoutMs: Number.POSITIVE_INFINITY }),
    }),
  },
  {
    name: "timers-that-nobody-ends",
    title: {
      en: "A delay that is shortened gets a timer of its own, and the one before it goes on for nothing.",
      "zh-CN": "延迟被缩短时另设一个定时器，原来的那个白白继续。",
    },
    caughtBy: ["M5"],
    budget: 5000,
    parts: () => ({
      createWorkQueue: (environment, options) =>
        new RateLimitingQueue(
          { ...partsOf(environment), clock: unending(environment.clock) },
          options,
        ),
    }),
  },
];

function partsOf({ random, scheduler, trace }: Environment): Omit<Environment, "clock"> {
  return { random, scheduler, trace };
}

/** What is cancelled does nothing when its time comes. */
function unending(clock: Clock): Clock {
  return {
    now: () => clock.now(),
    after: (delayMs, lane, step) => {
      let isWanted = true;
      clock.after(delayMs, lane, () => {
        if (isWanted) step();
      });
      return () => {
        isWanted = false;
      };
    },
  };
}

/** Text waits for the end of its line. */
function inWholeLines(inner: RestTransport): RestTransport {
  return {
    server: inner.server,
    send: (request, observer) => {
      if (!request.isStream) return inner.send(request, observer);
      let half = "";
      return inner.send(request, {
        ...through(observer),
        text: (piece) => {
          const lines = half + piece;
          const end = lines.lastIndexOf("\n") + 1;
          half = lines.slice(end);
          if (end > 0) observer.text(lines.slice(0, end));
        },
      });
    },
  };
}

/** Does not hear that it is given up between a refusal and what follows it. */
function deafWhileWaiting(inner: RestTransport): RestTransport {
  return {
    server: inner.server,
    send: (request, observer) => {
      let isWaiting = false;
      const cancel = inner.send(request, {
        ...through(observer),
        waiting: (error, delayMs) => {
          isWaiting = true;
          observer.waiting?.(error, delayMs);
        },
      });
      return () => {
        if (!isWaiting) cancel();
      };
    },
  };
}
