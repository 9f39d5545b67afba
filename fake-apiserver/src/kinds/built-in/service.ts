import { randomInteger } from "@informerlab/core";
import {
  equalJson,
  isPlainObject,
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  without,
} from "../../codec/plain-object.ts";
import {
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  invalidObject,
  notSupported,
  required,
} from "../../schema/field-error.ts";
import type { StrategyContext } from "../resource-definition.ts";
import { label1035Name, labelName } from "../validation/names.ts";
import type { KindRules } from "./kind-rules.ts";

const types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
/** 10.96.0.0/16, of which the first 256 are left to addresses that people choose. */
const addressPrefix = "10.96.";
const addressOffsetMin = 257;
const addressOffsetMax = 65_534;
const nodePortMin = 30_000;
const nodePortMax = 32_767;

/**
 * Services, with addresses from 10.96.0.0/16 and node ports from 30000 to 32767.
 *
 * @see kubernetes pkg/registry/core/service/storage/{storage,alloc}.go
 */
export const serviceRules: KindRules = {
  nameRule: label1035Name,
  strategy: { deleteAnswersObject: true, allowsCreateOnUpdate: true },
  selectableFields: {
    "spec.clusterIP": (service) => textOf(valueAt(service, "spec", "clusterIP")),
    "spec.type": (service) => textOf(valueAt(service, "spec", "type")),
  },
  prepareForCreate: (service, context) => allocate(withIpFamilies(service), undefined, context),
  prepareForUpdate(service, old, subresource, context) {
    return subresource === ""
      ? allocate(withIpFamilies(withAllocated(service, old)), old, context)
      : service;
  },
  validate: validateService,
  validateUpdate(service, old, subresource) {
    if (subresource !== "") return [];
    const addresses = listOf(valueAt(service, "spec", "clusterIPs"));
    const before = listOf(valueAt(old, "spec", "clusterIPs"));
    const isUnset = before.length === 0 || valueAt(old, "spec", "type") === "ExternalName";
    const becomesExternal = valueAt(service, "spec", "type") === "ExternalName";
    return isUnset || becomesExternal || addresses[0] === before[0]
      ? []
      : [invalid("spec.clusterIPs[0]", addresses, "may not change once set")];
  },
};

/** The address family fields; this cluster has IPv4 only, but a headless service without selector promises both. */
function withIpFamilies(service: PlainObject): PlainObject {
  const spec = { ...objectOf(service["spec"]) };
  if (spec["type"] === "ExternalName") {
    return {
      ...service,
      spec: without(spec, "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"),
    };
  }
  const isHeadless = spec["clusterIP"] === "None";
  if (textOf(spec["clusterIP"]) !== "" && listOf(spec["clusterIPs"])[0] !== spec["clusterIP"]) {
    spec["clusterIPs"] = [spec["clusterIP"]];
  } else if (listOf(spec["clusterIPs"]).length > 0)
    spec["clusterIP"] ??= listOf(spec["clusterIPs"])[0];
  const isDual = isHeadless && Object.keys(objectOf(spec["selector"])).length === 0;
  spec["ipFamilies"] ??= isDual ? ["IPv4", "IPv6"] : ["IPv4"];
  spec["ipFamilyPolicy"] ??= isDual ? "RequireDualStack" : "SingleStack";
  return { ...service, spec };
}

/** A PUT that leaves out what the server allocated keeps it. */
function withAllocated(service: PlainObject, old: PlainObject): PlainObject {
  const spec = { ...objectOf(service["spec"]) };
  const before = objectOf(old["spec"]);
  if (spec["type"] !== "ExternalName" && before["type"] !== "ExternalName") {
    for (const name of ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"]) {
      if (textOf(spec[name]) === "" && !Array.isArray(spec[name]) && before[name] !== undefined)
        spec[name] = before[name];
    }
  }
  if (needsNodePorts(spec) && needsNodePorts(before)) {
    const ports = listOf(before["ports"]).map(objectOf);
    spec["ports"] = listOf(spec["ports"]).map((port) => {
      const same = ports.find(({ port: number, protocol }) => {
        return number === objectOf(port)["port"] && protocol === objectOf(port)["protocol"];
      });
      const nodePort = same?.["nodePort"];
      return isPlainObject(port) && numberOf(port["nodePort"]) === 0 && nodePort !== undefined
        ? { ...port, nodePort }
        : port;
    });
  }
  return { ...service, spec };
}

