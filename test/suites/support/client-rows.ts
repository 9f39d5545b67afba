import { kubectl, type SupportGroup, server } from "./support-row.ts";

/** Who must be able to speak to it, and in which forms. */
export const clientsAndForms: SupportGroup = {
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
          `${server}/request/answer/protobuf-answers.test.ts`,
          "an object, a list and a refusal say in protobuf what they say in JSON",
        ],
      ],
    },
    {
      en: "Tables and metadata alone, for get, list and watch",
      zh: "Table 与仅元数据，适用于读取单个对象、列举与监听",
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
        zh: "msw 无法表达的故障会按名字拒绝；监听在三十秒后结束",
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
      zh: "客户端断开后，每种传输方式都会释放它的监听",
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
};
