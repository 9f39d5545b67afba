import { metaNamespaceKey } from "@informerlab/core";
import { type Invariant, PerName } from "../invariant.ts";

/** W2: a watch tells of each version of an object once. Judged at the wire, whatever the server says of itself. */
export const unique: Invariant = {
  id: "W2",
  name: "unique",
  title: {
    en: "No stream carries the same version of an object twice, nor a version that its start already covers.",
    "zh-CN": "同一条流不会两次携带对象的同一版本，也不会携带其起点已涵盖的版本。",
  },
  source: "etcd tests/robustness: Unique, Resumable",
  binds: ["server"],
  watch: (judge) => {
    const streams = new PerName(() => ({ seen: new Set<string>(), from: 0 }));
    return {
      on: {},
      see: {
        "wire.requested": ({ informer, verb, options }) => {
          if (verb !== "watch") return;
          const stream = streams.of(informer);
          stream.seen.clear();
          const { resourceVersion = "", sendInitialEvents } = options;
          stream.from = sendInitialEvents === true ? 0 : Number(resourceVersion || "0");
        },
        "wire.events": ({ informer, events }) => {
          const { seen, from } = streams.of(informer);
          for (const { type, object } of events) {
            if (type === "BOOKMARK" || type === "ERROR") continue;
            judge.reached();
            const { resourceVersion = "" } = object.metadata ?? {};
            const version = `${metaNamespaceKey(object)}@${resourceVersion}`;
            if (seen.has(version))
              judge.broken({
                en: `${informer}: ${version} came twice on one stream`,
                "zh-CN": `${informer}：${version} 在同一条流上来了两次`,
              });
            seen.add(version);
            if (Number(resourceVersion) <= from)
              judge.broken({
                en: `${informer}: ${version} came on a stream that begins at ${from}`,
                "zh-CN": `${informer}：${version} 出现在从 ${from} 开始的流上`,
              });
          }
        },
      },
    };
  },
};
