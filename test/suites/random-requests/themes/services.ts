import { send } from "../../requests/request.ts";
import { create, list, patch, read, remove, removeAll, replace } from "../actions.ts";
import type { Chance } from "../chance.ts";
import { subresourceRequest } from "../subresources.ts";
import type { WorldKind } from "../world-kind.ts";
import { some } from "./rules.ts";
import type { Theme } from "./theme.ts";

/** Services with addresses and ports that they ask for, and what is made of them. */
export const servicesTheme: Theme = {
  name: "services",
  kinds: ({ namespace }) => kindsAt(placeOf(namespace)),
  first: ({ namespace }) => {
    const { network, port } = placeOf(namespace);
    const spec = {
      clusterIP: `${network}.7`,
      type: "NodePort",
      ports: [{ port: 80, nodePort: port }],
    };
    return [
      send("POST", `/api/v1/namespaces/${namespace}/services`, {
        metadata: { name: "taken" },
        spec,
      }),
    ];
  },
  actions: [
    [28, create],
    [16, replace],
    [24, patch],
    [10, remove],
    [1, removeAll],
    [4, read],
    [3, list],
    [6, subresourceRequest],
  ],
};

/** Addresses and ports of its own, as those of a cluster are everybody's. */
interface Place {
  readonly network: string;
  readonly port: number;
}

function placeOf(namespace: string): Place {
  const number = [...namespace].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7);
  return { network: `10.96.${100 + (number % 100)}`, port: 30_200 + 3 * (number % 500) };
}

function port(chance: Chance, place: Place): object {
  return {
    port: chance.oneOf([80, 81, 443, 0]),
    ...chance.maybe(3, () => ({ name: chance.oneOf(["web", "tls", "Not Valid"]) })),
    ...chance.maybe(4, () => ({ targetPort: chance.oneOf([8080, "web", "", 0, "x y"]) })),
    ...chance.maybe(4, () => ({
      nodePort: chance.oneOf([place.port, place.port + 1, place.port + 2, 0, 29_999, 40_000]),
    })),
    ...chance.maybe(5, () => ({ protocol: chance.oneOf(["UDP", "SCTP", "TCP", "Odd"]) })),
    ...chance.maybe(8, () => ({ appProtocol: chance.oneOf(["http", "kubernetes.io/ws", "x y"]) })),
  };
}

function serviceSpec(chance: Chance, place: Place): object {
  const addresses = [
    `${place.network}.7`,
    `${place.network}.8`,
    "10.97.0.1",
    "None",
    "",
    "x",
    "fd00::1",
  ];
  return {
    ...chance.maybe(2, () => ({ selector: { app: "x" } })),
    ports: chance.oneOf([
      [port(chance, place)],
      [port(chance, place)],
      [port(chance, place), { ...port(chance, place), name: "second", port: 90 }],
      [],
    ]),
    ...chance.maybe(2, () => ({
      type: chance.oneOf(["ClusterIP", "NodePort", "LoadBalancer", "ExternalName", "Odd"]),
    })),
    ...chance.maybe(4, () => ({ clusterIP: chance.oneOf(addresses) })),
    ...chance.maybe(8, () => ({ clusterIPs: [chance.oneOf(addresses)] })),
    ...chance.maybe(5, () => ({
      ipFamilyPolicy: chance.oneOf(["SingleStack", "PreferDualStack", "RequireDualStack", "Odd"]),
    })),
    ...chance.maybe(8, () => ({
      ipFamilies: chance.oneOf([["IPv4"], ["IPv6"], ["IPv4", "IPv6"]]),
    })),
    ...chance.maybe(6, () => ({ externalName: chance.oneOf(["a.example.com", "", "not valid"]) })),
    ...chance.maybe(8, () => ({ externalIPs: [chance.oneOf(["1.2.3.4", "127.0.0.1", "x"])] })),
    ...chance.maybe(8, () => ({ loadBalancerIP: chance.oneOf(["1.2.3.4", "x"]) })),
    ...chance.maybe(8, () => ({ loadBalancerClass: chance.oneOf(["example.com/lb", "x y"]) })),
    ...chance.maybe(8, () => ({ loadBalancerSourceRanges: [chance.oneOf(["10.0.0.0/8", "x"])] })),
    ...chance.maybe(8, () => ({
      externalTrafficPolicy: chance.oneOf(["Local", "Cluster", "Odd"]),
    })),
    ...chance.maybe(8, () => ({
      internalTrafficPolicy: chance.oneOf(["Local", "Cluster", "Odd"]),
    })),
    ...chance.maybe(10, () => ({ healthCheckNodePort: chance.oneOf([place.port + 1, 0, 1]) })),
    ...chance.maybe(8, () => ({ allocateLoadBalancerNodePorts: chance.isOneIn(2) })),
    ...chance.maybe(8, () => ({ publishNotReadyAddresses: true })),
    ...chance.maybe(8, () => ({
      sessionAffinity: "ClientIP",
      ...chance.maybe(2, () => ({
        sessionAffinityConfig: { clientIP: { timeoutSeconds: chance.oneOf([1, 0, 90_000]) } },
      })),
    })),
    ...chance.maybe(10, () => ({ trafficDistribution: chance.oneOf(["PreferClose", "Odd"]) })),
  };
}

