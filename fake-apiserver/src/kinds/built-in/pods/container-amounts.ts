import { listOf, objectOf, type PlainObject, valueAt } from "../../../codec/plain-object.ts";
import { addQuantities, compareQuantities } from "../../../codec/quantity.ts";

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
  let running = listOf(valueAt(spec, "containers")).map(ofContainer).reduce(sum, {});
  let sidecars: Amounts = {};
  let beginning: Amounts = {};
  for (const container of listOf(valueAt(spec, "initContainers"))) {
    if (valueAt(container, "restartPolicy") === "Always") {
      sidecars = sum(sidecars, ofContainer(container));
      running = sum(running, ofContainer(container));
      beginning = most(beginning, sidecars);
    } else beginning = most(beginning, sum(sidecars, ofContainer(container)));
  }
  return most(running, beginning);
}

/** Resource amounts of an object, as texts. */
export function amountsOf(value: unknown): Amounts {
  const entries = Object.entries(objectOf(value) as PlainObject);
  return Object.fromEntries(entries.map(([name, amount]) => [name, String(amount)]));
}

/** Both together, name by name. */
export function sum(a: Amounts, b: Amounts): Amounts {
  const total: Record<string, string> = { ...a };
  for (const [name, amount] of Object.entries(b))
    total[name] = total[name] === undefined ? amount : addQuantities(total[name], amount);
  return total;
}

/** Of each name what fits. */
export function pick(amounts: Amounts, fits: (name: string) => boolean): Amounts {
  return Object.fromEntries(Object.entries(amounts).filter(([name]) => fits(name)));
}

function most(a: Amounts, b: Amounts): Amounts {
  const greatest: Record<string, string> = { ...a };
  for (const [name, amount] of Object.entries(b)) {
    const other = greatest[name];
    if (other === undefined || compareQuantities(amount, other) > 0) greatest[name] = amount;
  }
  return greatest;
}
