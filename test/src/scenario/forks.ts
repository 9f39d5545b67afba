import { healTimeMs, informerName } from "./defaults.ts";
import type { LocalizedText } from "./localized-text.ts";
import type { Action, ObjectName, Scenario } from "./scenario.ts";

/** Where a run is forked, and what the reader looks at. */
export interface ForkContext {
  /** Virtual milliseconds since the start of the run. */
  readonly atMs: number;
  /** The object at hand, as a cache key: `n3` or `default/web-0`. @defaultValue the last object of the scenario */
  readonly key?: string;
}

/** One "what if …?": an edit of a scenario at a moment. */
export interface ScenarioFork {
  readonly id: string;
  readonly label: LocalizedText;
  /** One sentence on what it does. */
  readonly hint: LocalizedText;
  /** It breaks a promise of Kubernetes: no informer can survive it, only notice. */
  readonly isUnsound?: boolean;
  /** The edited copy. It does not change what happened before the moment. */
  apply(scenario: Scenario, context: ForkContext): Scenario;
}

/** A run that has healed is still watched for so long. */
const restMsMax = 10_000;
/** How long a standing fault stands. */
const faultMs = 3000;

/** Everything that can be tried at a moment of a run; sound ones first. */
export const forks: readonly ScenarioFork[] = [
  fork(
    "expire-watch",
    ["Expire the watch here (410)", "让监听在此过期（410）"],
    [
      "The watch ends with 410 Gone; the informer has to list again.",
      "监听以 410 Gone 结束，informer 必须重新列举。",
    ],
    () => [{ do: "expire-watches" }],
  ),
  fork(
    "cut-watch",
    ["Break the connection", "切断连接"],
    [
      "The watch breaks; the informer asks again from where it was.",
      "监听断开，informer 从断处接着请求。",
    ],
    () => [{ do: "cut-watches", how: "reset" }],
  ),
  fork(
    "end-watch",
    ["Let the watch end normally", "让监听正常结束"],
    ["As at its timeout: no error, no list.", "如同超时：没有错误，也不重新列举。"],
    () => [{ do: "cut-watches", how: "clean" }],
  ),
  fork(
    "half-open",
    ["Let the connection fall silent", "让连接陷入沉默"],
    [
      "No bytes, no end, no error, until the network heals three seconds later.",
      "没有字节、没有结束、没有错误，直到三秒后网络恢复。",
    ],
    () => [{ do: "fault", fault: { on: { open: true }, do: { stall: true } }, forMs: faultMs }],
  ),
  fork(
    "compact",
    ["Compact the storage now", "立即压缩存储"],
    [
      "Old revisions are forgotten. Nothing happens until somebody needs one.",
      "旧版本被遗忘。在有人需要之前，什么也不会发生。",
    ],
    () => [{ do: "compact", keep: 0 }],
  ),
  fork(
    "restart-server",
    ["Restart the apiserver", "重启 apiserver"],
    ["All connections close and the watch cache begins anew.", "所有连接关闭，监听缓存从头开始。"],
    () => [{ do: "restart-server" }],
  ),
  fork(
    "list-error",
    ["Let lists fail", "让列举失败"],
    [
      "The watch expires, and for three seconds every list is answered with 503.",
      "监听过期，此后三秒内每次列举都以 503 回答。",
    ],
    () => [
      { do: "fault", fault: { on: { verb: "list" }, do: { status: 503 } }, forMs: faultMs },
      { do: "expire-watches" },
    ],
  ),
  fork(
    "delete-unseen",
    ["Delete this object unseen", "悄悄删除这个对象"],
    [
      "The watch expires, the object goes, and the storage forgets that it went.",
      "监听过期，对象消失，存储又忘掉了这件事。",
    ],
    (scenario, context) => [
      { do: "expire-watches" },
      { do: "delete", ...subjectOf(scenario, context) },
      { do: "compact", keep: 0 },
    ],
  ),
  fork(
    "recreate",
    ["Delete and create it again", "删除后重新创建"],
    ["Another object under the same name: a new uid.", "同名的另一个对象：新的 uid。"],
    (scenario, context) => [{ do: "recreate", ...subjectOf(scenario, context) }],
  ),
  fork(
    "another-write",
    ["Write once more", "再写一次"],
    ["Somebody edits the object: one more revision.", "有人编辑该对象：又多一个版本。"],
    (scenario, context) => [{ do: "update", ...subjectOf(scenario, context) }],
  ),
  fork(
    "slow-network",
    ["Slow the network down", "让网络变慢"],
    [
      "For three seconds each event takes up to two seconds to arrive; their order stays.",
      "三秒内每个事件最多迟到两秒；顺序不变。",
    ],
    () => [
      {
        do: "fault",
        fault: { on: { verb: "watch" }, do: { latency: { min: 500, max: 2000 }, at: "event" } },
        forMs: faultMs,
      },
    ],
  ),
  fork(
    "slow-handler",
    ["Make the first handler slow", "让第一个处理器变慢"],
    ["Each callback takes two seconds from now on.", "从现在起，每次回调要两秒。"],
    (scenario) => {
      const informer = scenario.informers.find(({ handlers = [] }) => handlers.length > 0);
      const handler = informer?.handlers?.[0]?.name;
      if (informer === undefined || handler === undefined) return [];
      return [{ do: "slow-handler", informer: informerName(informer), handler, durationMs: 2000 }];
    },
  ),
  fork(
    "starve",
    ["Let the queue wait", "让队列等待"],
    [
      "The machine is busy: for three seconds nobody empties the queue into the cache.",
      "机器繁忙：三秒内没有人把队列写入缓存。",
    ],
    ({ informers }) =>
      informers.map((informer) => ({
        do: "starve",
        informer: informerName(informer),
        part: "controller",
        forMs: faultMs,
      })),
  ),
  {
    ...fork(
      "lose-event",
      ["Lose the next event", "丢失下一个事件"],
      [
        "The server sends everything but one event. No list or resync notices; only a comparison would.",
        "服务器漏发一个事件。列举与重新同步都察觉不到，只有比对才能发现。",
      ],
      (scenario, context) => [
        {
          do: "fault",
          fault: {
            on: { verb: "watch" },
            life: { times: 1 },
            do: { dropEvent: true },
            unsound: true,
          },
          forMs: faultMs,
        },
        { do: "update", ...subjectOf(scenario, context) },
      ],
    ),
    isUnsound: true,
  },
];

