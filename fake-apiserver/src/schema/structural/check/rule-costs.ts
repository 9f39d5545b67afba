import { isPlainObject, numberOf, type PlainObject } from "../../../codec/json/plain-object.ts";
import { type FieldError, forbidden } from "../../field-error.ts";

/** The most that one expression may be estimated to cost. */
export const expressionCostMax = 10_000_000;
const definitionCostMax = 100_000_000;
const shownMax = 4;

/** How often values of a schema can stand in one object; undefined where nothing limits that. */
export type Cardinality = number | undefined;

/** By what a schema multiplies the number of values below it. */
export function childCardinality(own: Cardinality, schema: PlainObject): Cardinality {
  const factor = factorOf(schema);
  return own === undefined || factor === undefined ? undefined : own * factor;
}

function factorOf(schema: PlainObject): Cardinality {
  const limit = (value: unknown): Cardinality =>
    value === undefined || value === null ? undefined : Math.max(0, numberOf(value));
  if (schema["type"] === "array") return limit(schema["maxItems"]);
  const additional = schema["additionalProperties"];
  const isMap = isPlainObject(additional) || typeof additional === "boolean";
  return schema["type"] === "object" && isMap ? limit(schema["maxProperties"]) : 1;
}

/** What all rules of a definition cost together, and the dearest of them. */
export class TotalCost {
  #total = 0;
  #dearest: { readonly field: string; readonly cost: number }[] = [];

  observe(field: string, cost: number): void {
    this.#total += cost;
    if (cost < definitionCostMax / 100) return;
    this.#dearest.push({ field, cost });
    this.#dearest.sort((a, b) => b.cost - a.cost);
    this.#dearest = this.#dearest.slice(0, shownMax);
  }

  problems(field: string): readonly FieldError[] {
    if (this.#total <= definitionCostMax) return [];
    return [
      ...this.#dearest.map((each) =>
        forbidden(
          each.field,
          "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema",
        ),
      ),
      forbidden(
        field,
        costProblem(
          "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema",
          this.#total,
          definitionCostMax,
        ),
      ),
    ];
  }
}

/** By how much something is too expensive, and what to do about it. */
export function costProblem(what: string, cost: number, limit: number): string {
  const factor = cost / limit;
  const text =
    factor > 100
      ? "more than 100x"
      : factor < 1.5
        ? `${factor.toFixed(6)}x`
        : `${factor.toFixed(1)}x`;
  return `${what} exceeds budget by factor of ${text} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}
