import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  isWholeQuantity,
  quantityNumber,
  quantityProblem,
  subtractQuantities,
} from "../../codec/go/quantity.ts";
import type { Implementation, LibraryTable } from "../check/environment.ts";
import { type CelType, celTypes } from "../types/cel-type.ts";
import { CelEvaluationError, type CelValue, ForeignValue } from "../values/cel-value.ts";
import { asText } from "./arguments.ts";

class QuantityValue extends ForeignValue {
  readonly type: CelType = celTypes.quantity;
  readonly text: string;

  constructor(text: string) {
    super();
    this.text = text;
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
  return new QuantityValue(written);
};

/** The whole number, where it is one of 64 bits. */
function integerOf(value: CelValue | undefined): bigint | undefined {
  const text = textOfQuantity(value);
  if (!isWholeQuantity(text)) return undefined;
  const digits = canonicalQuantity(text) ?? "0";
  const whole = wholeNumber(digits);
  return whole !== undefined && BigInt.asIntN(64, whole) === whole ? whole : undefined;
}

const factors: Readonly<Record<string, bigint>> = {
  "": 1n,
  k: 10n ** 3n,
  M: 10n ** 6n,
  G: 10n ** 9n,
  T: 10n ** 12n,
  P: 10n ** 15n,
  E: 10n ** 18n,
  Ki: 2n ** 10n,
  Mi: 2n ** 20n,
  Gi: 2n ** 30n,
  Ti: 2n ** 40n,
  Pi: 2n ** 50n,
  Ei: 2n ** 60n,
};

function wholeNumber(canonical: string): bigint | undefined {
  const match = /^([+-]?\d+)(?:[eE](\d+)|([A-Za-z]*))$/.exec(canonical);
  if (match === null) return undefined;
  const [, digits = "0", power, suffix = ""] = match;
  const factor = power === undefined ? factors[suffix] : 10n ** BigInt(power);
  return factor === undefined ? undefined : BigInt(digits) * factor;
}

const asInteger: Implementation = ([quantity]) => {
  const whole = integerOf(quantity);
  if (whole === undefined) throw new CelEvaluationError("cannot convert value to integer");
  return whole;
};

function compared(holds: (order: number) => boolean): Implementation {
  return ([a, b]) => holds(compareQuantities(textOfQuantity(a), textOfQuantity(b)));
}

const add: Implementation = ([a, b]) =>
  new QuantityValue(addQuantities(textOfQuantity(a), textOfQuantity(b)));
const subtract: Implementation = ([a, b]) =>
  new QuantityValue(subtractQuantities(textOfQuantity(a), textOfQuantity(b)));

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
  asApproximateFloat: [
    ["quantity_get_float", ".quantity -> double", ([it]) => quantityNumber(textOfQuantity(it))],
  ],
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