type Pair = readonly [en: string, chinese: string];

function fork(
  id: string,
  [en, chinese]: Pair,
  [hintEn, hintChinese]: Pair,
  actions: (scenario: Scenario, context: ForkContext) => readonly Action[],
): ScenarioFork {
  return {
    id,
    label: { en, "zh-CN": chinese },
    hint: { en: hintEn, "zh-CN": hintChinese },
    apply: (scenario, context) => withActions(scenario, context, actions(scenario, context)),
  };
}

/** The scenario with these actions one after another, the first just after the moment. */
function withActions(
  scenario: Scenario,
  { atMs }: ForkContext,
  actions: readonly Action[],
): Scenario {
  // The changed run needs time to come to rest; and beats belong to the run they were written for.
  const { endAtMs: _end, beats: _beats, ...rest } = scenario;
  const first = Math.floor(atMs) + 1;
  const operations = actions.map((action, index) => ({
    id: `fork-${first}-${index + 1}`,
    atMs: first + index,
    ...action,
  }));
  // Healing stays where it was, so that both runs tell the same until the fork; unless something new must be healed.
  const healAtMs = healTimeMs(scenario);
  const outlivesHealing =
    first > healAtMs + restMsMax || actions.some((action) => "forMs" in action);
  const script = [...(scenario.script ?? []), ...operations].sort((a, b) => a.atMs - b.atMs);
  return outlivesHealing ? withoutHealing({ ...rest, script }) : { ...rest, healAtMs, script };
}

function withoutHealing({ healAtMs: _heal, ...scenario }: Scenario): Scenario {
  return scenario;
}

/** The object that a fork is about. */
function subjectOf(scenario: Scenario, { key }: ForkContext): ObjectName {
  const created = (scenario.script ?? []).flatMap((operation) =>
    operation.do === "create" || operation.do === "recreate" ? [operation] : [],
  );
  const known = [...(scenario.objects ?? []), ...created];
  const wanted = known.find(
    ({ name, namespace }) => key === name || key === `${namespace ?? "default"}/${name}`,
  );
  const subject = wanted ??
    known.at(-1) ?? { resource: scenario.informers[0]?.resource ?? "nodes", name: "n1" };
  const { resource, name, namespace } = subject;
  return namespace === undefined ? { resource, name } : { resource, name, namespace };
}
