import type { RestRequest, RestResponseObserver, RestTransport } from "@informerlab/core";
import { through } from "../simulate/network/through.ts";
import type { ReplacementParts, TransportPlace } from "../simulate/replacement-parts.ts";
import type { PlantedBug } from "./planted-bug.ts";

/** Mistakes in reading text that comes in pieces, and in obeying a server that asks to wait. */
export const httpBugs: readonly PlantedBug[] = [
  {
    name: "rest-of-a-piece-lost",
    title: {
      en: "What comes in one piece behind the end of a line is dropped.",
      "zh-CN": "同一片文本中行尾之后的内容被丢弃。",
    },
    caughtBy: ["W9", "C3"],
    budget: 2000,
    parts: () =>
      onTransport("connection", ({ isStream }, observer) =>
        isStream
          ? {
              ...through(observer),
              text: (piece) => observer.text(piece.slice(0, piece.indexOf("\n") + 1) || piece),
            }
          : observer,
      ),
  },
  {
    name: "line-end-alone-lost",
    title: {
      en: "Where a piece begins with the end of a line, that end is dropped: two lines become one.",
      "zh-CN": "一片文本以行尾开头时，该行尾被丢弃：两行连成一行。",
    },
    caughtBy: ["J4"],
    budget: 2000,
    parts: () =>
      onTransport("connection", ({ isStream }, observer) =>
        isStream
          ? {
              ...through(observer),
              text: (piece) => observer.text(piece.startsWith("\n") ? piece.slice(1) : piece),
            }
          : observer,
      ),
  },
  {
    name: "last-line-lost-at-the-end",
    title: {
      en: "The last whole line before a stream ends is dropped with the half that may follow it.",
      "zh-CN": "流结束前的最后一整行与其后可能的半行一起被丢弃。",
    },
    caughtBy: ["C3"],
    budget: 5000,
    parts: () =>
      onTransport("connection", ({ isStream }, observer) =>
        isStream ? lateByALine(observer) : observer,
      ),
  },
  {
    name: "refusals-asked-again",
    title: {
      en: "A request that was refused is sent once more before anybody is told.",
      "zh-CN": "被拒绝的请求在上报之前又发出一次。",
    },
    caughtBy: ["P11"],
    budget: 2000,
    parts: () => ({
      alterTransport: (inner, at) => (at === "client" ? askingTwice(inner) : inner),
    }),
  },
  {
    name: "refusals-left-open",
    title: {
      en: "A watch that was refused is sent again while the text of the refusal still comes, which nobody ends.",
      "zh-CN": "被拒绝的监听再次发出时，拒绝的文本还在到来，没有谁去结束它。",
    },
    caughtBy: ["P4"],
    budget: 5000,
    parts: () => ({
      alterTransport: (inner, at) => (at === "client" ? leavingRefusals(inner) : inner),
    }),
  },
  {
    name: "retry-after-ignored",
    title: {
      en: "The time for which a busy server asks is not read: it is asked again as after any failure.",
      "zh-CN": "不读取繁忙服务器要求的等待时间：像其他失败之后那样再次请求。",
    },
    caughtBy: ["P6"],
    budget: 5000,
    parts: () =>
      onTransport("client", (_request, observer) => ({
        ...through(observer),
        responded: ({ status, headers: { "retry-after": _asked, ...headers } }) =>
          observer.responded({ status, headers }),
      })),
  },
  {
    name: "refusals-by-code-alone",
    title: {
      en: "Of a refusal only the code is read: what its Status says is lost.",
      "zh-CN": "被拒绝时只读取状态码：Status 中所说的丢失了。",
    },
    caughtBy: ["P11"],
    budget: 2000,
    parts: () =>
      onTransport("client", (_request, observer) => {
        let isRefused = false;
        return {
          ...through(observer),
          responded: (head) => {
            isRefused = head.status >= 400;
            observer.responded(head);
          },
          text: (piece) => {
            if (!isRefused) observer.text(piece);
          },
        };
      }),
  },
  {
    name: "write-sent-again",
    title: {
      en: "A request whose connection breaks before an answer comes is sent once more, writes too.",
      "zh-CN": "连接在响应到来之前断开的请求会再发一次，写入也不例外。",
    },
    caughtBy: ["E4"],
    budget: 5000,
    parts: () => ({
      alterTransport: (inner, at) => (at === "client" ? sendingAgain(inner) : inner),
    }),
  },
  {
    name: "no-answer-is-success",
    title: {
      en: "A write whose connection breaks before an answer comes is taken for done.",
      "zh-CN": "连接在响应到来之前断开的写入被当作已经完成。",
    },
    caughtBy: ["E4"],
    budget: 5000,
    parts: () =>
      onTransport("retries", ({ method }, observer) =>
        method === "GET"
          ? observer
          : {
              ...through(observer),
              failed: () => {
                observer.responded({ status: 200, headers: {} });
                observer.text("{}");
                observer.ended();
              },
            },
      ),
  },
];

/** Whoever ends an answer ends it only while it may be a good one. */
function leavingRefusals(inner: RestTransport): RestTransport {
  return {
    server: inner.server,
    send: (request, observer) => {
      let isRefused = false;
      const cancel = inner.send(request, {
        ...through(observer),
        responded: (head) => {
          isRefused = head.status >= 400;
          observer.responded(head);
        },
      });
      return () => {
        if (!isRefused) cancel();
      };
    },
  };
}

type Change = (request: RestRequest, observer: RestResponseObserver) => RestResponseObserver;

function onTransport(place: TransportPlace, change: Change): ReplacementParts {
  return {
    alterTransport: (inner, at): RestTransport =>
      at === place
        ? {
            server: inner.server,
            send: (request, observer) => inner.send(request, change(request, observer)),
          }
        : inner,
  };
}

/** Hands a line on when the next begins: as a reader does that takes what is behind the last line for a part of it. */
function lateByALine(observer: RestResponseObserver): RestResponseObserver {
  let kept = "";
  return {
    ...through(observer),
    text: (piece) => {
      kept += piece;
      const lastLine = kept.lastIndexOf("\n", kept.length - 2) + 1;
      if (lastLine === 0) return;
      observer.text(kept.slice(0, lastLine));
      kept = kept.slice(lastLine);
    },
  };
}

function askingTwice(inner: RestTransport): RestTransport {
  return {
    server: inner.server,
    send: (request, observer) => {
      let cancel = (): void => {};
      let isSecond = false;
      cancel = inner.send(request, {
        ...through(observer),
        responded: (head) => {
          isSecond = head.status >= 400 && !("retry-after" in head.headers);
          if (isSecond) cancel = inner.send(request, observer);
          else observer.responded(head);
        },
        text: (piece) => {
          if (!isSecond) observer.text(piece);
        },
        ended: () => {
          if (!isSecond) observer.ended();
        },
      });
      return () => cancel();
    },
  };
}

function sendingAgain(inner: RestTransport): RestTransport {
  return {
    server: inner.server,
    send: (request, observer) => {
      let cancel = inner.send(request, {
        ...through(observer),
        failed: (error) => {
          if (request.method === "GET") observer.failed(error);
          else cancel = inner.send(request, observer);
        },
      });
      return () => cancel();
    },
  };
}
