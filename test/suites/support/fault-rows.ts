import { type SupportGroup, server } from "./support-row.ts";

/** What goes wrong at will, and when. */
export const faultsAndTime: SupportGroup = {
  en: "Faults and time",
  zh: "故障与时间",
  rows: [
    {
      en: "Faults as data: which requests, how often, from when on, for every endpoint",
      zh: "故障即数据：哪些请求、几次、从何时起，覆盖所有端点",
      state: "exact",
      report: "kubernetes-sigs/controller-runtime#1702",
      tests: [
        [`${server}/faults/faults.test.ts`, "nth strikes exactly the occurrences that it names"],
        [`${server}/faults/faults.test.ts`, "discovery and health fail like everything else"],
        [`${server}/transports/node/cli.test.ts`, "faults are read from YAML as people write it"],
      ],
    },
    {
      en: "Half-open connections and stalls",
      zh: "半开连接与停滞",
      state: "exact",
      report: "kubernetes-client/javascript#596",
      tests: [
        [
          `${server}/faults/watch-faults.test.ts`,
          "watches that are open are struck where they stand, new ones are not",
        ],
      ],
    },
    {
      en: "Replicas that lag behind",
      zh: "落后的副本",
      state: "exact",
      report: "kubernetes/kubernetes#59848",
      tests: [
        [
          `${server}/faults/faults.test.ts`,
          "a lagging replica shows an older state to reads that allow it, and the newest to those that do not",
        ],
      ],
    },
    {
      en: "Time that the test moves",
      zh: "由测试推进的时间",
      state: "exact",
      report: "kubernetes-client/javascript#1496",
      tests: [
        [`${server}/transports/admin/admin-api.test.ts`, "time is read, moved and paused"],
        [
          `${server}/transports/controlled-clock.test.ts`,
          "advancing fires timers in order, each with its consequences before the next",
        ],
      ],
    },
  ],
};
