import type { Chance } from "../chance.ts";
import type { WorldKind } from "../world-kind.ts";

/** A request for a certificate of Jane, in her group. */
const signingRequest =
  "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlIWE1IOENBUUF3SFRFTU1Bb0dBMVVFQ2d3RFpHVjJNUTB3Q3dZRFZRUUREQVJxWVc1bE1Ga3dFd1lIS29aSQp6ajBDQVFZSUtvWkl6ajBEQVFjRFFnQUVPNC9PNXN5WnQrRTZUczFKOVRSR0dIOWRWK25GTVZvWlNibXEwL0NjCndlZUZUQmhmTnV1T00xOGY3eWIzQ08wOGZjMGplY2xFWFBoRG1acUNNL0tvRGFBQU1Bb0dDQ3FHU000OUJBTUMKQTBnQU1FVUNJR0pNTTZVMVNubERDVjVnRUNFNUNqa295Nk83NWlFME1wbWJEcUo0ZC9SZkFpRUE4NnlKcU5CeQorMVBTTGhrWXJxRzBqb0JWRXdmOXBrSVlkWUtKMERMN1ArOD0KLS0tLS1FTkQgQ0VSVElGSUNBVEUgUkVRVUVTVC0tLS0tCg==";

const approval = (chance: Chance): object => ({
  conditions: [
    {
      type: chance.oneOf(["Approved", "Denied", "Failed", "Odd", ""]),
      status: chance.oneOf(["True", "True", "False", ""]),
      ...chance.maybe(2, () => ({ reason: "r", message: "m" })),
      ...chance.maybe(4, () => ({ lastUpdateTime: "2026-01-01T00:00:00Z" })),
    },
  ],
});

/** Kinds with parts of their own, beside those that are drawn by their schemas. */
export const partKinds: readonly WorldKind[] = [
  {
    apiVersion: "certificates.k8s.io/v1",
    kind: "CertificateSigningRequest",
    plural: "certificatesigningrequests",
    isNamespaced: false,
    subresources: ["approval", "status"],
    content: (chance) => ({
      spec: {
        request: signingRequest,
        signerName: chance.oneOf(["example.org/own", "kubernetes.io/kube-apiserver-client", "odd"]),
        usages: chance.oneOf([["client auth"], ["digital signature", "client auth"], []]),
        ...chance.maybe(3, () => ({ expirationSeconds: chance.oneOf([600, 10]) })),
      },
    }),
    change: (chance, subresource) => ({
      ...(subresource === "" ? { spec: { usages: ["server auth"] } } : {}),
      status: {
        ...chance.maybe(2, () => approval(chance)),
        ...chance.maybe(3, () => ({ certificate: chance.oneOf(["AAAA", "", "%%"]) })),
      },
    }),
  },
  {
    apiVersion: "v1",
    kind: "Namespace",
    plural: "namespaces",
    isNamespaced: false,
    subresources: ["finalize", "status"],
    content: (chance) =>
      chance.maybe(3, () => ({ spec: { finalizers: chance.oneOf([["kubernetes"], ["a.b/c"]]) } })),
    change: (chance, subresource) =>
      subresource === "status"
        ? {
            status: {
              phase: chance.oneOf(["Active", "Terminating", "Odd"]),
              ...chance.maybe(2, () => ({
                conditions: [{ type: "NamespaceDeletionContentFailure", status: "True" }],
              })),
            },
          }
        : { spec: { finalizers: chance.oneOf([["kubernetes"], ["a.b/c", "kubernetes"], ["x"]]) } },
  },
  {
    apiVersion: "v1",
    kind: "Pod",
    plural: "pods",
    isNamespaced: true,
    subresources: ["binding", "eviction", "ephemeralcontainers", "resize", "status", "log"],
    content: (chance) => ({
      spec: {
        containers: [
          {
            name: "main",
            image: "web:1",
            ...chance.maybe(2, () => ({
              resources: {
                requests: { cpu: "100m" },
                limits: { cpu: chance.oneOf(["100m", "1"]) },
              },
              ...chance.maybe(2, () => ({
                resizePolicy: [{ resourceName: "cpu", restartPolicy: "RestartContainer" }],
              })),
            })),
          },
        ],
        ...chance.maybe(2, () => ({ nodeName: "n1" })),
        ...chance.maybe(6, () => ({ schedulingGates: [{ name: "example.org/g" }] })),
      },
    }),
    change: (chance, subresource) => {
      if (subresource === "ephemeralcontainers")
        return {
          spec: {
            ephemeralContainers: [
              {
                name: chance.oneOf(["d", "e", "main", ""]),
                image: chance.oneOf(["i", ""]),
                ...chance.maybe(3, () => ({ targetContainerName: chance.oneOf(["main", "no"]) })),
                ...chance.maybe(5, () => ({ resources: { limits: { cpu: "1" } } })),
                ...chance.maybe(5, () => ({ ports: [{ containerPort: 80 }] })),
              },
            ],
          },
        };
      if (subresource === "resize")
        return {
          spec: {
            containers: [
              {
                name: chance.oneOf(["main", "main", "other"]),
                resources: {
                  ...chance.maybe(2, () => ({
                    requests: {
                      [chance.oneOf(["cpu", "memory", "odd"])]: chance.oneOf(["200m", "1Gi"]),
                    },
                  })),
                  ...chance.maybe(3, () => ({ limits: { cpu: chance.oneOf(["2", "50m"]) } })),
                },
                ...chance.maybe(8, () => ({ image: "web:2" })),
              },
            ],
          },
        };
      return {
        status: {
          phase: chance.oneOf(["Running", "Succeeded", "Failed"]),
          conditions: [{ type: "Ready", status: chance.oneOf(["True", "False"]) }],
          ...chance.maybe(3, () => ({
            containerStatuses: [
              {
                name: "main",
                image: "web:1",
                imageID: "",
                ready: chance.isOneIn(2),
                restartCount: chance.oneOf([0, 3]),
                state: chance.oneOf<object>([
                  { running: { startedAt: "2026-01-01T00:00:00Z" } },
                  { waiting: { reason: "CrashLoopBackOff" } },
                  { terminated: { exitCode: 1, reason: "Error" } },
                ]),
              },
            ],
          })),
        },
      };
    },
  },
  {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    plural: "poddisruptionbudgets",
    isNamespaced: true,
    names: ["a"],
    subresources: ["status"],
    content: (chance) => ({
      spec: {
        selector: { matchLabels: {} },
        minAvailable: chance.oneOf([0, 1]),
        ...chance.maybe(3, () => ({
          unhealthyPodEvictionPolicy: chance.oneOf(["AlwaysAllow", "IfHealthyBudget", "Odd"]),
        })),
      },
    }),
    change: (chance, subresource) =>
      subresource === "status"
        ? {
            status: {
              disruptionsAllowed: chance.oneOf([0, 1, 2]),
              currentHealthy: chance.oneOf([0, 1, 2]),
              desiredHealthy: chance.oneOf([1, 2]),
              expectedPods: 2,
              observedGeneration: chance.oneOf([1, 1, 0]),
              ...chance.maybe(4, () => ({ disruptedPods: { a: "2026-01-01T00:00:00Z" } })),
            },
          }
        : { spec: { minAvailable: chance.oneOf([0, 1, 2]) } },
  },
  {
    apiVersion: "v1",
    kind: "ServiceAccount",
    plural: "serviceaccounts",
    isNamespaced: true,
    subresources: ["token"],
    content: () => ({}),
    change: () => ({ automountServiceAccountToken: false }),
  },
];
