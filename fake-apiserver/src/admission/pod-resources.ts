import { listOf, objectOf, type PlainObject, valueAt } from "../codec/plain-object.ts";
import { addQuantities, compareQuantities } from "../codec/quantity.ts";

/** Amounts by the name of a resource. */
export type Amounts = Readonly<Record<string, string>>;

/** Whether the pod's overhead counts. */
export interface PodResourceOptions {
  readonly withOverhead: boolean;
}

/**
 * What a pod asks for as a whole: its containers together, or the greediest moment of its beginning, where that is
 * more. Sidecars run all the time.
 *
 * @see k8s.io/component-helpers resource/helpers.go
 */
export function podResources(
  pod: unknown,
  kind: "requests" | "limits",
  { withOverhead }: PodResourceOptions,
): Amounts {
  const ofContainer = (container: unknown): Amounts =>
    amountsOf(valueAt(container, "resources", kind));
  let running = listOf(valueAt(pod, "spec", "containers"))
    .map(ofContainer)
    .reduce(sum, {});
  let sidecars: Amounts = {};
  let beginning: Amounts = {};
  for (const container of listOf(valueAt(pod, "spec", "initContainers"))) {
    if (valueAt(container, "restartPolicy") === "Always") {
      sidecars = sum(sidecars, ofContainer(container));
      running = sum(running, ofContainer(container));
      beginning = most(beginning, sidecars);
    } else beginning = most(beginning, sum(sidecars, ofContainer(container)));
  }
  const whole = {
    ...most(running, beginning),
    ...amountsOf(valueAt(pod, "spec", "resources", kind)),
  };
  const overhead = amountsOf(valueAt(pod, "spec", "overhead"));
  if (!withOverhead) return whole;
  // A limit that is not set is none: overhead alone does not make one.
  const counted =
    kind === "requests" ? overhead : pick(overhead, (name) => Object.hasOwn(whole, name));
  return sum(whole, counted);
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
