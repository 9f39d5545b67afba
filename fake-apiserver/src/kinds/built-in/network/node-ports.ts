import { type Random, randomInteger } from "@informerlab/core";
import {
  isPlainObject,
  listOf,
  numberOf,
  objectOf,
  type PlainObject,
  textOf,
} from "../../../codec/json/plain-object.ts";
import { bareInternalError, internalError } from "../../../request/answer/status-errors.ts";
import { defaultServerSettings } from "../../../request/server-settings.ts";
import { invalid } from "../../../schema/field-error.ts";
import type { StrategyContext } from "../../resource-definition.ts";
import { needsHealthCheck } from "./service-checks.ts";
import { refusedService } from "./service-errors.ts";

/** Ports from the first to the last. */
interface PortRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Ports of all nodes that one write of a service takes.
 *
 * @see kubernetes pkg/registry/core/service/portallocator/operation.go
 */
class PortOperation {
  readonly #taken: Set<number>;
  readonly #random: Random;
  readonly #isDryRun: boolean;
  readonly #range: PortRange;
  #count = 0;
  #highest = 0;

  constructor(taken: Set<number>, context: StrategyContext) {
    const { random, isDryRun = false, settings = defaultServerSettings } = context;
    const [first = 0, last = 0] = settings.serviceNodePortRange.split("-").map(Number);
    this.#taken = taken;
    this.#random = random;
    this.#isDryRun = isDryRun;
    this.#range = { first, last };
  }

