import { type RawRequest, send } from "../../requests/request.ts";
import { create, patch, remove, replace } from "../actions.ts";
import type { Chance } from "../chance.ts";
import { writeQuery } from "../options.ts";
import { subresourceRequest } from "../subresources.ts";
import type { Target, World } from "../world.ts";
import type { WorldKind } from "../world-kind.ts";
import { some } from "./rules.ts";
import type { Theme } from "./theme.ts";

/** Pods, and what makes them, in a namespace whose labels say which standard they keep. */
export const standardsTheme: Theme = {
  name: "standards",
  kinds,
  first: () => [],
  actions: [
    [24, create],
    [8, replace],
    [6, patch],
    [10, remove],
    [8, labels],
    [5, subresourceRequest],
  ],
};

const levels = ["privileged", "baseline", "restricted", "restricted", "odd"];
const versions = ["latest", "v1.35", "v1.24", "v1.0", "v1.8", "v1.18", "v9.99", "odd"];

/** What the namespace asks of its pods. */
function labels({ chance, namespace }: World, _target: Target): RawRequest {
  const wanted = some(chance, ["enforce", "warn", "audit", "enforce", "warn"], 3).flatMap(
    (mode) => [
      [`pod-security.kubernetes.io/${mode}`, chance.oneOf([...levels, null])],
      ...(chance.isOneIn(3)
        ? [[`pod-security.kubernetes.io/${mode}-version`, chance.oneOf([...versions, null])]]
        : []),
    ],
  );
  const path = `/api/v1/namespaces/${namespace}${writeQuery(chance)}`;
  const body = { metadata: { labels: Object.fromEntries(wanted) as object } };
  return send("PATCH", path, body, "application/merge-patch+json");
}

function securityContext(chance: Chance): object {
  return {
    ...chance.maybe(2, () => ({ runAsNonRoot: !chance.isOneIn(4) })),
    ...chance.maybe(6, () => ({ runAsUser: chance.oneOf([0, 1000]) })),
    ...chance.maybe(2, () => ({
      seccompProfile: chance.oneOf<object>([
        { type: "RuntimeDefault" },
        { type: "RuntimeDefault" },
        { type: "Unconfined" },
        { type: "Localhost", localhostProfile: "p" },
      ]),
    })),
    ...chance.maybe(8, () => ({
      seLinuxOptions: { type: chance.oneOf(["container_t", "odd_t"]) },
    })),
    ...chance.maybe(10, () => ({ seLinuxOptions: { user: "u", role: "r" } })),
    ...chance.maybe(10, () => ({
      windowsOptions: { hostProcess: chance.isOneIn(2), runAsUserName: "u" },
    })),
    ...chance.maybe(10, () => ({
      appArmorProfile: { type: chance.oneOf(["Unconfined", "RuntimeDefault"]) },
    })),
  };
}

function container(chance: Chance, name: string): object {
  return {
    name,
    image: "web:1",
    securityContext: {
      ...securityContext(chance),
      ...(chance.isOneIn(3) ? {} : { allowPrivilegeEscalation: chance.isOneIn(6) }),
      ...chance.maybe(12, () => ({ privileged: true })),
      ...(chance.isOneIn(3)
        ? {}
        : {
            capabilities: {
              drop: chance.oneOf([["ALL"], ["ALL"], ["NET_RAW"], []]),
              ...chance.maybe(4, () => ({
                add: some(chance, ["NET_BIND_SERVICE", "CHOWN", "SYS_ADMIN"], 2),
              })),
            },
          }),
      ...chance.maybe(12, () => ({ procMount: chance.oneOf(["Unmasked", "Default"]) })),
    },
    ...chance.maybe(8, () => ({
      ports: [{ containerPort: 80, hostPort: chance.oneOf([0, 8080]) }],
    })),
    ...chance.maybe(12, () => ({
      livenessProbe: { httpGet: { port: 80, host: chance.oneOf(["example.com", "127.0.0.1"]) } },
    })),
    ...chance.maybe(12, () => ({
      lifecycle: { preStop: { tcpSocket: { port: 80, host: "example.com" } } },
    })),
  };
}

const volumes: readonly object[] = [
  { emptyDir: {} },
  { hostPath: { path: "/etc" } },
  { configMap: { name: "c" } },
  { nfs: { server: "s", path: "/p" } },
  { projected: { sources: [] } },
  { csi: { driver: "d.example.com" } },
];

function podSpec(chance: Chance): object {
  return {
    containers: chance.isOneIn(4)
      ? [container(chance, "main"), container(chance, "side")]
      : [container(chance, "main")],
    ...chance.maybe(2, () => ({
      securityContext: {
        ...securityContext(chance),
        ...chance.maybe(6, () => ({
          sysctls: [
            { name: chance.oneOf(["kernel.msgmax", "net.ipv4.tcp_syncookies"]), value: "1" },
          ],
        })),
      },
    })),
    ...chance.maybe(6, () => ({ initContainers: [container(chance, "init")] })),
    ...chance.maybe(10, () => ({ hostNetwork: true })),
    ...chance.maybe(10, () => ({ hostPID: true, hostIPC: chance.isOneIn(2) })),
    ...chance.maybe(10, () => ({ hostUsers: false })),
    ...chance.maybe(10, () => ({ os: { name: chance.oneOf(["windows", "linux"]) } })),
    ...chance.maybe(5, () => ({ volumes: [{ name: "v", ...chance.oneOf(volumes) }] })),
  };
}

const annotated = (chance: Chance): object =>
  chance.maybe(10, () => ({
    metadata: {
      annotations: {
        "container.apparmor.security.beta.kubernetes.io/main": chance.oneOf([
          "unconfined",
          "runtime/default",
        ]),
      },
      labels: { app: "x" },
    },
  }));

function kinds(): readonly WorldKind[] {
  const template = (chance: Chance): object => ({
    metadata: { labels: { app: "x" } },
    ...annotated(chance),
    spec: podSpec(chance),
  });
  const selector = { matchLabels: { app: "x" } };
  const pod: WorldKind = {
    apiVersion: "v1",
    kind: "Pod",
    plural: "pods",
    isNamespaced: true,
    subresources: ["ephemeralcontainers", "status", "resize"],
    content: (chance) => ({ spec: podSpec(chance) }),
    change: (chance, subresource) =>
      subresource === "ephemeralcontainers"
        ? { spec: { ephemeralContainers: [container(chance, "debug")] } }
        : { spec: { containers: [{ name: "main", image: "web:2" }] } },
  };
  const maker = (apiVersion: string, kind: string, content: WorldKind["content"]): WorldKind => ({
    apiVersion,
    kind,
    plural: `${kind.toLowerCase()}s`,
    isNamespaced: true,
    subresources: [],
    content,
    change: (chance) => ({ spec: { template: { spec: podSpec(chance) } } }),
  });
  return [
    pod,
    pod,
    pod,
    maker("apps/v1", "Deployment", (chance) => ({
      spec: { selector, template: template(chance) },
    })),
    maker("batch/v1", "CronJob", (chance) => ({
      spec: {
        schedule: "@daily",
        jobTemplate: {
          spec: { template: { spec: { restartPolicy: "Never", ...podSpec(chance) } } },
        },
      },
    })),
    maker("v1", "ReplicationController", (chance) => ({
      spec: { selector: { app: "x" }, template: template(chance) },
    })),
  ];
}
