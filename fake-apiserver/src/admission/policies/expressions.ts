import { checkExpression } from "../../cel/check/checker.ts";
import type { CelEnvironment } from "../../cel/check/environment.ts";
import { type Program, programOf } from "../../cel/evaluate/program.ts";
import { Authorizer } from "../../cel/library/authorizer.ts";
import { patchRunEnvironment, runEnvironment } from "../../cel/policy-environment.ts";
import type { CelValue } from "../../cel/values/cel-value.ts";
import { BoundedCache } from "../../codec/bytes/bounded-cache.ts";
import { textOf, valueAt } from "../../codec/json/plain-object.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import type { UserIdentity } from "../../request/read/api-request.ts";
import { toDynamicValue } from "../../schema/structural/rule-values.ts";
import type { AdmissionRequest } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";
import { seenObject } from "../matching/seen-kind.ts";
import { askedFacts } from "../webhooks/review.ts";

/** What expressions of admission may speak of. */
export type ExpressionVariables = Readonly<Record<string, CelValue>>;

/** The value of an expression, or what went wrong in the words of the real server. */
export type Evaluated =
  | { readonly kind: "value"; readonly value: CelValue }
  | { readonly kind: "error"; readonly message: string };

const callBudget = 1_000_000;

/** What is said where expressions together cost too much. */
export const outOfBudget =
  "validation failed due to running out of cost budget, no further validation rules will be run";

/**
 * What the expressions of one kind, of one policy or webhook, may cost together.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/apis/cel/config.go
 */
export class CostBudget {
  #left: number;

  /** @param cost in the units of cel-go */
  constructor(cost: number) {
    this.#left = cost;
  }

  /** Nothing more may be evaluated. */
  get isSpent(): boolean {
    return this.#left < 0;
  }

  spend(cost: number): void {
    this.#left -= cost;
  }
}

const nothing: Evaluated = { kind: "value", value: null };

/** Evaluates expressions one after the other; undefined when they cost too much together. */
export function evaluateAll(
  expressions: readonly string[],
  variables: ExpressionVariables,
  budget: CostBudget,
): readonly Evaluated[] | undefined {
  const results: Evaluated[] = [];
  for (const expression of expressions) {
    // A validation may do without an expression for its message.
    results.push(expression === "" ? nothing : evaluate(expression, variables, budget));
    if (budget.isSpent) return undefined;
  }
  return results;
}

/** Evaluates one expression. */
export type Evaluator = (
  expression: string,
  variables: ExpressionVariables,
  budget: CostBudget,
) => Evaluated;

/** Evaluates an expression of a policy or a condition. */
export const evaluate: Evaluator = evaluatorIn(runEnvironment);

/** Evaluates an expression that makes a patch. */
export const evaluatePatch: Evaluator = evaluatorIn(patchRunEnvironment);

function evaluatorIn(environment: () => CelEnvironment): Evaluator {
  /** Programs by their texts; larger in memory than those. */
  const compiled = new BoundedCache<Program | Error>(1 << 18);
  return (expression, variables, budget) => {
    let program = compiled.get(expression);
    if (program === undefined) {
      program = compileNow(expression, environment());
      compiled.set(expression, program);
    }
    const value = program instanceof Error ? program : run(program, variables, budget);
    if (!(value instanceof Error)) return { kind: "value", value };
    return {
      kind: "error",
      message: `expression '${expression}' resulted in error: ${value.message}`,
    };
  };
}

function run(
  program: Program,
  variables: ExpressionVariables,
  budget: CostBudget,
): CelValue | Error {
  const { value, cost } = program.run((name) => variables[name], callBudget);
  budget.spend(cost);
  return value;
}

function compileNow(expression: string, environment: CelEnvironment): Program | Error {
  try {
    return programOf(checkExpression(expression, environment), environment);
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}

/** Under which names and in which version expressions see a request. */
export interface SeenAs {
  readonly kind: ResourceDefinition;
  /** Webhooks' conditions are told the resource of the request itself. */
  readonly resource: ResourceDefinition;
}

/** What a request lets expressions speak of; `params` and `variables` are added by policies. */
export function variablesOf(
  asked: AdmissionRequest,
  view: AdmissionView,
  seenAs: SeenAs,
): ExpressionVariables {
  const { request, object, old } = asked;
  const { namespace = "", user, definition, subresource } = request;
  const stored = namespace === "" ? undefined : view.get("namespaces", namespace);
  const authorizer = new Authorizer(user as UserIdentity, view);
  return {
    object: asCel(seenObject(object, asked, seenAs.kind)),
    oldObject: asCel(seenObject(old, asked, seenAs.kind)),
    request: requestOf(asked, seenAs),
    namespaceObject: asCel(stored),
    authorizer,
    "authorizer.requestResource": authorizer.about({
      group: definition.group,
      resource: definition.resource,
      subresource,
      namespace: namespace === "" ? undefined : namespace,
      name: request.name ?? (textOf(valueAt(object, "metadata", "name")) || undefined),
    }),
    params: null,
  };
}

/** An object as expressions see it; null where there is none. */
export function asCel(object: unknown): CelValue {
  return toDynamicValue(object ?? null);
}

/** The request without the objects in it. */
function requestOf(asked: AdmissionRequest, seenAs: SeenAs): CelValue {
  const { isDryRun, options } = asked;
  return toDynamicValue({ ...askedFacts(asked, seenAs), dryRun: isDryRun, options });
}