  /** Takes a port; what keeps it from that, or undefined. */
  allocate(port: number): string | undefined {
    // Nothing is out of range where nothing is taken.
    const { first, last } = this.#range;
    if (!this.#isDryRun && (port < first || port > last))
      return `provided port is not in the valid range. The range of valid ports is ${first}-${last}`;
    if (this.#taken.has(port)) return "provided port is already allocated";
    this.#take(port);
    return undefined;
  }

  /** Takes any port; a dry run makes one up. */
  allocateNext(): number {
    const port = this.#isDryRun ? this.#madeUpPort() : this.#freePort();
    this.#take(port);
    return port;
  }

  #madeUpPort(): number {
    return this.#count === 0 ? this.#range.last + 2 : this.#highest + 1;
  }

  #freePort(): number {
    const { first, last } = this.#range;
    const count = last - first + 1;
    const start = randomInteger(this.#random.fork(`node port ${this.#count}`), count);
    for (let step = 0; step < count; step++) {
      const port = first + ((start + step) % count);
      if (!this.#taken.has(port)) return port;
    }
    return 0;
  }

  #take(port: number): void {
    this.#taken.add(port);
    this.#count += 1;
    this.#highest = Math.max(this.#highest, port);
  }
}

/** Whether its ports are open on every node. */
export function needsNodePorts(spec: PlainObject): boolean {
  return (
    hasNodePorts(spec) &&
    (spec["type"] === "NodePort" || spec["allocateLoadBalancerNodePorts"] !== false)
  );
}

/** Whether its ports may be open on every node. */
export function hasNodePorts(spec: PlainObject): boolean {
  return spec["type"] === "NodePort" || spec["type"] === "LoadBalancer";
}

/**
 * The members of the spec of a service that say ports of nodes, with all that it needs.
 *
 * @throws StatusError 422 for a port that cannot be had, 500 for one that is given twice and for a health check's
 */
export function withNodePorts(
  service: PlainObject,
  old: PlainObject | undefined,
  others: readonly PlainObject[],
  context: StrategyContext,
): PlainObject {
  const spec = objectOf(service["spec"]);
  const before = objectOf(old?.["spec"]);
  const taken = new Set(others.flatMap((other) => portsOf(objectOf(other["spec"]))));
  for (const port of portsOf(before)) taken.add(port);
  const operation = new PortOperation(taken, context);
  let ports = listOf(spec["ports"]);
  if (hasNodePorts(spec))
    ports =
      old === undefined
        ? newPorts(service, ports, operation)
        : changedPorts(service, before, operation);
  const health = numberOf(spec["healthCheckNodePort"]);
  if (!needsHealthCheck(spec) || needsHealthCheck(before)) return { ports };
  return { ports, healthCheckNodePort: healthCheckPort(health, operation) };
}

function portsOf(spec: PlainObject): readonly number[] {
  const ports = listOf(spec["ports"]).map((port) => numberOf(objectOf(port)["nodePort"]));
  return [...ports, numberOf(spec["healthCheckNodePort"])].filter((port) => port !== 0);
}

/** Ports of one number share their node port, whatever the protocol. */
function newPorts(
  service: PlainObject,
  ports: readonly unknown[],
  operation: PortOperation,
): readonly unknown[] {
  const allocates = needsNodePorts(objectOf(service["spec"]));
  const given = new Map<number, number>();
  const asked = new Map<number, number>();
  for (const port of ports.map(objectOf)) {
    const number = numberOf(port["port"]);
    if (numberOf(port["nodePort"]) !== 0 && !asked.has(number))
      asked.set(number, numberOf(port["nodePort"]));
  }
  const take = (nodePort: number, index: number): void => {
    refuse(service, index, nodePort, operation.allocate(nodePort));
  };
  return ports.map((port, index) => {
    if (!isPlainObject(port)) return port;
    const own = numberOf(port["nodePort"]);
    if (own === 0 && !allocates) return port;
    const number = numberOf(port["port"]);
    const shared = given.get(number);
    if (shared === undefined) {
      const wanted = asked.get(number);
      if (wanted !== undefined) take(wanted, index);
      const nodePort = wanted ?? operation.allocateNext();
      given.set(number, nodePort);
      return { ...port, nodePort };
    }
    if (own === 0) return { ...port, nodePort: shared };
    if (own !== shared) take(own, index);
    return port;
  });
}

function changedPorts(
  service: PlainObject,
  before: PlainObject,
  operation: PortOperation,
): readonly unknown[] {
  const spec = objectOf(service["spec"]);
  const allocates = needsNodePorts(spec);
  const known = new Set(
    listOf(before["ports"]).map((port) => numberOf(objectOf(port)["nodePort"])),
  );
  const seen = new Set<string>();
  return listOf(spec["ports"]).map((port, index) => {
    if (!isPlainObject(port)) return port;
    const asked = numberOf(port["nodePort"]);
    if (asked === 0 && !allocates) return port;
    if (asked !== 0 && !known.has(asked)) {
      refuse(service, index, asked, operation.allocate(asked));
      known.add(asked);
    }
    const nodePort = asked === 0 ? operation.allocateNext() : asked;
    const key = `{${textOf(port["protocol"])} ${nodePort}}`;
    if (seen.has(key)) throw bareInternalError(`duplicate nodePort: ${key}`);
    seen.add(key);
    return { ...port, nodePort };
  });
}

function refuse(
  service: PlainObject,
  index: number,
  nodePort: number,
  problem: string | undefined,
): void {
  if (problem !== undefined)
    throw refusedService(service, [invalid(`spec.ports[${index}].nodePort`, nodePort, problem)]);
}

function healthCheckPort(asked: number, operation: PortOperation): number {
  if (asked === 0) return operation.allocateNext();
  const problem = operation.allocate(asked);
  if (problem !== undefined)
    throw internalError(`failed to allocate requested HealthCheck NodePort ${asked}: ${problem}`);
  return asked;
}

/** What was given to a service stays with it where a write leaves it out. */
export function keepNodePorts(spec: Record<string, unknown>, before: PlainObject): void {
  if (needsNodePorts(spec) && needsNodePorts(before)) {
    const old = listOf(before["ports"]).map(objectOf);
    const now = new Set(listOf(spec["ports"]).map((port) => numberOf(objectOf(port)["nodePort"])));
    const byName = new Map(old.map((port) => [textOf(port["name"]), port["nodePort"]]));
    spec["ports"] = listOf(spec["ports"]).map((port) => {
      if (!isPlainObject(port) || numberOf(port["nodePort"]) !== 0) return port;
      const nodePort = numberOf(byName.get(textOf(port["name"])));
      return nodePort === 0 || now.has(nodePort) ? port : { ...port, nodePort };
    });
  }
  if (needsHealthCheck(spec) && needsHealthCheck(before) && !spec["healthCheckNodePort"])
    spec["healthCheckNodePort"] = before["healthCheckNodePort"];
}

/** What was given to a service goes when it is of no use any more, unless it was changed at the same time. */
export function giveUpNodePorts(spec: Record<string, unknown>, before: PlainObject): void {
  if (hasNodePorts(before) && !hasNodePorts(spec)) {
    const given = new Set(
      listOf(before["ports"]).map((port) => numberOf(objectOf(port)["nodePort"])),
    );
    const ports = listOf(spec["ports"]).map(objectOf);
    const isSame = ports.every(({ nodePort }) => !nodePort || given.has(numberOf(nodePort)));
    if (isSame) spec["ports"] = ports.map(({ nodePort: _, ...port }) => port);
  }
  const isSame = spec["healthCheckNodePort"] === before["healthCheckNodePort"];
  if (needsHealthCheck(before) && !needsHealthCheck(spec) && isSame)
    delete spec["healthCheckNodePort"];
}
