import { setTimeout as sleep } from "node:timers/promises";
import type { FakeCluster } from "@informerlab/fake-apiserver";
import { configMap } from "./config-map.ts";

/** What a scenario may do while an informer runs. */
export interface Stage {
  readonly cluster: FakeCluster;
  /** The server stops listening, or comes back on its port. */
  readonly down: () => Promise<void>;
  readonly up: () => Promise<void>;
}

/** One fault that clients are put to. */
export interface ForeignScenario {
  readonly id: string;
  readonly title: { readonly en: string; readonly "zh-CN": string };
  /** Before the client starts. */
  readonly before?: (stage: Stage) => void | Promise<void>;
  /** While it watches; followed at once by writes that it must learn of. */
  readonly strike?: (stage: Stage) => void | Promise<void>;
  /** After {@link troubleMs}. */
  readonly heal?: (stage: Stage) => void | Promise<void>;
  /** The last version that was sent stays good: whoever lists again asks for more than is needed. */
  readonly keepsPosition?: boolean;
  /** Seconds that the server asks clients to wait. */
  readonly retryAfterSeconds?: number;
  /** Nothing tells the client that something is wrong: it can only notice by itself. */
  readonly isSilent?: boolean;
  /** The client is stopped in the middle of the trouble. */
  readonly stops?: boolean;
  /** What the server says arrives in pieces of so many bytes. */
  readonly pieceBytes?: number;
}

/** How long trouble stands. */
export const troubleMs = 5000;

const watches = { resource: "configmaps", verb: "watch" } as const;
/** Watches that go on from a version: only those can be too old. */
const resumed = { ...watches, query: { sendInitialEvents: false } } as const;
const lists = { resource: "configmaps", verb: "list" } as const;
const clear = ({ cluster }: Stage): void => cluster.faults.clear();
const cut = ({ cluster }: Stage, how: "clean" | "reset"): void => {
  cluster.faults.strike(watches, how === "reset" ? { reset: "stream" } : { close: "clean" });
};
const refuseWatches =
  (status: number, retryAfterSeconds?: number) =>
  (stage: Stage): void => {
    const action = retryAfterSeconds === undefined ? { status } : { status, retryAfterSeconds };
    stage.cluster.faults.add({ on: watches, do: action });
    cut(stage, "clean");
  };
const refuseRelists =
  (status: number) =>
  ({ cluster }: Stage): void => {
    cluster.faults.add({ on: lists, do: { status } });
    cluster.faults.strike(watches, { expire: "event410" });
  };

/** Under the limit of an object, and far above the buffers of readers of lines. */
const largeBytes = 900_000;
const burstCount = 2000;