function allocate(
  service: PlainObject,
  old: PlainObject | undefined,
  context: StrategyContext,
): PlainObject {
  const spec = { ...objectOf(service["spec"]) };
  const others = [...context.others()]
    .filter(({ metadata }) => metadata?.uid !== valueAt(old, "metadata", "uid"))
    .map(objectOf);
  if (spec["type"] !== "ExternalName") allocateAddress(service, spec, others, context);
  spec["ports"] = needsNodePorts(spec)
    ? allocateNodePorts(service, spec, others, context)
    : listOf(spec["ports"]).map((port) =>
        isPlainObject(port) && old !== undefined ? without(port, "nodePort") : port,
      );
  if (listOf(spec["ports"]).length === 0) delete spec["ports"];
  return { ...service, spec };
}

function allocateAddress(
  service: PlainObject,
  spec: Record<string, unknown>,
  others: readonly PlainObject[],
  context: StrategyContext,
): void {
  const asked = textOf(spec["clusterIP"]);
  if (asked === "None") return;
  const taken = new Set(others.map((other) => textOf(valueAt(other, "spec", "clusterIP"))));
  if (asked === "") {
    const address = context.isDryRun === true ? `${addressPrefix}0.0` : freeAddress(taken, context);
    spec["clusterIP"] = address;
    spec["clusterIPs"] = [address];
    return;
  }
  if (!/^\d+\.\d+\.\d+\.\d+$/.test(asked)) return;
  const problem = !asked.startsWith(addressPrefix)
    ? "the provided network does not match the current range"
    : taken.has(asked)
      ? "provided IP is already allocated"
      : undefined;
  if (problem === undefined) return;
  throw refused(service, [
    invalid("spec.clusterIPs", spec["clusterIPs"], `failed to allocate IP ${asked}: ${problem}`),
  ]);
}

function freeAddress(taken: ReadonlySet<string>, context: StrategyContext): string {
  const random = context.random.fork("service address");
  const count = addressOffsetMax - addressOffsetMin + 1;
  const start = randomInteger(random, count);
  for (let step = 0; step < count; step++) {
    const offset = addressOffsetMin + ((start + step) % count);
    const address = `${addressPrefix}${offset >> 8}.${offset & 255}`;
    if (!taken.has(address)) return address;
  }
  return "";
}

function needsNodePorts(spec: PlainObject): boolean {
  if (spec["type"] === "NodePort") return true;
  return spec["type"] === "LoadBalancer" && spec["allocateLoadBalancerNodePorts"] !== false;
}

function allocateNodePorts(
  service: PlainObject,
  spec: PlainObject,
  others: readonly PlainObject[],
  context: StrategyContext,
): readonly unknown[] {
  const taken = new Set(
    others.flatMap((other) =>
      listOf(valueAt(other, "spec", "ports")).map((port) => numberOf(objectOf(port)["nodePort"])),
    ),
  );
  return listOf(spec["ports"]).map((port, index) => {
    if (!isPlainObject(port)) return port;
    const asked = numberOf(port["nodePort"]);
    if (asked === 0) {
      const nodePort = freeNodePort(taken, context, index);
      taken.add(nodePort);
      return { ...port, nodePort };
    }
    const problem =
      asked < nodePortMin || asked > nodePortMax
        ? `provided port is not in the valid range. The range of valid ports is ${nodePortMin}-${nodePortMax}`
        : taken.has(asked)
          ? "provided port is already allocated"
          : undefined;
    if (problem !== undefined)
      throw refused(service, [invalid(`spec.ports[${index}].nodePort`, asked, problem)]);
    return port;
  });
}

