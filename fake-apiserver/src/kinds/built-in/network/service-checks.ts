import {
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../../codec/json/plain-object.ts";
import { labelName, portName, qualifiedName, subdomainName } from "../../../codec/names/names.ts";
import { looseAddress, looseNetwork, parseAddress } from "../../validation/addresses.ts";
import {
  all,
  type Check,
  each,
  fields,
  form,
  isEmpty,
  isSet,
  needed,
  neededOneOf,
  oneOf,
  optional,
  optionalOneOf,
  portNumber,
  refused,
} from "../../validation/checks.ts";
import { labels } from "../../validation/common-checks.ts";
import { type Report, Shown } from "../../validation/report.ts";
import { endpointAddress } from "./endpoints.ts";

/**
 * What is asked of services.
 *
 * @see kubernetes pkg/apis/core/validation/validation.go ValidateService
 */

function isHeadless(spec: PlainObject): boolean {
  return listOf(spec["clusterIPs"])[0] === "None";
}

const onlyBalanced = "may only be used when `type` is 'LoadBalancer'";

const portOrName: Check = (value, at, report) => {
  if (typeof value === "string") form(portName)(value, at, report);
  else portNumber(value, at, report);
};

const ports: Check = (value, at, report) => {
  const { ports: given, type } = objectOf(value);
  const list = listOf(given).map(objectOf);
  const names = new Set<string>();
  const seen = new Set<string>();
  const nodePorts = new Set<string>();
  list.forEach((port, index) => {
    const place = `${at}.ports[${index}]`;
    const name = textOf(port["name"]);
    if (name !== "") {
      form(labelName)(name, `${place}.name`, report);
      if (names.has(name)) report.duplicate(`${place}.name`, name);
      names.add(name);
    } else if (list.length > 1) report.required(`${place}.name`);
    fields({
      port: portNumber,
      protocol: neededOneOf("SCTP", "TCP", "UDP"),
      targetPort: portOrName,
      appProtocol: optional(form(qualifiedName)),
    })(port, place, report);
    const nodePort = numberOf(port["nodePort"]);
    if (type === "ClusterIP" && nodePort !== 0)
      report.forbidden(`${place}.nodePort`, "may not be used when `type` is 'ClusterIP'");
    if (type === "LoadBalancer" && port["port"] === 10_250)
      report.invalid(
        place,
        10_250,
        "may not expose port 10250 externally since it is used by kubelet",
      );
    const nodeKey = `${textOf(port["protocol"])}/${nodePort}`;
    if (nodePort !== 0 && nodePorts.has(nodeKey)) report.duplicate(`${place}.nodePort`, nodePort);
    nodePorts.add(nodeKey);
    const key = `${textOf(port["protocol"])}/${numberOf(port["port"])}`;
    if (seen.has(key))
      report.duplicate(
        place,
        new Shown({
          Name: "",
          Protocol: port["protocol"],
          AppProtocol: null,
          Port: port["port"],
          TargetPort: 0,
          NodePort: 0,
        }),
      );
    seen.add(key);
  });
};

const byType: Check = (value, at, report) => {
  const spec = objectOf(value);
  const { type } = spec;
  if (isEmpty(spec["ports"]) && !isHeadless(spec) && type !== "ExternalName")
    report.required(`${at}.ports`);
  if (isHeadless(spec) && (type === "LoadBalancer" || type === "NodePort"))
    report.invalid(`${at}.clusterIPs[0]`, "None", `may not be set to 'None' for ${type} services`);
  if (type !== "ExternalName") return;
  for (const name of ["clusterIPs", "ipFamilies", "ipFamilyPolicy"]) {
    if (!isEmpty(spec[name]))
      report.forbidden(`${at}.${name}`, "may not be set for ExternalName services");
  }
  needed((name, place, found) => {
    form(subdomainName)(textOf(name).replace(/\.$/, ""), place, found);
  })(spec["externalName"], `${at}.externalName`, report);
};

const affinity: Check = (value, at, report) => {
  const { sessionAffinity: kind, sessionAffinityConfig: config } = objectOf(value);
  const place = `${at}.sessionAffinityConfig`;
  neededOneOf("ClientIP", "None")(kind, `${at}.sessionAffinity`, report);
  if (kind === "None" && isSet(config))
    report.forbidden(place, "must not be set when session affinity is None");
  if (kind !== "ClientIP") return;
  const seconds = valueAt(config, "clientIP", "timeoutSeconds");
  if (typeof seconds === "number" && (seconds <= 0 || seconds > 86_400))
    report.invalid(
      `${place}.clientIP.timeoutSeconds`,
      seconds,
      "must be greater than 0 and less than 86400",
    );
};

/** Asked of the addresses before any is given out, and nothing else if it fails; then once more. */
export const clusterAddresses: Check = (value, at, report) => {
  const spec = objectOf(value);
  if (spec["type"] === "ExternalName") return;
  const list = `${at}.clusterIPs`;
  const single = textOf(spec["clusterIP"]);
  const given = listOf(spec["clusterIPs"]).map(textOf);
  if (single === "") {
    if (given.length > 0)
      report.invalid(list, given, "must be empty when `clusterIP` is not specified");
  } else if (given.length === 0) report.required(list);
  else if (given[0] !== single) report.invalid(list, given, "first value must match `clusterIP`");
  const seen = new Set<unknown>();
  listOf(spec["ipFamilies"]).forEach((family, index) => {
    const place = `${at}.ipFamilies[${index}]`;
    oneOf("IPv4", "IPv6")(family, place, report);
    if (seen.has(family)) report.duplicate(place, family);
    seen.add(family);
  });
  optionalOneOf("PreferDualStack", "RequireDualStack", "SingleStack")(
    spec["ipFamilyPolicy"],
    `${at}.ipFamilyPolicy`,
    report,
  );
  addressFamilies(spec, given, list, report);
};

function addressFamilies(
  spec: PlainObject,
  given: readonly string[],
  at: string,
  report: Report,
): void {
  const before = report.errors.length;
  const known = new Set(listOf(valueAt(report.old, "spec", "clusterIPs")));
  given.forEach((ip, index) => {
    if (index === 0 && ip === "None") {
      if (given.length > 1) report.invalid(at, given, "'None' must be the first and only value");
    } else if (!known.has(ip)) looseAddress(ip, `${at}[${index}]`, report);
  });
  if (given.length > 2) report.invalid(at, given, "may only hold up to 2 values");
  if (report.errors.length > before) return;
  const families = given.map((ip) => parseAddress(ip)?.family);
  if (given.length > 1 && new Set(families).size < 2)
    report.invalid(at, given, "may specify no more than one IP for each IP family");
  if (isHeadless(spec)) return;
  listOf(spec["ipFamilies"]).forEach((family, index) => {
    const ip = given[index];
    if (ip === undefined) return;
    const isSix = families[index] === 6;
    if ((family === "IPv4" && isSix) || (family === "IPv6" && !isSix))
      report.invalid(
        `${at}[${index}]`,
        ip,
        `expected an ${textOf(family)} value as indicated by \`ipFamilies[${index}]\``,
      );
  });
}

const externalAddress: Check = (value, at, report) => {
  const before = report.errors.length;
  looseAddress(value, at, report);
  if (report.errors.length === before) endpointAddress(value, at, report);
};

const balancer: Check = (value, at, report) => {
  const spec = objectOf(value);
  const isBalanced = spec["type"] === "LoadBalancer";
  if (!isEmpty(spec["loadBalancerSourceRanges"])) {
    // The real server names it like this.
    const place = `${at}.LoadBalancerSourceRanges`;
    if (!isBalanced) report.forbidden(place, onlyBalanced);
    listOf(spec["loadBalancerSourceRanges"]).forEach((range, index) => {
      looseNetwork(textOf(range).trim(), `${place}[${index}]`, report);
    });
  }
  const allocates = spec["allocateLoadBalancerNodePorts"];
  if (isBalanced) needed()(isSet(allocates), `${at}.allocateLoadBalancerNodePorts`, report);
  else refused(onlyBalanced)(allocates, `${at}.allocateLoadBalancerNodePorts`, report);
  const name = spec["loadBalancerClass"];
  const before = valueAt(report.old, "spec", "loadBalancerClass");
  if (isBalanced && valueAt(report.old, "spec", "type") === "LoadBalancer" && name !== before)
    report.invalid(`${at}.loadBalancerClass`, name ?? null, "may not change once set");
  for (let times = report.old === undefined ? 1 : 2; times > 0; times--) {
    if (isBalanced) optional(form(qualifiedName))(name, `${at}.loadBalancerClass`, report);
    else refused(onlyBalanced)(name, `${at}.loadBalancerClass`, report);
  }
};

/** Open to the world: by node ports, a balancer, or addresses of its own. */
export function isExternallyAccessible(spec: PlainObject): boolean {
  return (
    spec["type"] === "LoadBalancer" ||
    spec["type"] === "NodePort" ||
    (spec["type"] === "ClusterIP" && !isEmpty(spec["externalIPs"]))
  );
}

/** A balancer asks the nodes themselves for the health of their own pods. */
export function needsHealthCheck(spec: PlainObject): boolean {
  return spec["type"] === "LoadBalancer" && spec["externalTrafficPolicy"] === "Local";
}

const traffic: Check = (value, at, report) => {
  const spec = objectOf(value);
  const policy = `${at}.externalTrafficPolicy`;
  if (isExternallyAccessible(spec))
    neededOneOf("Cluster", "Local")(spec["externalTrafficPolicy"], policy, report);
  else if (!isEmpty(spec["externalTrafficPolicy"]))
    report.invalid(
      policy,
      spec["externalTrafficPolicy"],
      "may only be set for externally-accessible services",
    );
  const health = numberOf(spec["healthCheckNodePort"]);
  const place = `${at}.healthCheckNodePort`;
  if (needsHealthCheck(spec)) needed(portNumber)(health, place, report);
  else if (health !== 0)
    report.invalid(
      place,
      health,
      "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
    );
  const inner = `${at}.internalTrafficPolicy`;
  if (!isSet(spec["internalTrafficPolicy"]) && spec["type"] !== "ExternalName")
    report.required(inner);
  optionalOneOf("Cluster", "Local")(spec["internalTrafficPolicy"], inner, report);
  optionalOneOf("PreferClose", "PreferSameZone", "PreferSameNode")(
    spec["trafficDistribution"],
    `${at}.trafficDistribution`,
    report,
  );
};

const topologyMode = "service.kubernetes.io/topology-mode";
const topologyHints = "service.kubernetes.io/topology-aware-hints";

const topologyAnnotations: Check = (value, at, report) => {
  const annotations = objectOf(valueAt(value, "annotations"));
  const [mode, hints] = [annotations[topologyMode], annotations[topologyHints]];
  if (mode === undefined || hints === undefined || mode === hints) return;
  const problem = `must match annotations[${topologyHints}] when both are specified`;
  report.invalid(`${at}.annotations[${topologyMode}]`, mode, problem);
};

export const serviceCheck: Check = fields({
  metadata: topologyAnnotations,
  spec: all(
    byType,
    ports,
    fields({ selector: labels }),
    affinity,
    clusterAddresses,
    fields({
      externalIPs: each(externalAddress),
      type: neededOneOf("ClusterIP", "ExternalName", "LoadBalancer", "NodePort"),
    }),
    balancer,
    traffic,
  ),
});

/** What stays once it was given. */
export const serviceChange: Check = (value, _at, report) => {
  const spec = objectOf(objectOf(value)["spec"]);
  const old = objectOf(report.old?.["spec"]);
  if (needsHealthCheck(spec) && needsHealthCheck(old)) {
    if (numberOf(spec["healthCheckNodePort"]) !== numberOf(old["healthCheckNodePort"]))
      report.forbidden("spec.healthCheckNodePort", "field is immutable");
  }
  if (spec["type"] === "ExternalName" || old["type"] === "ExternalName") return;
  if (isHeadless(spec) && isHeadless(old)) return;
  if (listOf(spec["clusterIPs"])[0] === spec["clusterIP"])
    fixedList(spec, old, "clusterIPs", "clusterIP", report);
  fixedList(spec, old, "ipFamilies", "ipFamily", report);
};

function fixedList(
  spec: PlainObject,
  old: PlainObject,
  name: "clusterIPs" | "ipFamilies",
  one: string,
  report: Report,
): void {
  const now = listOf(spec[name]);
  const before = listOf(old[name]);
  const at = `spec.${name}`;
  const fixed = (index: number) =>
    report.invalid(`${at}[${index}]`, new Shown(spec[name] ?? null), "may not change once set");
  if (now.length === before.length) {
    before.forEach((item, index) => {
      if (item !== now[index]) fixed(index);
    });
    return;
  }
  if (now.length < before.length) {
    if (now.length === 0)
      report.invalid(`${at}[0]`, new Shown(spec[name] ?? null), `primary ${one} can not be unset`);
    else if (now[0] !== before[0]) fixed(0);
    if (now.length === 1 && spec["ipFamilyPolicy"] !== "SingleStack")
      report.invalid(
        "spec.ipFamilyPolicy",
        spec["ipFamilyPolicy"],
        `must be set to 'SingleStack' when releasing the secondary ${one}`,
      );
  } else if (before.length > 0 && now[0] !== before[0]) fixed(0);
}

const balancerPoint: Check = (value, at, report) => {
  const { ip, ipMode, hostname } = objectOf(value);
  if (!isEmpty(ip)) looseAddress(ip, `${at}.ip`, report);
  if (!isSet(ipMode)) {
    if (!isEmpty(ip)) report.required(`${at}.ipMode`, "must be specified when `ip` is set");
  } else if (isEmpty(ip))
    report.forbidden(`${at}.ipMode`, "may not be specified when `ip` is not set");
  else oneOf("Proxy", "VIP")(ipMode, `${at}.ipMode`, report);
  if (isEmpty(hostname)) return;
  form(subdomainName)(hostname, `${at}.hostname`, report);
  if (parseAddress(textOf(hostname)) !== undefined)
    report.invalid(`${at}.hostname`, hostname, "must be a DNS name, not an IP address");
};

export const serviceStatus: Check = (value, _at, report) => {
  const points = valueAt(value, "status", "loadBalancer", "ingress");
  const at = "status.loadBalancer.ingress";
  if (valueAt(value, "spec", "type") !== "LoadBalancer" && !isEmpty(points))
    report.forbidden(at, "may only be used when `spec.type` is 'LoadBalancer'");
  else each(balancerPoint)(points, at, report);
};
