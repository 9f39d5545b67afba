import { type SupportGroup, server } from "./support-row.ts";

/** What is asked of lists and watches. */
export const listsAndWatches: SupportGroup = {
  en: "Lists and watches",
  zh: "列举与监听",
  rows: [
    {
      en: "Nothing is lost between a list and the watch that goes on from it, deletions included",
      zh: "列举与随后的监听之间什么都不会丢，包括删除",
      state: "exact",
      report: "kubernetes/kubernetes#141528",
      tests: [
        [
          `${server}/watch/law-one.test.ts`,
          "law one, property: whoever resumes its watch gets every later event or a 410, whatever was written, compacted or restarted between",
        ],
        [
          `${server}/transports/in-process.test.ts`,
          "a watch from a list's resourceVersion delivers everything after it, deletions included",
        ],
      ],
    },
    {
      en: "A test can wait until a watch is open",
      zh: "测试可以等到监听打开为止",
      state: "exact",
      report: "stackrox/stackrox#17407",
      tests: [
        [`${server}/fake-apiserver.test.ts`, "watching waits for a watch, settled for silence"],
      ],
    },
    {
      en: "Streaming lists with their end mark, and a server that has none",
      zh: "流式列举及其结束标记，以及不支持它的服务器",
      state: "exact",
      report: "kubernetes/kubernetes#129408",
      tests: [
        [
          `${server}/transports/in-process.test.ts`,
          "a streaming list gives the state in key order, the end mark, then changes",
        ],
        [
          `${server}/faults/watch-faults.test.ts`,
          "a streaming list is refused as by a server that has none",
        ],
        [
          `${server}/faults/watch-faults.test.ts`,
          "bookmarks are withheld, or the mark that ends the initial events",
        ],
      ],
    },
    {
      en: "Pages of one revision, tokens that expire, and tokens for the rest as it is now",
      zh: "同一 revision 的分页、会过期的 continue 令牌，以及按当前状态继续的令牌",
      state: "exact",
      report: "kubernetes/client-go#793",
      tests: [
        [`${server}/verbs/verbs.test.ts`, "pages show one revision, whatever is written between"],
        [
          `${server}/verbs/verbs.test.ts`,
          "a page that is too old gives a token for the rest as it is now",
        ],
      ],
    },
    {
      en: "Objects that enter or leave a selector are ADDED and DELETED",
      zh: "进入或离开选择器的对象表现为 ADDED 与 DELETED",
      state: "exact",
      report: "kubernetes/kubernetes#78824",
      tests: [
        [
          `${server}/transports/in-process.test.ts`,
          "an object that leaves a selector is DELETED as it was, one that enters is ADDED",
        ],
      ],
    },
    {
      en: "Watches over WebSockets, also from browsers",
      zh: "WebSocket 上的监听，浏览器也能用",
      state: "partial",
      limits: {
        en: "Node 22.21 or 24.9 and newer; older hosts answer the plain stream",
        zh: "需要 Node 22.21 或 24.9 以上；更旧的宿主返回普通流",
      },
      report: "fabric8io/kubernetes-client#7867",
      tests: [
        [
          `${server}/transports/node/http/websocket-watch.test.ts`,
          "a watch sends each event as one message, as it happens",
        ],
        [
          `${server}/transports/node/http/websocket-watch.test.ts`,
          "a browser brings its token as a subprotocol, beside another one",
        ],
      ],
    },
  ],
};
