import {
  clauseRules,
  FormatError,
  type FormatPiece,
  parseFormat,
} from "../library/format-clauses.ts";
import type { Call, Expression } from "../syntax/expression.ts";
import type { CelProblem } from "../syntax/source.ts";
import { runtimeTypeName } from "../values/type-of.ts";
import type { CheckedExpression } from "./checked.ts";

/** What is wrong with `"…".format([…])` whose format and values stand in the expression. */
export function formatProblems(call: Call, checked: CheckedExpression): readonly CelProblem[] {
  const { target } = call;
  const [values] = call.args;
  if (target?.kind !== "literal" || typeof target.value !== "string" || values?.kind !== "list")
    return [];
  const { items } = values;
  let pieces: readonly FormatPiece[];
  try {
    pieces = parseFormat(target.value, items.length);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return [{ message: error.message, offset: call.offset }];
  }
  const clauses = pieces.flatMap((piece) => (piece.kind === "clause" ? [piece.clause] : []));
  for (const [i, clause] of clauses.entries()) {
    const problem = valueProblem(clause, items[i] as Expression, checked);
    if (problem !== undefined) return [problem];
  }
  if (items.length <= clauses.length) return [];
  return [
    {
      message: `too many arguments supplied to string.format (expected ${clauses.length}, got ${items.length})`,
      offset: call.offset,
    },
  ];
}

function valueProblem(
  clause: string,
  value: Expression,
  checked: CheckedExpression,
): CelProblem | undefined {
  const rule = clauseRules[clause.toLowerCase()];
  const type = checked.typeOf(value);
  if (rule === undefined || type.kind === "dyn") return undefined;
  if (!rule.kinds.includes(type.kind)) {
    return {
      message: `error during formatting: ${rule.refusal} ${runtimeTypeName(type)}`,
      offset: value.offset,
    };
  }
  if (clause !== "s") return undefined;
  const inner =
    value.kind === "list"
      ? value.items
      : value.kind === "map"
        ? value.entries.flatMap((entry) => [entry.key, entry.value])
        : [];
  for (const each of inner) {
    const problem = valueProblem(clause, each, checked);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
