import { entryOf } from "../../codec/json/plain-object.ts";
import { compileGoRegExp } from "../../regexp/go-regexp.ts";
import type { Call, CreateList, CreateMap, Expression } from "../syntax/expression.ts";
import type { CelProblem } from "../syntax/source.ts";
import { type CelType, isSameType, typeText, withoutOptional } from "../types/cel-type.ts";
import { durationFromText, timestampFromText } from "../values/times.ts";
import type { CheckedExpression } from "./checked.ts";
import { formatProblems } from "./format-calls.ts";
import { childrenOf } from "./walk.ts";

const literalChecks: Readonly<Record<string, (text: string) => boolean>> = {
  duration: (text) => durationFromText(text) !== undefined,
  timestamp: (text) => timestampFromText(text) !== undefined,
  matches: (text) => "test" in compileGoRegExp(text),
};

/**
 * What is wrong with literals whose types are right: times and patterns that are none, mixed lists and maps, formats that do
 * not fit their arguments.
 *
 * @see cel-go cel/validator.go
 */
export function literalProblems(checked: CheckedExpression): readonly CelProblem[] {
  const problems: CelProblem[] = [];
  const visit = (node: Expression, isInFormat: boolean): void => {
    if (node.kind === "call") problems.push(...callProblems(node, checked));
    if (!isInFormat && node.kind === "list") problems.push(...listProblems(node, checked));
    if (!isInFormat && node.kind === "map") problems.push(...mapProblems(node, checked));
    const isFormat = node.kind === "call" && node.name === "format";
    for (const child of childrenOf(node)) visit(child, isInFormat || isFormat);
  };
  visit(checked.root, false);
  return problems;
}

function callProblems(node: Call, checked: CheckedExpression): readonly CelProblem[] {
  if (node.name === "format") return formatProblems(node, checked);
  const check = entryOf(literalChecks, node.name);
  const [first] = node.args;
  if (check === undefined || first?.kind !== "literal") return [];
  if (typeof first.value !== "string" || check(first.value)) return [];
  return [{ message: `invalid ${node.name} argument`, offset: first.offset }];
}

function mismatch(node: Expression, expected: CelType, actual: CelType): CelProblem {
  return {
    message: `expected type '${typeText(expected)}' but found '${typeText(actual)}'`,
    offset: node.offset,
  };
}

function listProblems(
  { items, optional }: CreateList,
  { typeOf }: CheckedExpression,
): readonly CelProblem[] {
  const types = items.map((item, i) =>
    optional.has(i) ? withoutOptional(typeOf(item)) : typeOf(item),
  );
  const [first] = types;
  const wrong = types.findIndex((type) => first !== undefined && !isSameType(first, type));
  if (first === undefined || wrong < 0) return [];
  return [mismatch(items[wrong] as Expression, first, types[wrong] as CelType)];
}

function mapProblems({ entries }: CreateMap, { typeOf }: CheckedExpression): readonly CelProblem[] {
  const [first, ...others] = entries.map(({ key, value, isOptional }) => ({
    key,
    value,
    keyType: typeOf(key),
    valueType: isOptional ? withoutOptional(typeOf(value)) : typeOf(value),
  }));
  if (first === undefined) return [];
  return others.flatMap(({ key, value, keyType, valueType }) => [
    ...(isSameType(first.keyType, keyType) ? [] : [mismatch(key, first.keyType, keyType)]),
    ...(isSameType(first.valueType, valueType)
      ? []
      : [mismatch(value, first.valueType, valueType)]),
  ]);
}
