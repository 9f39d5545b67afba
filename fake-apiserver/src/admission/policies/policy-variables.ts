import { CelEvaluationError, CelMap, type CelValue, keyText } from "../../cel/values/cel-value.ts";
import { listOf, textOf, valueAt } from "../../codec/json/plain-object.ts";
import { type CostBudget, type ExpressionVariables, evaluate } from "./expressions.ts";

/** The variables of a policy: each is worked out when it is first asked for, and may speak of those before it. */
export function withPolicyVariables(
  declared: unknown,
  given: ExpressionVariables,
  budget: CostBudget,
): ExpressionVariables {
  const expressions = new Map(
    listOf(declared).map((declaration) => [
      textOf(valueAt(declaration, "name")),
      textOf(valueAt(declaration, "expression")),
    ]),
  );
  const variables = new LazyVariables((name) => {
    const expression = expressions.get(name);
    if (expression === undefined) return undefined;
    const result = evaluate(expression, all, budget);
    if (result.kind === "value") return result.value;
    throw new CelEvaluationError(
      `composited variable "${name}" fails to evaluate: ${result.message}`,
    );
  });
  const all: ExpressionVariables = { ...given, variables };
  return all;
}

/** Members that are worked out once, when they are first asked for. */
class LazyVariables extends CelMap {
  readonly #work: (name: string) => CelValue | undefined;
  readonly #known = new Map<string, CelValue | undefined>();

  constructor(work: (name: string) => CelValue | undefined) {
    super(new Map());
    this.#work = work;
  }

  override get(key: CelValue): CelValue | undefined {
    const name = keyText(key);
    if (name === undefined) return undefined;
    if (!this.#known.has(name)) {
      // One that asks for itself finds nothing, rather than no end.
      this.#known.set(name, undefined);
      this.#known.set(name, this.#work(name));
    }
    return this.#known.get(name);
  }
}
