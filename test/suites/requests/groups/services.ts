import { bare, get, namespace, patchTypes, type RequestGroup, send } from "../request.ts";

const root = "/api/v1/namespaces/rq-services";
const services = `${root}/services`;
const addresses = "/apis/networking.k8s.io/v1/ipaddresses";
const ranges = "/apis/networking.k8s.io/v1/servicecidrs";
const service = (name: string, spec: object): object => ({
  metadata: { name },
  spec: { ports: [{ port: 80 }], ...spec },
});
const port = (number: number, nodePort: number, protocol = "TCP"): object => ({
  name: `p${number}${protocol.toLowerCase()}`,
  port: number,
  nodePort,
  protocol,
});
const addressOf = (ip: string, name: string): object => ({
  metadata: { name: ip, labels: { "ipaddress.kubernetes.io/managed-by": "me" } },
  spec: { parentRef: { resource: "services", namespace: "rq-services", name } },
});
const { merge } = patchTypes;

/** Addresses and ports that are given out once, and the objects that say so. */
export const serviceGroup: RequestGroup = {
  name: "services",
  first: [namespace("rq-services")],
  requests: [
    get(ranges),
    get(`${ranges}/kubernetes`),
    get(addresses),
    get("/api/v1/namespaces/default/services/kubernetes"),
    get("/api/v1/namespaces/default/endpoints/kubernetes"),
    send("POST", services, service("fixed", { clusterIP: "10.96.77.1" })),
    get(`${addresses}/10.96.77.1`),
    send("POST", services, service("taken", { clusterIP: "10.96.77.1" })),
    send("POST", services, service("outside", { clusterIP: "10.97.0.1" })),
    send("POST", services, service("first", { clusterIP: "10.96.0.0" })),
    send("POST", services, service("last", { clusterIP: "10.96.255.255" })),
    send("POST", services, service("api", { clusterIP: "10.96.0.1" })),
    send("POST", services, service("six", { clusterIP: "fd00::1" })),
    send("POST", services, service("none", { clusterIP: "None" })),
    send("POST", services, service("dual", { ipFamilyPolicy: "RequireDualStack" })),
    send(
      "POST",
      services,
      service("prefer", { ipFamilyPolicy: "PreferDualStack", clusterIP: "10.96.77.9" }),
    ),
    send("POST", services, service("v6", { ipFamilies: ["IPv6"] })),
    send("POST", `${services}?dryRun=All`, service("dry", { clusterIP: "10.96.77.2" })),
    get(`${addresses}/10.96.77.2`),
    send("POST", addresses, addressOf("10.96.77.3", "reserved")),
    send("POST", services, service("reserved", { clusterIP: "10.96.77.3" })),
    send("POST", addresses, addressOf("10.96.077.4", "x")),
    send("POST", addresses, addressOf("bogus", "x")),
    send("POST", addresses, { metadata: { name: "10.96.77.5" }, spec: {} }),
    send("POST", addresses, {
      metadata: { name: "10.96.77.5" },
      spec: { parentRef: { resource: "services" } },
    }),
    send("PATCH", `${addresses}/10.96.77.1`, { spec: { parentRef: { name: "other" } } }, merge),
    bare("DELETE", `${addresses}/10.96.77.3`),
    send("POST", services, service("reserved", { clusterIP: "10.96.77.3" })),
    bare("DELETE", `${services}/fixed`),
    get(`${addresses}/10.96.77.1`),
    send("POST", services, service("taken", { clusterIP: "10.96.77.1" })),
    send("PATCH", `${services}/taken`, { spec: { clusterIP: "10.96.77.8" } }, merge),
    send(
      "PATCH",
      `${services}/taken`,
      {
        spec: {
          type: "ExternalName",
          externalName: "x.example.com",
          clusterIP: null,
          clusterIPs: null,
        },
      },
      merge,
    ),
    get(`${addresses}/10.96.77.1`),
    send(
      "PATCH",
      `${services}/taken`,
      { spec: { type: "ClusterIP", externalName: null, clusterIP: "10.96.77.1" } },
      merge,
    ),
    send(
      "POST",
      services,
      service("np", { type: "NodePort", clusterIP: "10.96.77.10", ports: [port(80, 30080)] }),
    ),
    send(
      "POST",
      services,
      service("np2", { type: "NodePort", clusterIP: "10.96.77.11", ports: [port(80, 30080)] }),
    ),
    get(`${addresses}/10.96.77.11`),
    send(
      "POST",
      services,
      service("np3", {
        type: "NodePort",
        clusterIP: "10.96.77.12",
        ports: [port(80, 30081), port(81, 30081)],
      }),
    ),
    send(
      "POST",
      services,
      service("np4", {
        type: "NodePort",
        clusterIP: "10.96.77.13",
        ports: [port(80, 30082), port(80, 30082, "UDP")],
      }),
    ),
    send(
      "POST",
      services,
      service("np5", { type: "NodePort", clusterIP: "10.96.77.14", ports: [port(80, 20000)] }),
    ),
    send(
      "POST",
      services,
      service("np6", { type: "ClusterIP", clusterIP: "10.96.77.15", ports: [port(80, 30090)] }),
    ),
    send(
      "PATCH",
      `${services}/np4`,
      { spec: { ports: [port(80, 30080), port(80, 30080, "UDP")] } },
      merge,
    ),
    send("PATCH", `${services}/np4`, { spec: { type: "ClusterIP", ports: [{ port: 80 }] } }, merge),
    send(
      "POST",
      services,
      service("np7", { type: "NodePort", clusterIP: "10.96.77.16", ports: [port(80, 30082)] }),
    ),
    send(
      "POST",
      services,
      service("lb", {
        type: "LoadBalancer",
        clusterIP: "10.96.77.17",
        ports: [port(80, 30100)],
        externalTrafficPolicy: "Local",
        healthCheckNodePort: 30101,
      }),
    ),
    send(
      "POST",
      services,
      service("lb2", {
        type: "LoadBalancer",
        clusterIP: "10.96.77.18",
        ports: [port(80, 30102)],
        externalTrafficPolicy: "Local",
        healthCheckNodePort: 30101,
      }),
    ),
    send(
      "POST",
      services,
      service("lb3", {
        type: "LoadBalancer",
        clusterIP: "10.96.77.19",
        allocateLoadBalancerNodePorts: false,
      }),
    ),
    bare("DELETE", `${services}/lb`),
    send(
      "POST",
      services,
      service("lb4", { type: "LoadBalancer", clusterIP: "10.96.77.20", ports: [port(80, 30100)] }),
    ),
    send("POST", ranges, { metadata: { name: "extra" }, spec: { cidrs: ["10.200.0.0/24"] } }),
    send("POST", ranges, { metadata: { name: "wrong" }, spec: { cidrs: ["10.200.0.1/24"] } }),
    send("POST", ranges, {
      metadata: { name: "wrong" },
      spec: { cidrs: ["10.0.0.0/24", "10.1.0.0/24"] },
    }),
    send("POST", ranges, { metadata: { name: "wrong" }, spec: { cidrs: [] } }),
    get(`${ranges}/extra`),
    send("PATCH", `${ranges}/extra`, { spec: { cidrs: ["10.201.0.0/24"] } }, merge),
    get(ranges, { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" }),
    get(addresses, { accept: "application/json;as=Table;v=v1;g=meta.k8s.io" }),
    bare("DELETE", `${ranges}/extra?dryRun=All`),
    bare("DELETE", `${services}?labelSelector=none%3D1`),
    bare("DELETE", services),
    get(services),
    get(`${addresses}?fieldSelector=metadata.name%3D10.96.77.10`),
  ],
};
