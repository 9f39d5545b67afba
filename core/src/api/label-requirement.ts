import { labelKeyErrors, labelValueErrors } from "./qualified-name.ts";

/** How a requirement relates a label to its values, spelled as in Kubernetes. */
export type LabelOperator = "in" | "notin" | "=" | "==" | "!=" | "gt" | "lt" | "exists" | "!";

/** The labels of an object. */
export type Labels = Readonly<Record<string, string>>;

/** One condition of a label selector. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  readonly values: readonly string[];
}

/** The operators that stand between a key and values, in the order in which the apiserver lists them. */
export const binaryLabelOperators: readonly LabelOperator[] = [
  "in",
  "notin",
  "=",
  "==",
  "!=",
  "gt",
  "lt",
];

/** A label or field selector that cannot be understood. The message is the apiserver's own text. */
export class SelectorError extends Error {
  override readonly name = "SelectorError";
}

/**
 * Makes one condition of a selector.
 *
 * @throws SelectorError when key, operator and values do not go together.
 * @see apimachinery pkg/labels/selector.go
 */
export function createLabelRequirement(requirement: LabelRequirement): LabelRequirement {
  const { key, operator, values } = requirement;
  const errors: string[] = [];
  const keyErrors = labelKeyErrors(key);
  if (keyErrors.length > 0) errors.push(invalid("key", key, keyErrors.join("; ")));
  errors.push(...operatorErrors(operator, values));
  for (const [index, value] of values.entries()) {
    const valueErrors = labelValueErrors(value);
    if (valueErrors.length > 0) {
      errors.push(invalid(`values[${index}][${key}]`, value, valueErrors.join("; ")));
    }
  }
  const distinct = [...new Set(errors)];
  if (distinct.length > 0) {
    throw new SelectorError(distinct.length === 1 ? distinct[0] : `[${distinct.join(", ")}]`);
  }
  return requirement;
}

function operatorErrors(operator: LabelOperator, values: readonly string[]): readonly string[] {
  switch (operator) {
    case "in":
    case "notin":
      return values.length > 0
        ? []
        : [invalid("values", values, "for 'in', 'notin' operators, values set can't be empty")];
    case "=":
    case "==":
    case "!=":
      return values.length === 1
        ? []
        : [invalid("values", values, "exact-match compatibility requires one single value")];
    case "exists":
    case "!":
      return values.length === 0
        ? []
        : [invalid("values", values, "values set must be empty for exists and does not exist")];
    case "gt":
    case "lt":
      return comparisonErrors(values);
    default:
      return [
        `operator: Unsupported value: ${JSON.stringify(operator)}: supported values: ${[
          ...binaryLabelOperators,
          "exists",
          "!",
        ]
          .sort()
          .map((supported) => JSON.stringify(supported))
          .join(", ")}`,
      ];
  }
}

function comparisonErrors(values: readonly string[]): readonly string[] {
  const errors: string[] = [];
  if (values.length !== 1) {
    errors.push(
      invalid("values", values, "for 'Gt', 'Lt' operators, exactly one value is required"),
    );
  }
  for (const [index, value] of values.entries()) {
    if (parseInteger(value) === undefined) {
      errors.push(
        invalid(
          `values[${index}]`,
          value,
          "for 'Gt', 'Lt' operators, the value must be an integer",
        ),
      );
    }
  }
  return errors;
}

/** The text of an invalid field. The path of a key met while parsing is `<nil>` in the real texts, too. */
export function invalid(path: string, value: unknown, rule: string): string {
  return `${path}: Invalid value: ${JSON.stringify(value)}: ${rule}`;
}

/** True when the labels satisfy the condition. An absent label satisfies `!=`, `notin` and `!`. */
export function matchesLabelRequirement(requirement: LabelRequirement, labels: Labels): boolean {
  const { key, operator, values } = requirement;
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case "in":
    case "=":
    case "==":
      return value !== undefined && values.includes(value);
    case "notin":
    case "!=":
      return value === undefined || !values.includes(value);
    case "exists":
      return value !== undefined;
    case "!":
      return value === undefined;
    case "gt":
      return compareIntegers(value, values[0]) > 0;
    case "lt":
      return compareIntegers(value, values[0]) < 0;
  }
}

/** 0 also when either is no 64-bit integer: then neither `gt` nor `lt` holds. */
function compareIntegers(left: string | undefined, right: string | undefined): number {
  const leftInteger = left === undefined ? undefined : parseInteger(left);
  const rightInteger = right === undefined ? undefined : parseInteger(right);
  if (leftInteger === undefined || rightInteger === undefined) return 0;
  return leftInteger < rightInteger ? -1 : leftInteger > rightInteger ? 1 : 0;
}

function parseInteger(text: string): bigint | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const integer = BigInt(text.startsWith("+") ? text.slice(1) : text);
  return BigInt.asIntN(64, integer) === integer ? integer : undefined;
}

/** The condition as text, values sorted: `app in (a,b)`. */
export function printLabelRequirement(requirement: LabelRequirement): string {
  const { key, operator } = requirement;
  const values = [...requirement.values].sort().join(",");
  switch (operator) {
    case "exists":
      return key;
    case "!":
      return `!${key}`;
    case "in":
    case "notin":
      return `${key} ${operator} (${values})`;
    case "gt":
      return `${key}>${values}`;
    case "lt":
      return `${key}<${values}`;
    default:
      return `${key}${operator}${values}`;
  }
}
