import { everyFlavour, type Invariant, type JudgedWorld } from "../invariant.ts";

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
    const look = (isQuiet: boolean): void => {
      const { world } = judge;
      if (world === undefined) return;
      const counts = new Map<string, number>();
      for (const lane of world.timerLanes) counts.set(lane, (counts.get(lane) ?? 0) + 1);
      for (const [lane, count] of counts) {
        const max = mostTimersOf(lane, world, isQuiet);
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

/** Undefined for lanes of whose waits nothing is promised. */
function mostTimersOf(lane: string, world: JudgedWorld, isQuiet: boolean): number | undefined {
  const slash = lane.indexOf("/");
  const name = lane.slice(slash + 1);
  switch (lane.slice(0, slash)) {
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
