/** How far the fake apiserver goes. */
export type Support = "exact" | "partial" | "refused";

/** Something that people asked of a fake, and the tests that show where it stands. */
export interface SupportRow {
  readonly en: string;
  readonly zh: string;
  readonly state: Support;
  /** What is missing of what is partial, and how the rest is refused. */
  readonly limits?: { readonly en: string; readonly zh: string };
  /** A public report of somebody who missed it. */
  readonly report: string;
  /** File, below the repository, and title of each test. */
  readonly tests: readonly (readonly [file: string, title: string])[];
}

/** Rows that belong together. */
export interface SupportGroup {
  readonly en: string;
  readonly zh: string;
  readonly rows: readonly SupportRow[];
}

const server = "fake-apiserver/src";
const kubectl = "test/suites/clients/kubectl.test.ts";
const transcripts = [
  "test/suites/transcripts/transcripts.test.ts",
  "every known difference is of a scenario and a step that exist",
] as const;

/** What users of Kubernetes fakes complained about, and where this one stands. */
export const supportGroups: readonly SupportGroup[] = [
  {
    en: "Lists and watches",
    zh: "list 与 watch",
    rows: [
      {
        en: "Nothing is lost between a list and the watch that goes on from it, deletions included",
        zh: "list 与随后的 watch 之间什么都不会丢，包括删除",
        state: "exact",
        report: "kubernetes/kubernetes#141528",
        tests: [
          [
            `${server}/watch/law-one.test.ts`,
            "law one, property: whoever resumes its watch gets every later event or a 410, whatever was written, compacted or restarted between",
          ],
          [
            `${server}/transports/in-process.test.ts`,
            "a watch from a list's resourceVersion delivers everything after it, deletions included",
          ],
        ],
      },
      {
        en: "A test can wait until a watch is open",
        zh: "测试可以等到 watch 打开为止",
        state: "exact",
        report: "stackrox/stackrox#17407",
        tests: [
          [`${server}/fake-apiserver.test.ts`, "watching waits for a watch, settled for silence"],
        ],
      },
      {
        en: "Streaming lists with their end mark, and a server that has none",
        zh: "流式 list 及其结束标记，以及不支持它的服务器",
        state: "exact",
        report: "kubernetes/kubernetes#129408",
        tests: [
          [
            `${server}/transports/in-process.test.ts`,
            "a streaming list gives the state in key order, the end mark, then changes",
          ],
          [
            `${server}/faults/faults.test.ts`,
            "a streaming list is refused as by a server that has none",
          ],
          [
            `${server}/faults/faults.test.ts`,
            "bookmarks are withheld, or the mark that ends the initial events",
          ],
        ],
      },
      {
        en: "Pages of one revision, tokens that expire, and tokens for the rest as it is now",
        zh: "同一 revision 的分页、会过期的 continue 令牌，以及按当前状态继续的令牌",
        state: "exact",
        report: "kubernetes/client-go#793",
        tests: [
          [`${server}/verbs/verbs.test.ts`, "pages show one revision, whatever is written between"],
          [
            `${server}/verbs/verbs.test.ts`,
            "a page that is too old gives a token for the rest as it is now",
          ],
        ],
      },
      {
        en: "Objects that enter or leave a selector are ADDED and DELETED",
        zh: "进入或离开选择器的对象表现为 ADDED 与 DELETED",
        state: "exact",
        report: "kubernetes/kubernetes#78824",
        tests: [
          [
            `${server}/transports/in-process.test.ts`,
            "an object that leaves a selector is DELETED as it was, one that enters is ADDED",
          ],
        ],
      },
      {
        en: "Watches over WebSockets, also from browsers",
        zh: "WebSocket 上的 watch，浏览器也能用",
        state: "partial",
        limits: {
          en: "Node 22.21 or 24.9 and newer; older hosts answer the plain stream",
          zh: "需要 Node 22.21 或 24.9 以上；更旧的宿主返回普通流",
        },
        report: "fabric8io/kubernetes-client#7867",
        tests: [
          [
            `${server}/transports/node/http/websocket-watch.test.ts`,
            "a watch sends each event as one message, as it happens",
          ],
          [
            `${server}/transports/node/http/websocket-watch.test.ts`,
            "a browser brings its token as a subprotocol, beside another one",
          ],
        ],
      },
    ],
  },
  {
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
            "questions about built-in kinds are answered as by a real kube-apiserver",
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
          [`${server}/verbs/connect.test.ts`, "%s %s answers %d %s"],
          [
            `${server}/verbs/connect.test.ts`,
            "what a kubelet would have to answer is refused by name",
          ],
        ],
      },
    ],
  },
  {
    en: "Clients and forms",
    zh: "客户端与表示形式",
    rows: [
      {
        en: "kubectl: get, apply, diff, explain, wait, scale, auth, custom resources",
        zh: "kubectl：get、apply、diff、explain、wait、scale、auth 与自定义资源",
        state: "exact",
        report: "phenixblue/k8shark#33",
        tests: [
          [
            kubectl,
            "kubectl get -w shows what create, label, taint, annotate and delete do to a node",
          ],
          [kubectl, "a custom resource is defined, used under its short name, and validated"],
          [
            `${server}/transports/node/openapi-descriptions.test.ts`,
            "OpenAPI %s says of types and fields what Kubernetes says of them",
          ],
        ],
      },
      {
        en: "helm: install, upgrade, roll back, uninstall",
        zh: "helm：安装、升级、回滚、卸载",
        state: "exact",
        report: "phenixblue/k8shark#136",
        tests: [
          [
            "test/suites/clients/helm.test.ts",
            "helm installs, upgrades, rolls back and uninstalls a chart",
          ],
        ],
      },
      {
        en: "Protobuf bodies and answers, as Go clients send and ask",
        zh: "protobuf 请求体与回答，与 Go 客户端一致",
        state: "exact",
        report: "phenixblue/k8shark#148",
        tests: [
          [
            `${server}/schema/decode/protobuf/decode-protobuf.test.ts`,
            "reads lists, embedded structs, quantities and integers",
          ],
          [
            `${server}/request/protobuf-answers.test.ts`,
            "an object, a list and a refusal say in protobuf what they say in JSON",
          ],
        ],
      },
      {
        en: "Tables and metadata alone, for get, list and watch",
        zh: "Table 与仅元数据，适用于 get、list 与 watch",
        state: "exact",
        report: "phenixblue/k8shark#329",
        tests: [
          [
            `${server}/request/pipeline.test.ts`,
            "a Table is one row an object, with or without the object beside it",
          ],
          [
            `${server}/kinds/tables/rows.test.ts`,
            "every kind has as many cells as columns, even for an empty object",
          ],
        ],
      },
      {
        en: "@kubernetes/client-node without a port",
        zh: "不占端口使用 @kubernetes/client-node",
        state: "exact",
        report: "kubernetes-client/javascript#841",
        tests: [
          [
            `${server}/transports/client-node/memory-kube-config.test.ts`,
            "client-node's watch gets frames as they come and hears a clean end",
          ],
        ],
      },
      {
        en: "A whole cluster behind msw handlers",
        zh: "用 msw handlers 提供整个集群",
        state: "partial",
        limits: {
          en: "faults that msw cannot express are refused by name; watches end after thirty seconds",
          zh: "msw 无法表达的故障会按名字拒绝；watch 在三十秒后结束",
        },
        report: "kubernetes-sigs/headlamp#3580",
        tests: [
          [`${server}/transports/msw/msw-handlers.test.ts`, "a watch streams through msw"],
          [
            `${server}/transports/msw/msw-handlers.test.ts`,
            "a fault that msw cannot show is refused when it is added, or when msw comes",
          ],
        ],
      },
      {
        en: "A client that disconnects frees its watch, on every transport",
        zh: "客户端断开后，每种传输方式都会释放它的 watch",
        state: "exact",
        report: "honojs/node-server#279",
        tests: [
          [
            `${server}/transports/node/http/http-server.test.ts`,
            "a watch is sent as it happens; a client that leaves is told to the server",
          ],
          [
            `${server}/transports/fetch/fetch-handler.test.ts`,
            "cancelling the body ends the watch in the server, once",
          ],
          [
            `${server}/transports/node/http/websocket-watch.test.ts`,
            "a client that leaves is forgotten",
          ],
        ],
      },
    ],
  },
  {
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
            `${server}/faults/faults.test.ts`,
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
  },
  {
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
          [
            `${server}/request/pipeline.test.ts`,
            "a master may act as somebody else, others may not",
          ],
        ],
      },
      {
        en: "Priority and fairness: flow schemas, priority levels, the headers of answers",
        zh: "优先级与公平性：flow schema、优先级、回答的头部",
        state: "partial",
        limits: {
          en: "requests are served at once, so no level is ever full; a fault answers 429 instead",
          zh: "请求立即得到处理，因此不会排满；需要 429 时请用故障",
        },
        report: "kubernetes-client/javascript#364",
        tests: [
          [`${server}/flow-control/flow-control.test.ts`, "%s belongs to a default flow"],
          [
            `${server}/flow-control/flow-control.test.ts`,
            "a schema says that it dangles until its level is there",
          ],
        ],
      },
    ],
  },
];
