import { CelEvaluationError, type CelValue } from "../values/cel-value.ts";

/** An evaluation that took more work than it may; no operator swallows it. */
export class CelCostError extends Error {
  override readonly name = "CelCostError";

  constructor() {
    super("operation cancelled: actual cost limit exceeded");
  }
}

/** What functions may use of the evaluation they are part of. */
export interface EvaluationContext {
  /** Counts work, in the units of cel-go. @throws CelCostError */
  charge(units: number): void;
}

/** Gives a variable by its name. */
export type VariableSource = (name: string) => CelValue | undefined;

/** One run of an expression. */
export class Evaluation implements EvaluationContext {
  cost = 0;
  readonly #variables: VariableSource;
  readonly #limit: number;
  /** Variables of macros, the innermost last; an error where a step failed. */
  readonly #locals: { readonly name: string; value: CelValue | CelEvaluationError }[] = [];

  constructor(variables: VariableSource, limit: number) {
    this.#variables = variables;
    this.#limit = limit;
  }

  charge(units: number): void {
    this.cost += units;
    if (this.cost > this.#limit) throw new CelCostError();
  }

  variable(name: string): CelValue {
    for (let i = this.#locals.length - 1; i >= 0; i--) {
      const local = this.#locals[i];
      if (local?.name !== name) continue;
      if (local.value instanceof CelEvaluationError) throw local.value;
      return local.value;
    }
    const value = this.#variables(name);
    if (value === undefined) throw new CelEvaluationError(`no such attribute(s): ${name}`);
    return value;
  }

  /** Opens a variable of a macro, to be set again and again. */
  push(name: string, value: CelValue): { value: CelValue | CelEvaluationError } {
    const local = { name, value };
    this.#locals.push(local);
    return local;
  }

  pop(count: number): void {
    this.#locals.length -= count;
  }
}
