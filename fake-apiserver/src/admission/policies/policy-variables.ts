import { listOf, textOf, valueAt } from "../../codec/plain-object.ts";
import { type ExpressionVariables, evaluate } from "./expressions.ts";

/** The variables of a policy: each is worked out when it is first asked for, and may speak of those before it. */
export function withPolicyVariables(
  declared: unknown,
  given: ExpressionVariables,
): ExpressionVariables {
  const variables: Record<string, unknown> = {};
  const all = { ...given, variables };
  for (const declaration of listOf(declared)) {
    const name = textOf(valueAt(declaration, "name"));
    const expression = textOf(valueAt(declaration, "expression"));
    let known: unknown;
    let isKnown = false;
    Object.defineProperty(variables, name, {
      enumerable: true,
      get: () => {
        if (isKnown) return known;
        const result = evaluate(expression, all);
        if (result.kind === "error")
          throw new Error(`composited variable "${name}" fails to evaluate: ${result.message}`);
        known = result.value;
        isKnown = true;
        return known;
      },
    });
  }
  return all;
}
