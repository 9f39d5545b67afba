import { isIP } from "node:net";
import { asOne } from "../../../../codec/as-one.ts";
import { type Network, networkText, parseNetwork } from "../../../../kinds/validation/addresses.ts";
import type { ServerSettings } from "../../../../request/server-settings.ts";
import type { Flags } from "./parse-flags.ts";
import { parsePortRange } from "./port-range.ts";

/** What the flags say of services. */
type ServiceSettings = Pick<
  ServerSettings,
  | "serviceClusterIpRange"
  | "serviceNodePortRange"
  | "kubernetesServiceNodePort"
  | "advertiseAddress"
>;

/**
 * The networks and ports of services that the flags name.
 *
 * @throws Error in the real server's words
 * @see kubernetes cmd/kube-apiserver/app/options/{completion,validation}.go
 */
export function readServiceFlags(flags: Flags): ServiceSettings {
  const texts = (flags.last("service-cluster-ip-range") || "10.0.0.0/24").split(",");
  const [first = "", second, ...more] = texts;
  const networks = [networkOf(first, "service-cluster-ip-range[0] is not a valid cidr")];
  if (second !== undefined)
    networks.push(networkOf(second, "service-cluster-ip-range[1] is not an ip net"));
  const problems = more.length === 0 ? [] : [`${flag} must not contain more than two entries`];
  const [one, other] = networks.map(({ address }) => address.family);
  if (one === other) problems.push(`${flag}[0] and ${flag}[1] must be of different IP family`);
  const ports = nodePorts(flags);
  problems.push(...ports.problems, ...familyProblems(flags, first, one));
  if (problems.length > 0) throw new Error(asOne(problems));
  return {
    serviceClusterIpRange: networks.map(networkText).join(","),
    serviceNodePortRange: ports.range,
    kubernetesServiceNodePort: ports.own,
    advertiseAddress: advertised(flags),
  };
}

function nodePorts(flags: Flags) {
  const own = Number(flags.last("kubernetes-service-node-port") ?? "0");
  const parsed = parsePortRange(flags.last("service-node-port-range") ?? "30000-32767");
  const { first, last } = "problem" in parsed ? { first: 0, last: 0 } : parsed;
  const range = `${first}-${last}`;
  const isPort = own >= 0 && own <= 65_535;
  const problems = [
    ...(isPort
      ? []
      : [
          `--kubernetes-service-node-port ${own} must be between 0 and 65535, inclusive. If 0, the Kubernetes master service will be of type ClusterIP`,
        ]),
    ...(own > 0 && (own < first || own > last)
      ? [`kubernetes service node port range ${range} doesn't contain ${own}`]
      : []),
  ];
  return { own, range, problems };
}

const flag = "--service-cluster-ip-range";

function networkOf(text: string, problem: string): Network {
  const network = parseNetwork(text);
  if (network === undefined) throw new Error(problem);
  const hostBits = (network.address.family === 4 ? 32 : 128) - network.bits;
  if (hostBits < 3 && problem.includes("[0]")) {
    throw new Error(
      "error determining service IP ranges for primary service cidr: the service cluster IP range must be at least 8 IP addresses",
    );
  }
  return network;
}

/** Nobody is told of an address that only this machine has. The real server takes one of the host's where none is said. */
function advertised(flags: Flags): string {
  const address = flags.last("advertise-address") ?? "";
  const isLocal = address.startsWith("127.") || ["::1", "0.0.0.0", "::"].includes(address);
  return isLocal || flags.last("endpoint-reconciler-type") === "none" ? "" : address;
}

/** Endpoints of `kubernetes` are of the family of its address. Where nothing is said, the address would be the host's own. */
function familyProblems(flags: Flags, range: string, family: 4 | 6 | undefined): readonly string[] {
  const address = flags.last("advertise-address") ?? "";
  const isOther = address !== "" && isIP(address) !== family;
  return isOther && flags.last("endpoint-reconciler-type") !== "none"
    ? [
        `service IP family ${JSON.stringify(range)} must match public address family ${JSON.stringify(address)}`,
      ]
    : [];
}
