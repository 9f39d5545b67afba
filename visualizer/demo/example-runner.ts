import type { Runner } from "../src/controls/runner.ts";
import { exampleTrace } from "./example-trace.ts";

/** Runs the example, and offers forks of it: one changes nothing, one ends its watch, one is unsound. */
export const exampleRunner: Runner = {
  run: (scenario) => exampleTrace({ isExpired: (scenario as { isExpired: boolean }).isExpired }),
  forks: [
    {
      id: "slow",
      label: { en: "Slow handler", "zh-CN": "处理器变慢" },
      apply: (scenario) => scenario,
    },
    {
      id: "expire-watch",
      label: { en: "Expire the watch here", "zh-CN": "让监听在此过期" },
      apply: (scenario) => ({ ...(scenario as object), isExpired: true }),
    },
    {
      id: "lie",
      label: { en: "Lie", "zh-CN": "说谎" },
      isUnsound: true,
      apply: (scenario) => scenario,
    },
  ],
};
