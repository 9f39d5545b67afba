import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  quantityFloat,
  quantityNumber,
  quantityProblem,
  subtractQuantities,
} from "../../codec/go/quantity.ts";
import type { Implementation, LibraryTable } from "../check/environment.ts";
import { type CelType, celTypes } from "../types/cel-type.ts";
import { CelEvaluationError, type CelValue, ForeignValue } from "../values/cel-value.ts";
import { asText } from "./arguments.ts";
import {
  addAmounts,
  amountOfQuantity,
  floatOfAmount,
  integerOfAmount,
  type QuantityAmount,
} from "./quantity-amount.ts";

class QuantityValue extends ForeignValue {
  readonly type: CelType = celTypes.quantity;
  readonly text: string;
  /** What decides whether it counts as an integer. */
  readonly amount: QuantityAmount | undefined;

  constructor(text: string, amount: QuantityAmount | undefined) {
    super();
    this.text = text;
    this.amount = amount;
  }

  equals(other: ForeignValue): boolean {
    return other instanceof QuantityValue && compareQuantities(this.text, other.text) === 0;
  }

  override toString(): string {
    return String(quantityNumber(this.text));
  }
}

function textOfQuantity(value: CelValue | undefined): string {
  if (value instanceof QuantityValue) return value.text;
  if (typeof value === "bigint") return String(value);
  throw new CelEvaluationError("no such overload");
}

const parse: Implementation = ([text]) => {
  const written = asText(text);
  if (canonicalQuantity(written) === undefined)
    throw new CelEvaluationError(quantityProblem(written));
  return new QuantityValue(written, amountOfQuantity(written));
};

function amountOf(value: CelValue | undefined): QuantityAmount | undefined {
  if (value instanceof QuantityValue) return value.amount;
  return typeof value === "bigint" ? { value, scale: 0 } : undefined;
}

function integerOf(value: CelValue | undefined): bigint | undefined {
  const amount = amountOf(value);
  return amount === undefined ? undefined : integerOfAmount(amount);
}

const asInteger: Implementation = ([quantity]) => {
  const whole = integerOf(quantity);
  if (whole === undefined) throw new CelEvaluationError("cannot convert value to integer");
  return whole;
};

function compared(holds: (order: number) => boolean): Implementation {
  return ([a, b]) => holds(compareQuantities(textOfQuantity(a), textOfQuantity(b)));
}

function approximate(quantity: CelValue | undefined): number {
  const amount = amountOf(quantity);
  return amount === undefined ? quantityFloat(textOfQuantity(quantity)) : floatOfAmount(amount);
}

const add: Implementation = ([a, b]) =>
  new QuantityValue(
    addQuantities(textOfQuantity(a), textOfQuantity(b)),
    together(amountOf(a), amountOf(b)),
  );
const subtract: Implementation = ([a, b]) => {
  const taken = amountOf(b);
  return new QuantityValue(
    subtractQuantities(textOfQuantity(a), textOfQuantity(b)),
    together(amountOf(a), taken && { ...taken, value: -taken.value }),
  );
};

function together(
  a: QuantityAmount | undefined,
  b: QuantityAmount | undefined,
): QuantityAmount | undefined {
  return a === undefined || b === undefined ? undefined : addAmounts(a, b);
}

/**
 * Quantities.
 *
 * @see kubernetes apiserver/pkg/cel/library/quantity.go
 */
export const quantities: LibraryTable = {
  quantity: [["string_to_quantity", "string -> quantity", parse]],
  isQuantity: [
    [
      "is_quantity_string",
      "string -> bool",
      ([text]) => canonicalQuantity(asText(text)) !== undefined,
    ],
  ],
  sign: [
    [
      "quantity_sign",
      "quantity -> int",
      ([it]) => BigInt(compareQuantities(textOfQuantity(it), "0")),
    ],
  ],
  isGreaterThan: [
    ["quantity_is_greater_than", ".quantity quantity -> bool", compared((order) => order > 0)],
  ],
  isLessThan: [
    ["quantity_is_less_than", ".quantity quantity -> bool", compared((order) => order < 0)],
  ],
  compareTo: [
    [
      "quantity_compare_to",
      ".quantity quantity -> int",
      ([a, b]) => BigInt(compareQuantities(textOfQuantity(a), textOfQuantity(b))),
    ],
  ],
  asApproximateFloat: [["quantity_get_float", ".quantity -> double", ([it]) => approximate(it)]],
  asInteger: [["quantity_get_int", ".quantity -> int", asInteger]],
  isInteger: [["quantity_is_integer", ".quantity -> bool", ([it]) => integerOf(it) !== undefined]],
  add: [
    ["quantity_add", ".quantity quantity -> quantity", add],
    ["quantity_add_int", ".quantity int -> quantity", add],
  ],
  sub: [
    ["quantity_sub", ".quantity quantity -> quantity", subtract],
    ["quantity_sub_int", ".quantity int -> quantity", subtract],
  ],
};
