import type { CheckedExpression } from "../check/checked.ts";
import type { CelEnvironment } from "../check/environment.ts";
import { allNodes } from "../check/walk.ts";
import { patternOf } from "../library/standard.ts";
import type { Call, Expression } from "../syntax/expression.ts";
import { CelEvaluationError } from "../values/cel-value.ts";
import { Evaluation } from "./evaluation.ts";

const conversions = new Set(
  "bool bytes double duration dyn int string timestamp type uint".split(" "),
);
const patterns = new Set(["find", "findAll", "matches"]);

/** Why an expression cannot be made ready: a constant in it that can never be read. */
export function constantProblem(
  checked: CheckedExpression,
  environment: CelEnvironment,
): string | undefined {
  for (const node of allNodes(checked.root)) {
    const problem =
      node.kind === "call" ? callProblem(node, checked) : nameProblem(node, checked, environment);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** Types that can be made have no name by themselves. */
function nameProblem(
  node: Expression,
  checked: CheckedExpression,
  { variables, types }: CelEnvironment,
): string | undefined {
  if (node.kind !== "identifier" && node.kind !== "select") return undefined;
  const name = checked.nameOf(node);
  return name === undefined || variables.has(name) || types.has(name)
    ? undefined
    : `reference to undefined type: ${name}`;
}

function callProblem(call: Call, checked: CheckedExpression): string | undefined {
  const [first] = call.args;
  if (first?.kind !== "literal") return undefined;
  try {
    if (patterns.has(call.name) && typeof first.value === "string")
      patternOf(first.value, (reason) => reason);
    else if (conversions.has(call.name) && call.target === undefined)
      checked
        .callOf(call)
        ?.overloads[0]?.run?.(
          [first.value],
          new Evaluation(() => undefined, Number.MAX_SAFE_INTEGER),
        );
    return undefined;
  } catch (error) {
    if (error instanceof CelEvaluationError) return error.message;
    throw error;
  }
}
