import type { Scenario } from "@informerlab/test";
import type { LadderChoice } from "@informerlab/visualizer";

/** So much longer than the story a changed run goes on. */
const sequelMs = 20_000;

const times = (values: readonly number[]): LadderChoice["rungs"] =>
  values.map((value) => ({
    value,
    name: value === 0 ? "0" : value < 1000 ? `${value} ms` : `${value / 1000} s`,
  }));

const counts = (values: readonly number[]): LadderChoice["rungs"] =>
  values.map((value) => ({ value, name: String(value) }));

/** What can be turned in a scenario, and the values that are tried. */
export const ladders: readonly LadderChoice[] = [
  {
    id: "latency",
    label: { en: "Latency", "zh-CN": "网络延迟" },
    rungs: times([0, 1, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]),
    apply: (scenario, latencyMs) =>
      edited(scenario, ({ network }) => ({ network: { ...network, latencyMs } })),
  },
  {
    id: "workers",
    label: { en: "Workers", "zh-CN": "工作协程数" },
    rungs: counts([1, 2, 3, 4, 6, 8, 12, 16]),
    apply: (scenario, workers) =>
      edited(scenario, ({ queues }) =>
        queues === undefined || queues.length === 0
          ? undefined
          : { queues: queues.map((queue) => ({ ...queue, workers })) },
      ),
  },
  {
    id: "resync",
    label: { en: "Resync period", "zh-CN": "重新同步周期" },
    rungs: times([0, 1000, 2000, 5000, 10_000, 30_000, 60_000]),
    apply: (scenario, resyncPeriodMs) =>
      edited(scenario, ({ informers }) => ({
        informers: informers.map((informer) => ({ ...informer, resyncPeriodMs })),
      })),
  },
  {
    id: "objects",
    label: { en: "Size of the list", "zh-CN": "列表大小" },
    rungs: counts([1, 5, 10, 20, 50, 100, 200, 500, 1000]),
    apply: (scenario, count) => edited(scenario, (original) => grown(original, count)),
  },
];

function edited(
  scenario: unknown,
  change: (scenario: Scenario) => Partial<Scenario> | undefined,
): unknown {
  const original = scenario as Scenario;
  const changed = change(original);
  if (changed === undefined) return undefined;
  const { endAtMs } = original;
  // A lesson ends when its story does; what a slower world does comes later.
  const end = endAtMs === undefined ? {} : { endAtMs: endAtMs + sequelMs };
  return { ...original, ...changed, ...end };
}

/** Objects that only stand there, besides those of the story. */
function grown(scenario: Scenario, count: number): Partial<Scenario> | undefined {
  const { objects = [], informers } = scenario;
  const resource = informers[0]?.resource;
  if (resource === undefined) return undefined;
  const like = objects.find((object) => object.resource === resource);
  const own = objects.filter((object) => object.resource === resource).length;
  const more = Array.from({ length: Math.max(0, count - own) }, (_, index) => ({
    ...like,
    resource,
    name: `extra-${index + 1}`,
  }));
  return { objects: [...objects, ...more] };
}