/** Every scenario, mild ones first. */
export const scenarios: readonly ForeignScenario[] = [
  { id: "calm", title: { en: "no fault", "zh-CN": "没有故障" }, keepsPosition: true },
  {
    id: "pieces",
    title: {
      en: "text arrives in pieces of 7 bytes, which cut characters",
      "zh-CN": "文本以 7 字节一段到达，字符被切断",
    },
    pieceBytes: 7,
    keepsPosition: true,
  },
  {
    id: "large-object",
    title: { en: "an object of 900 kB", "zh-CN": "一个 900 kB 的对象" },
    strike: ({ cluster }) => {
      cluster.create(configMap("large", { text: "x".repeat(largeBytes) }));
    },
    keepsPosition: true,
  },
  {
    id: "burst",
    title: { en: "2,000 objects at once", "zh-CN": "一次出现 2,000 个对象" },
    strike: ({ cluster }) => {
      for (let number = 0; number < burstCount; number++) cluster.create(configMap(`n${number}`));
    },
    keepsPosition: true,
  },
  {
    id: "watch-ends",
    title: { en: "the watch ends, as at its timeout", "zh-CN": "监听正常结束（如同超时）" },
    strike: (stage) => cut(stage, "clean"),
    keepsPosition: true,
  },
  {
    id: "connection-resets",
    title: { en: "the watch's connection breaks", "zh-CN": "监听的连接断开" },
    strike: (stage) => cut(stage, "reset"),
    keepsPosition: true,
  },
  {
    id: "event-cut",
    title: {
      en: "the connection breaks in the middle of an event",
      "zh-CN": "连接在一个事件的中间断开",
    },
    strike: ({ cluster }) => {
      cluster.faults.add({
        on: watches,
        life: { times: 1 },
        do: { malformEvent: "truncated" },
        unsound: true,
      });
    },
    keepsPosition: true,
  },
  {
    id: "expired-event",
    title: { en: "410 as an event of the watch", "zh-CN": "监听中收到 410 事件" },
    strike: ({ cluster }) => {
      cluster.faults.strike(watches, { expire: "event410" });
    },
  },
  {
    id: "expired-answer",
    title: { en: "410 as the answer to the next watch", "zh-CN": "下一次监听得到 410 响应" },
    strike: (stage) => {
      stage.cluster.faults.add({ on: resumed, life: { times: 1 }, do: { expire: "http410" } });
      cut(stage, "clean");
    },
  },
  {
    id: "expired-for-a-while",
    title: { en: "410 to every watch for 5 s", "zh-CN": "5 秒内每次监听都得到 410" },
    strike: (stage) => {
      stage.cluster.faults.add({ on: resumed, do: { expire: "http410" } });
      cut(stage, "clean");
    },
    heal: clear,
  },
  {
    id: "error-event",
    title: { en: "500 as an event of the watch", "zh-CN": "监听中收到 500 事件" },
    strike: ({ cluster }) => {
      cluster.faults.strike(watches, { errorEvent: 500 });
    },
  },
  {
    id: "watch-429",
    title: {
      en: "429 to watches for 5 s, Retry-After: 5",
      "zh-CN": "5 秒内监听得到 429，Retry-After: 5",
    },
    strike: refuseWatches(429, 5),
    heal: clear,
    retryAfterSeconds: 5,
  },
  {
    id: "watch-500",
    title: { en: "500 to watches for 5 s", "zh-CN": "5 秒内监听得到 500" },
    strike: refuseWatches(500),
    heal: clear,
  },
  {
    id: "watch-503",
    title: { en: "503 to watches for 5 s", "zh-CN": "5 秒内监听得到 503" },
    strike: refuseWatches(503),
    heal: clear,
  },
  {
    id: "watch-403",
    title: {
      en: "403 to watches for 5 s (rights being changed)",
      "zh-CN": "5 秒内监听得到 403（权限变更中）",
    },
    strike: refuseWatches(403),
    heal: clear,
  },
  {
    id: "watch-401",
    title: {
      en: "401 to watches for 5 s (a token being renewed)",
      "zh-CN": "5 秒内监听得到 401（令牌更新中）",
    },
    strike: refuseWatches(401),
    heal: clear,
  },
  {
    id: "relist-500",
    title: { en: "410, and 500 to lists for 5 s", "zh-CN": "410，随后 5 秒内列举得到 500" },
    strike: refuseRelists(500),
    heal: clear,
  },
  {
    id: "relist-503",
    title: { en: "410, and 503 to lists for 5 s", "zh-CN": "410，随后 5 秒内列举得到 503" },
    strike: refuseRelists(503),
    heal: clear,
  },
  {
    id: "relist-breaks",
    title: {
      en: "410, and for 5 s lists break off behind their headers",
      "zh-CN": "410，随后 5 秒内列举的响应在头部之后中断",
    },
    strike: ({ cluster }) => {
      cluster.faults.add({ on: lists, do: { reset: "after-headers" } });
      cluster.faults.strike(watches, { expire: "event410" });
    },
    heal: clear,
  },
  {
    id: "late-list",
    title: {
      en: "410, and lists arrive 6 s late while objects change",
      "zh-CN": "410，随后列举结果迟到 6 秒，期间对象有变化",
    },
    strike: ({ cluster }) => {
      cluster.faults.add({ on: lists, do: { latency: 6000, at: "response" } });
      cluster.faults.strike(watches, { expire: "event410" });
    },
    heal: clear,
  },
  {
    id: "first-list-503",
    title: { en: "503 to the first lists, for 5 s", "zh-CN": "最初 5 秒列举得到 503" },
    before: ({ cluster }) => {
      cluster.faults.add({ on: lists, do: { status: 503 } });
    },
    heal: clear,
  },
  {
    id: "watches-end-at-once",
    title: { en: "every watch ends at once for 5 s", "zh-CN": "5 秒内每个监听立即结束" },
    strike: (stage) => {
      stage.cluster.faults.add({ on: watches, do: { close: "clean", afterMs: 0 } });
      cut(stage, "clean");
    },
    heal: clear,
    keepsPosition: true,
  },
  {
    id: "server-down",
    title: { en: "the server is away for 5 s", "zh-CN": "服务器离线 5 秒" },
    strike: ({ down }) => down(),
    heal: ({ up }) => up(),
    keepsPosition: true,
  },
  {
    id: "silence",
    title: { en: "the watch falls silent and stays open", "zh-CN": "监听沉默但不断开" },
    strike: ({ cluster }) => {
      cluster.faults.add({ on: { ...watches, open: true }, do: { stall: true } });
    },
    isSilent: true,
  },
  {
    id: "forgotten-meanwhile",
    title: {
      en: "away while objects go, and the past is forgotten",
      "zh-CN": "离线期间对象被删除，历史也被压缩",
    },
    strike: ({ cluster }) => {
      cluster.faults.add({ on: watches, do: { status: 503 } });
      cluster.faults.strike(watches, { close: "clean" });
    },
    heal: ({ cluster }) => {
      cluster.compact();
      cluster.faults.clear();
    },
  },
  {
    id: "recreated-meanwhile",
    title: {
      en: "away while objects are deleted and made anew under their names, and the past is forgotten",
      "zh-CN": "离线期间对象被删除后以同名重建，历史也被压缩",
    },
    strike: ({ cluster }) => {
      cluster.faults.add({ on: watches, do: { status: 503 } });
      cluster.faults.strike(watches, { close: "clean" });
    },
    heal: ({ cluster }) => {
      cluster.delete("configmaps/default/c");
      for (const name of ["b", "c"]) cluster.create(configMap(name));
      cluster.compact();
      cluster.faults.clear();
    },
  },
  {
    id: "stopped-in-trouble",
    title: { en: "stopped while watches are refused", "zh-CN": "监听被拒绝期间停止 informer" },
    strike: refuseWatches(503),
    heal: clear,
    stops: true,
  },
  {
    id: "stopped-between-watches",
    title: { en: "stopped just after two watches ended", "zh-CN": "两次监听刚结束就停止 informer" },
    strike: async (stage) => {
      cut(stage, "clean");
      await sleep(700);
      cut(stage, "clean");
    },
    stops: true,
  },
];
