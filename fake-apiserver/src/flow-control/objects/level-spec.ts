import type { KubernetesObject } from "@informerlab/core";
import { numberOf, objectOf, textOf } from "../../codec/json/plain-object.ts";

/** What a level does with requests beyond its limit. */
export type LimitResponse =
  | { readonly kind: "exempt" }
  | { readonly kind: "reject" }
  | {
      readonly kind: "queue";
      readonly queues: number;
      readonly handSize: number;
      readonly queueLengthMax: number;
    };

/** What an object says of a priority level. */
export interface LevelSpec {
  readonly name: string;
  /** Of all shares of all levels. */
  readonly shares: number;
  readonly lendablePercent?: number;
  /** Undefined: it may borrow whatever there is. */
  readonly borrowingLimitPercent?: number;
  readonly response: LimitResponse;
}

/** Reads a PriorityLevelConfiguration. Undefined for one that the real server takes for broken. */
export function levelSpecOf(object: KubernetesObject): LevelSpec | undefined {
  const name = object.metadata?.name ?? "";
  const spec = objectOf(objectOf(object)["spec"]);
  const isExempt = textOf(spec["type"]) === "Exempt";
  if (isExempt !== (name === "exempt")) return undefined;
  const rules = objectOf(spec[isExempt ? "exempt" : "limited"]);
  return {
    name,
    shares: numberOf(rules["nominalConcurrencyShares"]),
    ...percent(rules, "lendablePercent"),
    ...percent(rules, "borrowingLimitPercent"),
    response: isExempt ? { kind: "exempt" } : responseOf(objectOf(rules["limitResponse"])),
  };
}

function percent(
  rules: Readonly<Record<string, unknown>>,
  name: "lendablePercent" | "borrowingLimitPercent",
): Partial<LevelSpec> {
  const value = rules[name];
  return typeof value === "number" ? { [name]: value } : {};
}

function responseOf(limit: Readonly<Record<string, unknown>>): LimitResponse {
  if (textOf(limit["type"]) !== "Queue") return { kind: "reject" };
  const queuing = objectOf(limit["queuing"]);
  return {
    kind: "queue",
    queues: numberOf(queuing["queues"]),
    handSize: numberOf(queuing["handSize"]),
    queueLengthMax: numberOf(queuing["queueLengthLimit"]),
  };
}
