import type { Scenario } from "@informerlab/test";

const t = (en: string, zh: string) => ({ en, "zh-CN": zh });
export const temporaryScenario = {
  version: 1,
  id: "temporary",
  title: t("N nodes: from kubeconfig to a warm cache", "N 个节点：从 kubeconfig 到温热的缓存"),
  informers: [
    {
      resource: "nodes",
      indexLabels: ["zone"],
      handlers: [{ name: "controller", enqueuesTo: "work" }],
    },
  ],
  queues: [{ name: "work", informer: "nodes" }],
  network: { latencyMs: 20 },
  objects: [1, 2, 3, 4, 5].map((n) => ({
    resource: "nodes",
    name: `n${n}`,
    labels: { zone: n % 2 ? "a" : "b" },
  })),
  script: [{ do: "create", resource: "nodes", name: "n6", atMs: 500 }],
  endAtMs: 1000,
  beats: [
    {
      id: "registered",
      when: { kind: "handler.registered" },
      title: t("A handler", "事件处理器"),
      text: t("A handler is added. No request.", "添加事件处理器，没有请求。"),
    },
    {
      id: "started",
      when: { kind: "reflector.list-requested" },
      title: t("Start", "启动"),
      text: t("The Reflector asks.", "反射器提问。"),
    },
    {
      id: "listed",
      when: { kind: "reflector.listed" },
      title: t("Listed", "列举"),
      text: t("{count} at {resourceVersion}.", "{count} 个，{resourceVersion}。"),
    },
    {
      id: "stored",
      when: { kind: "store.changed", nth: 1 },
      title: t("Stored", "存好"),
      text: t("{ref.key} is stored.", "{ref.key} 已存。"),
    },
    {
      id: "synced",
      when: { kind: "informer.synced" },
      title: t("Synced", "同步"),
      text: t("Synced.", "已同步。"),
    },
    {
      id: "watching",
      when: { kind: "reflector.watch-opened" },
      title: t("Watching", "监听"),
      text: t("Watching.", "监听中。"),
    },
    {
      id: "joined",
      when: { kind: "reflector.received", nth: 1 },
      title: t("Joined", "加入"),
      text: t("Joined.", "加入。"),
    },
  ],
} as unknown as Scenario;
