import { type SupportGroup, server } from "./support-row.ts";

/** What a cluster for tests does besides. */
export const clusterForTests: SupportGroup = {
  en: "A cluster for tests",
  zh: "用于测试的集群",
  rows: [
    {
      en: "Namespaces that empty themselves, garbage collection, pods that go after their grace",
      zh: "会自行清空的 namespace、垃圾回收、宽限期后消失的 pod",
      state: "partial",
      limits: {
        en: "no scheduler, no kubelet, no workload controllers: pods stay Pending",
        zh: "没有调度器、kubelet 与工作负载控制器：pod 停在 Pending",
      },
      report: "kubernetes-sigs/controller-runtime#626",
      tests: [
        [`${server}/background/controllers.test.ts`, "a deleted namespace is emptied and goes"],
        [
          `${server}/background/controllers.test.ts`,
          "what is owned goes with its owner, through generations",
        ],
      ],
    },
    {
      en: "Custom resources at run time: schema, defaults, pruning, discovery",
      zh: "运行时的自定义资源：schema、默认值、裁剪与发现",
      state: "exact",
      report: "fabric8io/kubernetes-client#3536",
      tests: [
        [
          `${server}/background/custom-resources.test.ts`,
          "what the schema does not know is pruned, what is missing defaulted",
        ],
        [
          `${server}/background/custom-resources.test.ts`,
          "a definition is served at once and says so a little later",
        ],
      ],
    },
    {
      en: "One cluster a test, snapshots and forks",
      zh: "每个测试一个集群，可做快照与分叉",
      state: "exact",
      report: "onsi/ginkgo#1108",
      tests: [
        [
          `${server}/fake-apiserver.test.ts`,
          "a snapshot brings the state back, a fork goes its own way",
        ],
        [
          `${server}/transports/vitest/cluster-test.test.ts`,
          "a test has a cluster of its own, and a KubeConfig that reaches it",
        ],
      ],
    },
    {
      en: "Nothing is left behind: no process, no port, no file",
      zh: "不留下任何东西：没有进程、端口与文件",
      state: "exact",
      report: "kubernetes-sigs/kubebuilder#605",
      tests: [
        [
          `${server}/transports/node/http/http-server.test.ts`,
          "closing ends watches cleanly and leaves no connection, over TLS and HTTP/2 too",
        ],
        [
          `${server}/transports/node/cli.test.ts`,
          "it serves by kubeconfig until SIGTERM, then ends with 0 and leaves no ready file",
        ],
      ],
    },
    {
      en: "Rights as roles and bindings give them, service account tokens, impersonation",
      zh: "按角色与绑定授予的权限、服务账号令牌与模拟身份",
      state: "exact",
      report: "phenixblue/k8shark#123",
      tests: [
        [
          `${server}/request/pipeline.test.ts`,
          "stored roles and bindings grant, in their namespace and no further",
        ],
        [
          `${server}/authentication/service-account-tokens.test.ts`,
          "who comes with a token is the account, and no more than that",
        ],
        [`${server}/request/pipeline.test.ts`, "a master may act as somebody else, others may not"],
      ],
    },
    {
      en: "Priority and fairness: seats, queues, lending, 429 with Retry-After, and limits without it",
      zh: "优先级与公平性：席位、队列、借用、带 Retry-After 的 429，以及关闭它时的并发上限",
      state: "partial",
      limits: {
        en: "what does not wait for a webhook, a fault, a gate or a revision is done in one step, and holds no seat beyond it; writes hold none for those who watch",
        zh: "不等待 webhook、故障、闸门或版本的请求一步完成，此后不占席位；写入不为监听者保留席位",
      },
      report: "kubernetes-client/javascript#364",
      tests: [
        [`${server}/flow-control/flow-control.test.ts`, "%s belongs to a default flow"],
        [
          `${server}/flow-control/flow-control.test.ts`,
          "a schema says that it dangles until its level is there",
        ],
        [
          `${server}/flow-control/seats.test.ts`,
          "who finds no seat waits, the oldest first, and what finds no queue is refused",
        ],
        [
          `${server}/flow-control/seats.test.ts`,
          "users who share a level take turns, however much one of them asks",
        ],
      ],
    },
  ],
};
