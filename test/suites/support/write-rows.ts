import { kubectl, type SupportGroup, server } from "./support-row.ts";

const transcripts = [
  "test/suites/transcripts/transcripts.test.ts",
  "every known difference is of a scenario and a step that exist",
] as const;

/** What is asked of writes. */
export const writes: SupportGroup = {
  en: "Writes",
  zh: "写入",
  rows: [
    {
      en: "Server-side apply: owners, conflicts, force, a set of owners for each subresource",
      zh: "server-side apply：所有者、冲突、force，每个子资源各有一组所有者",
      state: "exact",
      report: "kubernetes/kubernetes#99953",
      tests: [
        [
          `${server}/patch/apply/apply-patch.test.ts`,
          "another's value conflicts; the same value is shared; force takes it over",
        ],
        [
          `${server}/patch/apply/apply-patch.test.ts`,
          "who writes the status of a Deployment owns no labels by that",
        ],
        [kubectl, "kubectl apply --server-side owns fields and meets conflicts"],
      ],
    },
    {
      en: "JSON patch, merge patch and strategic merge patch, with the real server's refusals",
      zh: "JSON patch、merge patch 与 strategic merge patch，拒绝时的措辞与真实服务器相同",
      state: "exact",
      report: "fabric8io/kubernetes-client#3092",
      tests: [
        [`${server}/patch/patch-answers.test.ts`, "a real server answers %s of %s: %s"],
        [
          `${server}/patch/strategic-merge-patch.test.ts`,
          "merges lists by their key, with new elements first",
        ],
      ],
    },
    {
      en: "resourceVersion conflicts, generation, status apart from spec",
      zh: "resourceVersion 冲突、generation、status 与 spec 分离",
      state: "exact",
      report: "kubernetes-sigs/controller-runtime#2230",
      tests: [
        [`${server}/verbs/verbs.test.ts`, "whoever writes over an older version is told so"],
        transcripts,
      ],
    },
    {
      en: "The rules, defaults and warnings of built-in kinds",
      zh: "内置类型的规则、默认值与警告",
      state: "partial",
      limits: {
        en: "the README says how many recorded answers agree",
        zh: "README 写明有多少条录制的回答一致",
      },
      report: "phenixblue/k8shark#123",
      tests: [
        [
          "test/suites/questions/questions.test.ts",
          "questions about %s are answered as by a real kube-apiserver",
        ],
      ],
    },
    {
      en: "The default admission chain, in the real order and switchable by name",
      zh: "默认准入链，顺序与真实服务器相同，可按名字开关",
      state: "exact",
      report: "elastic/cloud-on-k8s#4956",
      tests: [
        [
          `${server}/admission/default-chain.test.ts`,
          "the default chain runs in the order that kube-apiserver v1.35 logs when it starts",
        ],
        [
          `${server}/admission/default-chain.test.ts`,
          "plugins are switched by name, and what is enabled keeps its place",
        ],
      ],
    },
    {
      en: "Admission webhooks over HTTPS, and as functions in the test",
      zh: "准入 webhook：经由 HTTPS，或在测试里写成函数",
      state: "exact",
      report: "onsi/ginkgo#1108",
      tests: [
        [
          `${server}/transports/node/webhook-client.test.ts`,
          "a webhook is called as by a kube-apiserver, and trusted by its bundle",
        ],
        [
          `${server}/admission/webhooks/webhooks.test.ts`,
          "functions in place of webhooks answer within the call: nothing waits",
        ],
      ],
    },
    {
      en: "Logs, exec, attach, port-forward and proxy: all that a server says before a kubelet is asked",
      zh: "日志、exec、attach、port-forward 与 proxy：kubelet 之前服务器能说的都会说",
      state: "partial",
      limits: {
        en: "what a kubelet would have to answer is 501, at once and by name",
        zh: "需要 kubelet 回答的部分立刻以 501 拒绝，并说出名字",
      },
      report: "phenixblue/k8shark#8",
      tests: [
        [`${server}/verbs/connect/connect.test.ts`, "%s %s answers %d %s"],
        [
          `${server}/verbs/connect/connect.test.ts`,
          "what a kubelet would have to answer is refused by name",
        ],
      ],
    },
  ],
};