function freeNodePort(taken: ReadonlySet<number>, context: StrategyContext, index: number): number {
  const count = nodePortMax - nodePortMin + 1;
  const start = randomInteger(context.random.fork(`node port ${index}`), count);
  for (let step = 0; step < count; step++) {
    const port = nodePortMin + ((start + step) % count);
    if (!taken.has(port)) return port;
  }
  return 0;
}

function refused(service: PlainObject, errors: readonly FieldError[]): Error {
  return invalidObject(
    { group: "", kind: "Service" },
    textOf(valueAt(service, "metadata", "name")),
    errors,
  );
}

function validateService(service: PlainObject): readonly FieldError[] {
  const spec = objectOf(service["spec"]);
  const type = textOf(spec["type"]);
  const isHeadless = spec["clusterIP"] === "None";
  const errors: FieldError[] = [];
  const ports = listOf(spec["ports"]);
  if (ports.length === 0 && !isHeadless && type !== "ExternalName")
    errors.push(required("spec.ports"));
  if (type === "ExternalName" && textOf(spec["externalName"]) === "")
    errors.push(required("spec.externalName"));
  if (type === "LoadBalancer" && isHeadless) {
    errors.push(
      invalid("spec.clusterIPs[0]", "None", "may not be set to 'None' for LoadBalancer services"),
    );
  }
  errors.push(...validatePorts(ports));
  if (type === "") errors.push(required("spec.type"));
  else if (!types.includes(type)) errors.push(notSupported("spec.type", type, types));
  const affinities = ["ClientIP", "None"];
  if (!affinities.includes(textOf(spec["sessionAffinity"]))) {
    errors.push(notSupported("spec.sessionAffinity", spec["sessionAffinity"], affinities));
  }
  if (
    type !== "LoadBalancer" &&
    listOf(valueAt(service, "status", "loadBalancer", "ingress")).length > 0
  ) {
    errors.push(
      forbidden(
        "status.loadBalancer.ingress",
        "may only be used when `spec.type` is 'LoadBalancer'",
      ),
    );
  }
  return errors;
}

function validatePorts(ports: readonly unknown[]): readonly FieldError[] {
  const names = new Set<string>();
  const seen: PlainObject[] = [];
  return ports.flatMap((port, index) => {
    const { name, port: number, protocol, targetPort, nodePort } = objectOf(port);
    const at = `spec.ports[${index}]`;
    const errors: FieldError[] = [];
    if (textOf(name) === "") {
      if (ports.length > 1) errors.push(required(`${at}.name`));
    } else {
      errors.push(
        ...labelName(textOf(name)).map((problem) => invalid(`${at}.name`, name, problem)),
      );
      if (names.has(textOf(name))) errors.push(duplicate(`${at}.name`, name));
      names.add(textOf(name));
    }
    errors.push(...validatePortNumber(number ?? 0, `${at}.port`));
    const protocols = ["SCTP", "TCP", "UDP"];
    if (!protocols.includes(textOf(protocol)))
      errors.push(notSupported(`${at}.protocol`, protocol, protocols));
    if (typeof targetPort === "number")
      errors.push(...validatePortNumber(targetPort, `${at}.targetPort`));
    const key = { protocol, port: number, ...(nodePort === undefined ? {} : { nodePort }) };
    if (seen.some((other) => equalJson(without(other, "nodePort"), without(key, "nodePort")))) {
      errors.push(duplicate(at, { protocol, port: number }));
    }
    seen.push(key);
    return errors;
  });
}

function validatePortNumber(port: unknown, field: string): readonly FieldError[] {
  return typeof port === "number" && port >= 1 && port <= 65_535
    ? []
    : [invalid(field, port, "must be between 1 and 65535, inclusive")];
}
