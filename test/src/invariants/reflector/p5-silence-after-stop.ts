import { everyFlavour, type Invariant } from "../invariant.ts";

/** P5: what has stopped is over. */
export const silenceAfterStop: Invariant = {
  id: "P5",
  name: "silence-after-stop",
  title: {
    en: "After everything was stopped, no timer of the program waits, no connection of it is open, and whoever gave a wait up was told.",
    "zh-CN":
      "全部停止之后，程序没有任何定时器在等待，没有任何连接仍然打开，放弃等待的各方也都已得到答复。",
  },
  source:
    "client-go: every goroutine ends with its stop channel; a program whose informers are stopped must be able to exit",
  binds: everyFlavour,
  watch: (judge) => ({
    on: {},
    end: (isQuiet) => {
      if (judge.world === undefined || !isQuiet) return;
      judge.reached();
      const left = judge.world.leftAfterStop();
      if (left.length > 0)
        judge.broken({
          en: `an hour after everything was stopped there is still ${left.map(({ en }) => en).join(", ")}`,
          "zh-CN": `全部停止一小时之后，仍留有：${left.map((one) => one["zh-CN"]).join("、")}`,
        });
    },
  }),
};
