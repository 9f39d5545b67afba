import type { KubernetesObject } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { objectOf, valueAt } from "../../../codec/json/plain-object.ts";
import { createCluster, type FakeCluster } from "../../../fake-apiserver.ts";

// Every expectation here is what kube-apiserver v1.35.4 answers with the same --service-cluster-ip-range.

const withRange = (serviceClusterIpRange: string): FakeCluster =>
  createCluster({ environment: new Simulation(), settings: { serviceClusterIpRange } });

const service = (name: string, spec: object): KubernetesObject =>
  ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: "default" },
    spec: { ports: [{ port: 80 }], ...spec },
  }) as KubernetesObject;

/** Families, policy, and of which family each address is. */
function shown(object: KubernetesObject | undefined): readonly unknown[] {
  const [families, policy, addresses] = ["ipFamilies", "ipFamilyPolicy", "clusterIPs"].map((name) =>
    valueAt(object, "spec", name),
  );
  const kinds = (addresses as readonly string[]).map((address) =>
    address.includes(":") ? "IPv6" : address.includes(".") ? "IPv4" : address,
  );
  return [families, policy, kinds];
}

const [ipv4, ipv6] = ["IPv4", "IPv6"];
const four = "10.96.0.0/16";
const six = "fd00::/108";

test.for([
  [`${four},${six}`, {}, [[ipv4], "SingleStack", [ipv4]]],
  [`${six},${four}`, {}, [[ipv6], "SingleStack", [ipv6]]],
  [six, {}, [[ipv6], "SingleStack", [ipv6]]],
  [six, { ipFamilyPolicy: "PreferDualStack" }, [[ipv6], "PreferDualStack", [ipv6]]],
  [
    `${four},${six}`,
    { ipFamilyPolicy: "PreferDualStack" },
    [[ipv4, ipv6], "PreferDualStack", [ipv4, ipv6]],
  ],
  [
    `${four},${six}`,
    { ipFamilyPolicy: "RequireDualStack", ipFamilies: [ipv6] },
    [[ipv6, ipv4], "RequireDualStack", [ipv6, ipv4]],
  ],
  [
    `${four},${six}`,
    { ipFamilyPolicy: "PreferDualStack", clusterIP: "fd00::91" },
    [[ipv6, ipv4], "PreferDualStack", [ipv6, ipv4]],
  ],
  [six, { clusterIP: "None" }, [[ipv6, ipv4], "RequireDualStack", ["None"]]],
  [
    `${four},${six}`,
    { clusterIP: "None", selector: { a: "b" }, ipFamilyPolicy: "PreferDualStack" },
    [[ipv4, ipv6], "PreferDualStack", ["None"]],
  ],
] as const)("in %s a service of %j has its families", ([range, spec, expected]) => {
  expect(shown(withRange(range).create(service("a", spec)))).toEqual(expected);
});

test.for([
  [
    four,
    { ipFamilyPolicy: "RequireDualStack" },
    'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
  ],
  [
    six,
    { ipFamilies: [ipv4] },
    'spec.ipFamilies[0]: Invalid value: "IPv4": not configured on this cluster',
  ],
  [
    six,
    { clusterIP: "10.96.0.9" },
    'spec.clusterIPs[0]: Invalid value: ["10.96.0.9"]: IPv4 is not configured on this cluster',
  ],
  [
    `${four},${six}`,
    { ipFamilies: [ipv4, ipv6] },
    "spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified",
  ],
  [
    `${four},${six}`,
    { clusterIP: "fd01::1" },
    'spec.clusterIPs: Invalid value: ["fd01::1"]: failed to allocate IP fd01::1: the provided network does not match the current range',
  ],
] as const)("in %s a service of %j is refused", ([range, spec, problem]) => {
  expect(() => withRange(range).create(service("a", spec))).toThrow(problem);
});

test("a service gets and gives up its second family, and the object that stands for each address goes with it", () => {
  const cluster = withRange(`${four},${six}`);
  const patched = (spec: object): readonly unknown[] => {
    const stored = cluster.get("services", "default/a") ?? {};
    return shown(
      cluster.update({
        ...stored,
        spec: { ...objectOf(valueAt(stored, "spec")), ...spec },
      } as KubernetesObject),
    );
  };
  const addresses = (): readonly unknown[] =>
    cluster.list("ipaddresses.networking.k8s.io").map(({ metadata }) => metadata?.name);
  const [first] = addresses();
  const made = cluster.create(service("a", {}));

  expect(patched({ ipFamilyPolicy: "RequireDualStack" })).toEqual([
    [ipv4, ipv6],
    "RequireDualStack",
    [ipv4, ipv6],
  ]);
  const both = valueAt(cluster.get("services", "default/a"), "spec", "clusterIPs");
  expect(new Set(addresses())).toEqual(new Set([first, ...(both as readonly string[])]));
  expect(() => patched({ ipFamilies: [ipv4] })).toThrow(
    "spec.ipFamilyPolicy: Invalid value: \"RequireDualStack\": must be 'SingleStack' to release the secondary IP family",
  );
  expect(patched({ ipFamilyPolicy: "SingleStack" })).toEqual([[ipv4], "SingleStack", [ipv4]]);
  expect(new Set(addresses())).toEqual(new Set([first, valueAt(made, "spec", "clusterIP")]));
});

test("the cluster's own service has the first address of the first network", () => {
  const cluster = withRange(`${six},${four}`);

  expect(valueAt(cluster.get("services", "default/kubernetes"), "spec", "clusterIPs")).toEqual([
    "fd00::1",
  ]);
  expect(
    valueAt(cluster.get("servicecidrs.networking.k8s.io", "kubernetes"), "spec", "cidrs"),
  ).toEqual([six, four]);
});

test("the cluster's own service leads to the address that the server tells of itself", () => {
  const cluster = createCluster({
    environment: new Simulation(),
    settings: { advertiseAddress: "192.0.2.2", securePort: 7443 },
  });

  expect(cluster.get("endpoints", "default/kubernetes")).toMatchObject({
    metadata: { labels: { "endpointslice.kubernetes.io/skip-mirror": "true" } },
    subsets: [
      { addresses: [{ ip: "192.0.2.2" }], ports: [{ name: "https", port: 7443, protocol: "TCP" }] },
    ],
  });
  expect(cluster.get("endpointslices.discovery.k8s.io", "default/kubernetes")).toMatchObject({
    addressType: "IPv4",
    endpoints: [{ addresses: ["192.0.2.2"], conditions: { ready: true } }],
  });
});

test("another network gives addresses", () => {
  const cluster = withRange("10.0.0.0/29");
  const create = (spec: object) => () => cluster.create(service("a", spec));
  const refusal = "the provided network does not match the current range";
  expect(create({ clusterIP: "192.168.0.9" })).toThrow(refusal);

  cluster.create({
    apiVersion: "networking.k8s.io/v1",
    kind: "ServiceCIDR",
    metadata: { name: "more" },
    spec: { cidrs: ["192.168.0.0/24"] },
  } as KubernetesObject);

  expect(valueAt(create({ clusterIP: "192.168.0.9" })(), "spec", "clusterIP")).toBe("192.168.0.9");
});
