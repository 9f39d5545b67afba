import { type Action, healTimeMs, type Scenario } from "@informerlab/test";
import type { ForkChoice, ForkPoint } from "@informerlab/visualizer";

/** What a reader can do to a run at the playhead: each adds operations to its script. */
export const forks: readonly ForkChoice[] = [
  fork(
    "expire-watch",
    ["Expire the watch here", "让监听在此过期"],
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
      "The watch breaks; the informer asks again where it left off.",
      "监听断开，informer 从断处接着问。",
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
    "compact",
    ["Compact the storage", "压缩存储"],
    [
      "Old revisions are forgotten. Nothing happens until somebody needs one.",
      "忘掉旧的修订。有人需要之前，什么也不会发生。",
    ],
    () => [{ do: "compact", keep: 0 }],
  ),
  fork(
    "restart-server",
    ["Restart the apiserver", "重启 apiserver"],
    ["All connections close, the watch cache begins anew.", "所有连接关闭，监听缓存从头开始。"],
    () => [{ do: "restart-server" }],
  ),
  fork(
    "delete-unseen",
    ["Delete an object unseen", "让一个对象悄悄消失"],
    [
      "The watch breaks, an object goes, and the storage forgets that it went.",
      "监听断开，一个对象消失，存储又忘掉了这件事。",
    ],
    (scenario) => {
      const victim = scenario.objects?.at(-1);
      if (victim === undefined) return [{ do: "expire-watches" }];
      const { resource, name, namespace } = victim;
      const place = namespace === undefined ? { resource, name } : { resource, name, namespace };
      return [{ do: "expire-watches" }, { do: "delete", ...place }, { do: "compact", keep: 0 }];
    },
  ),
  fork(
    "slow-handler",
    ["Make the first handler slow", "让第一个事件处理器变慢"],
    ["Each callback takes two seconds from now on.", "从现在起，每次回调要两秒。"],
    (scenario) => {
      const informer = scenario.informers.find(({ handlers = [] }) => handlers.length > 0);
      const handler = informer?.handlers?.[0];
      if (informer === undefined || handler === undefined) return [];
      const name = informer.name ?? informer.resource;
      return [{ do: "slow-handler", informer: name, handler: handler.name, durationMs: 2000 }];
    },
  ),
];

/** A run that has healed is still watched for so long. */
const restMsMax = 10_000;

type Pair = readonly [en: string, chinese: string];

function fork(
  id: string,
  [en, chinese]: Pair,
  [hintEn, hintChinese]: Pair,
  actions: (scenario: Scenario) => readonly Action[],
): ForkChoice {
  return {
    id,
    label: { en, "zh-CN": chinese },
    hint: { en: hintEn, "zh-CN": hintChinese },
    apply: (scenario, at) => edited(scenario as Scenario, at, actions),
  };
}

/** The scenario with these actions one after another, the first just after the playhead. */
function edited(
  scenario: Scenario,
  { atMs }: ForkPoint,
  actions: (scenario: Scenario) => readonly Action[],
): Scenario {
  // Beats belong to the run they were written for; and the changed run needs time to come to rest.
  const { endAtMs, beats: _beats, ...rest } = scenario;
  const first = Math.floor(atMs) + 1;
  const end = endAtMs === undefined ? {} : { endAtMs: Math.max(endAtMs, first + restMsMax) };
  const operations = actions(scenario).map((action, index) => ({
    id: `fork-${first}-${index + 1}`,
    atMs: first + index,
    ...action,
  }));
  // Healing stays where it was, so that both runs tell the same until the fork; unless the run was long at rest.
  const healAtMs = healTimeMs(scenario);
  const healing = first > healAtMs + restMsMax ? {} : { healAtMs };
  return { ...rest, ...end, ...healing, script: [...(scenario.script ?? []), ...operations] };
}
