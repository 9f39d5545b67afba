import { listOf, objectOf, type PlainObject, textOf } from "../../codec/json/plain-object.ts";

/** Whether a label selector, as an object has it, selects these labels; an absent one selects nothing. */
export function selects(selector: unknown, labels: PlainObject): boolean {
  if (selector === undefined || selector === null) return false;
  const { matchLabels, matchExpressions } = objectOf(selector);
  const matches = Object.entries(objectOf(matchLabels)).every(
    ([key, value]) => labels[key] === value,
  );
  return matches && listOf(matchExpressions).every((one) => expressionHolds(objectOf(one), labels));
}

function expressionHolds({ key, operator, values }: PlainObject, labels: PlainObject): boolean {
  const value = labels[textOf(key)];
  switch (operator) {
    case "In":
      return value !== undefined && listOf(values).includes(value);
    case "NotIn":
      return value === undefined || !listOf(values).includes(value);
    case "Exists":
      return value !== undefined;
    default:
      return value === undefined;
  }
}