const endpoint = (chance: Chance): object => ({
  addresses: some(chance, ["10.1.1.1", "10.1.1.2", "127.0.0.1", "x", "fd00::1"], 2),
  ...chance.maybe(2, () => ({ conditions: { ready: chance.isOneIn(2) } })),
  ...chance.maybe(4, () => ({ nodeName: chance.oneOf(["n1", "N 1"]) })),
  ...chance.maybe(6, () => ({ hostname: chance.oneOf(["h", "H."]) })),
  ...chance.maybe(8, () => ({ hints: { forZones: [{ name: chance.oneOf(["z", ""]) }] } })),
});

const kindsAt = (place: Place): readonly WorldKind[] => [
  service(place),
  service(place),
  service(place),
  {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    plural: "endpointslices",
    isNamespaced: true,
    subresources: [],
    content: (chance) => ({
      addressType: chance.oneOf(["IPv4", "IPv4", "IPv6", "FQDN", "Odd"]),
      endpoints: chance.oneOf([[endpoint(chance)], [], [endpoint(chance), endpoint(chance)], null]),
      ports: chance.oneOf([[{ port: 80 }], [{ port: 80 }, { port: 0, name: "x" }], [], null]),
    }),
    change: (chance) => chance.oneOf([{ endpoints: [endpoint(chance)] }, { addressType: "IPv6" }]),
  },
  {
    apiVersion: "v1",
    kind: "Endpoints",
    plural: "endpoints",
    isNamespaced: true,
    subresources: [],
    content: (chance) => ({
      subsets: chance.oneOf([
        [
          {
            addresses: [{ ip: chance.oneOf(["10.1.1.1", "x", "127.0.0.1"]) }],
            ports: [{ port: 80 }],
          },
        ],
        [{ notReadyAddresses: [{ ip: "10.1.1.2" }] }],
        [],
      ]),
    }),
    change: (chance) => ({
      subsets: [{ addresses: [{ ip: "10.1.1.3" }], ports: [{ port: chance.oneOf([80, 0]) }] }],
    }),
  },
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "ServiceCIDR",
    plural: "servicecidrs",
    isNamespaced: false,
    subresources: ["status"],
    content: (chance) => ({
      spec: {
        cidrs: chance.oneOf([["10.96.0.0/16"], ["x"], [], ["10.96.0.1/16"]]),
      },
    }),
    change: (chance, subresource) =>
      subresource === "status"
        ? { status: { conditions: [{ type: "Ready", status: "True", reason: "r", message: "" }] } }
        : { spec: { cidrs: chance.oneOf([["10.96.0.0/16"], ["x"]]) } },
  },
];

function service(place: Place): WorldKind {
  return {
    apiVersion: "v1",
    kind: "Service",
    plural: "services",
    isNamespaced: true,
    subresources: ["status"],
    content: (chance) => ({ spec: serviceSpec(chance, place) }),
    change: (chance, subresource) =>
      subresource === "status"
        ? {
            status: {
              loadBalancer: {
                ingress: [
                  chance.oneOf<object>([
                    { ip: "1.2.3.4", ipMode: "VIP" },
                    { ip: "1.2.3.4", ports: [{ port: 80, protocol: "TCP" }] },
                    { hostname: "a.example.com" },
                    { hostname: "1.2.3.4" },
                    { ipMode: "Odd" },
                  ]),
                ],
              },
            },
          }
        : {
            spec: chance.oneOf<object>([
              serviceSpec(chance, place),
              { type: "ClusterIP" },
              { ports: null },
            ]),
          },
  };
}
