import { everyFlavour, type Invariant, type JudgedWorld, PerName } from "../invariant.ts";

/** M5: who waits for little has few timers, however often it began to wait anew. */
export const fewTimers: Invariant = {
  id: "M5",
  name: "few-timers",
  title: {
    en: "A Reflector never has more than two timers, a WorkQueue one and one for its metrics, a watch over HTTP two; when all is quiet no request has one.",
    "zh-CN":
      "反射器的定时器从不超过两个，工作队列一个、其指标一个，经 HTTP 的监听两个；一切平静时任何请求都没有定时器。",
  },
  source: "client-go: every wait stops its timer; core/src/reflector/reflector-timers.ts",
  binds: everyFlavour,
  watch: (judge) => {
    const lanes = new PerName(laneNamed);
    const look = (isQuiet: boolean): void => {
      const { world } = judge;
      if (world === undefined) return;
      const { timerLanes } = world;
      for (const lane of timerLanes) lanes.of(lane).count += 1;
      for (const lane of timerLanes) {
        const counted = lanes.of(lane);
        const { count } = counted;
        counted.count = 0;
        const max = count === 0 ? undefined : mostTimersOf(counted, world, isQuiet);
        if (max === undefined) continue;
        judge.reached();
        if (count > max)
          judge.broken({
            en: `${count} timers of ${lane} wait; expected at most ${max}`,
            "zh-CN": `${lane} 有 ${count} 个定时器在等待；应当至多 ${max} 个`,
          });
      }
    };
    const ask = (): void => judge.askForStepEnd();
    return {
      on: {
        "reflector.listed": ask,
        "reflector.watch-opened": ask,
        "workqueue.delayed": ask,
      },
      askedStepEnd: () => look(false),
      end: (isQuiet) => {
        if (isQuiet) look(true);
      },
    };
  },
};

interface CountedLane {
  /** What runs there, and whose it is. */
  readonly part: string;
  readonly name: string;
  /** Timers of it that were seen in the look at hand. */
  count: number;
}

function laneNamed(lane: string): CountedLane {
  const slash = lane.indexOf("/");
  return { part: lane.slice(0, slash), name: lane.slice(slash + 1), count: 0 };
}

/** Undefined for lanes of whose waits nothing is promised. */
function mostTimersOf(
  { part, name }: CountedLane,
  world: JudgedWorld,
  isQuiet: boolean,
): number | undefined {
  switch (part) {
    case "reflector":
      // Steps of one that gets no time to run wait as timers do.
      return world.informer(name)?.starvedMsSince(0) === 0 ? 2 : undefined;
    case "workqueue":
      return world.gauges(name) === undefined ? 1 : 2;
    case "rest":
      if (name === "retry") return isQuiet ? 0 : undefined;
      // Its life, and its silence.
      return 2 * readersOf(name, world);
    default:
      return undefined;
  }
}

function readersOf(resource: string, world: JudgedWorld): number {
  let count = 0;
  for (const name of world.informerNames)
    if (world.informer(name)?.program.resource === resource) count += 1;
  return count;
}
