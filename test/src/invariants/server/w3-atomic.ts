import { revisionOf } from "../../model/revision.ts";
import type { Invariant } from "../invariant.ts";

/** W3: a revision is one write, so that no resume point can lie between two that belong together. */
export const atomic: Invariant = {
  id: "W3",
  name: "atomic",
  title: {
    en: "Each write has a revision of its own, higher than all before: a watch that resumes cannot cut one in two.",
    "zh-CN": "每次写入都有自己的修订版本，且高于此前所有：续接的监听不会把一次写入切成两半。",
  },
  source: "etcd watch guarantees: atomic; Kubernetes writes one object per revision",
  binds: ["server"],
  watch: (judge) => {
    let newest = 0;
    return {
      on: {
        "server.committed": ({ ref }) => {
          const revision = revisionOf(ref.resourceVersion);
          if (newest > 0) judge.reached();
          if (!(revision > newest))
            judge.broken({
              en: `${ref.key} is written at ${revision}, after a write at ${newest}`,
              "zh-CN": `${ref.key} 写入的修订版本是 ${revision}，而此前已有一次写入用到 ${newest}`,
            });
          newest = revision;
        },
      },
    };
  },
};
