import { addQuantities, compareQuantities } from "../../../codec/go/quantity.ts";
import { listOf, objectOf, type PlainObject, valueAt } from "../../../codec/json/plain-object.ts";

/** Amounts by the name of a resource. */
export type Amounts = Readonly<Record<string, string>>;

/**
 * What the containers of a pod ask for: together, or in the greediest moment of its beginning, where that is more.
 * Sidecars run all the time.
 *
 * @see k8s.io/component-helpers resource/helpers.go AggregateContainerRequests, AggregateContainerLimits
 */
export function containerAmounts(spec: unknown, kind: "requests" | "limits"): Amounts {
  const ofContainer = (container: unknown): Amounts =>
    amountsOf(valueAt(container, "resources", kind));
  const running: Record<string, string> = {};
  const sidecars: Record<string, string> = {};
  const beginning: Record<string, string> = {};
  for (const container of listOf(valueAt(spec, "containers"))) add(running, ofContainer(container));
  for (const container of listOf(valueAt(spec, "initContainers"))) {
    const own = ofContainer(container);
    // Of what a container does not name there is as much as before it.
    if (valueAt(container, "restartPolicy") === "Always") {
      add(running, own);
      add(sidecars, own);
      raise(beginning, namedBy(own, sidecars));
    } else raise(beginning, sum(namedBy(own, sidecars), own));
  }
  raise(running, beginning);
  return running;
}

/** Resource amounts of an object, as texts. */
export function amountsOf(value: unknown): Amounts {
  const entries = Object.entries(objectOf(value) as PlainObject);
  return Object.fromEntries(entries.map(([name, amount]) => [name, String(amount)]));
}

/** Both together, name by name. */
export function sum(a: Amounts, b: Amounts): Amounts {
  const total: Record<string, string> = { ...a };
  add(total, b);
  return total;
}

function add(total: Record<string, string>, more: Amounts): void {
  for (const [name, amount] of Object.entries(more))
    total[name] = total[name] === undefined ? amount : addQuantities(total[name], amount);
}

/** The most of each name. */
export function most(...all: readonly Amounts[]): Amounts {
  const greatest: Record<string, string> = {};
  for (const amounts of all) raise(greatest, amounts);
  return greatest;
}

/** Of each name what fits. */
export function pick(amounts: Amounts, fits: (name: string) => boolean): Amounts {
  return Object.fromEntries(Object.entries(amounts).filter(([name]) => fits(name)));
}

function namedBy(names: Amounts, amounts: Amounts): Amounts {
  return Object.fromEntries(
    Object.keys(names).flatMap((name) => {
      const amount = amounts[name];
      return amount === undefined ? [] : [[name, amount]];
    }),
  );
}

function raise(greatest: Record<string, string>, amounts: Amounts): void {
  for (const [name, amount] of Object.entries(amounts)) {
    const other = greatest[name];
    if (other === undefined || compareQuantities(amount, other) > 0) greatest[name] = amount;
  }
}
