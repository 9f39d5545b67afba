import { everyFlavour, type Invariant } from "../invariant.ts";
import type { FactoryInformer } from "../observation.ts";

interface Member {
  readonly informer: FactoryInformer;
  startedWith: "nothing" | "signal" | undefined;
  isOver: boolean;
}

const statesZh = { stopped: "已停止", "not started": "未启动", running: "在运行" } as const;

/** S1: a factory shares one informer for each resource in each version, and starts and stops what it must. */
export const shared: Invariant = {
  id: "S1",
  name: "shared",
  title: {
    en: "A factory has one informer for each resource of each group and version; it starts those asked for, once; its end stops those that no signal stops, and no others, and is over when all that ran have stopped.",
    "zh-CN":
      "工厂为每个组、每个版本的每种资源各有一个 informer；被请求过的各启动一次；工厂关闭时只停止没有信号管辖的那些，运行过的全部停止之后，关闭才算完成。",
  },
  source: "client-go informers/factory.go Start, Shutdown, InformerFor",
  binds: everyFlavour,
  watch: (judge) => {
    const members = new Map<string, Member>();
    let isShutDown = false;
    let isSignalled = false;
    const start = (startedWith: "nothing" | "signal"): void => {
      for (const member of isShutDown ? [] : members.values()) {
        if (member.startedWith !== undefined) continue;
        member.startedWith = startedWith;
        if (startedWith === "signal" && isSignalled) member.isOver = true;
      }
    };
    const end = (startedWith: "nothing" | "signal"): void => {
      for (const member of members.values())
        if (member.startedWith === startedWith) member.isOver = true;
    };
    const check = (): void => {
      for (const [name, { informer, startedWith, isOver }] of members) {
        const wanted = isOver ? "stopped" : startedWith === undefined ? "not started" : "running";
        const is = informer.isStopped ? "stopped" : informer.isStarted ? "running" : "not started";
        if (is !== wanted)
          judge.broken({
            en: `the factory's informer of ${name} is ${is}, not ${wanted}`,
            "zh-CN": `工厂里 ${name} 的 informer ${statesZh[is]}，本该${statesZh[wanted]}`,
          });
      }
    };
    return {
      on: {},
      see: {
        "factory.asked": ({ resource, informer }) => {
          judge.reached();
          const known = members.get(resource);
          if (known !== undefined && known.informer !== informer)
            judge.broken({
              en: `the factory has two informers of ${resource}`,
              "zh-CN": `工厂里 ${resource} 有两个 informer`,
            });
          for (const [other, member] of members)
            if (other !== resource && member.informer === informer)
              judge.broken({
                en: `the factory gives ${resource} the informer of ${other}`,
                "zh-CN": `工厂为 ${resource} 给出的是 ${other} 的 informer`,
              });
          if (known === undefined)
            members.set(resource, { informer, startedWith: undefined, isOver: false });
        },
        "factory.saw-end": () => {
          const running = [...members].find(
            ([, { informer }]) => informer.isStarted && !informer.isStopped,
          );
          if (running !== undefined)
            judge.broken({
              en: `the factory is said to be shut down, and its informer of ${running[0]} runs`,
              "zh-CN": `工厂据称已关闭，${running[0]} 的 informer 却仍在运行`,
            });
        },
        "factory.acted": ({ act }) => {
          if (act === "start") start("nothing");
          if (act === "start-with-signal") start("signal");
          if (act === "give-signal") {
            isSignalled = true;
            end("signal");
          }
          if (act === "shut-down") {
            isShutDown = true;
            end("nothing");
          }
          check();
        },
      },
    };
  },
};
