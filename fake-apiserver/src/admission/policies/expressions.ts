import type { Environment } from "@marcbachmann/cel-js";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import type { UserIdentity } from "../../request/api-request.ts";
import { kubernetesEnvironment } from "../../schema/structural/cel-environment.ts";
import { toCelValue } from "../../schema/structural/cel-value.ts";
import type { AdmissionRequest } from "../admission-request.ts";
import type { AdmissionView } from "../admission-view.ts";
import { reviewOf } from "../webhooks/review.ts";
import { Authorizer, registerAuthorizer } from "./authorizer.ts";

/** What expressions of admission may speak of. */
export type ExpressionVariables = Readonly<Record<string, unknown>>;

/** The value of an expression, or what went wrong in the words of the real server. */
export type Evaluated =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "error"; readonly message: string };

const names = [
  "object",
  "oldObject",
  "request",
  "params",
  "namespaceObject",
  "authorizer",
  "variables",
];

type Run = (variables: ExpressionVariables) => unknown;

let environment: Environment | undefined;
const compiled = new Map<string, Run>();
const expressionsMax = 1000;

/** Evaluates one expression. */
export function evaluate(expression: string, variables: ExpressionVariables): Evaluated {
  try {
    return { kind: "value", value: compile(expression)(variables) };
  } catch (error) {
    const [message = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
    return {
      kind: "error",
      message: `expression '${expression}' resulted in error: ${message.replace(/^No such key/, "no such key")}`,
    };
  }
}

function compile(expression: string): Run {
  let run = compiled.get(expression);
  if (run === undefined) {
    environment ??= makeEnvironment();
    run = environment.parse(expression) as Run;
    if (compiled.size >= expressionsMax) compiled.clear();
    compiled.set(expression, run);
  }
  return run;
}

function makeEnvironment(): Environment {
  const made = registerAuthorizer(kubernetesEnvironment());
  for (const name of names) if (name !== "authorizer") made.registerVariable(name, "dyn");
  return made.registerVariable("authorizer", "Authorizer");
}

/** What a request lets expressions speak of; `params` and `variables` are added by policies. */
export function variablesOf(asked: AdmissionRequest, view: AdmissionView): ExpressionVariables {
  const { request, object, old } = asked;
  const { definition, namespace = "", user } = request;
  const namespaces = view.registry.lookup("", "v1", "namespaces");
  const stored = namespace === "" ? undefined : view.get("namespaces", namespace);
  return {
    object: asCel(object, definition),
    oldObject: asCel(old, definition),
    request: requestOf(asked),
    namespaceObject: asCel(stored, namespaces),
    authorizer: new Authorizer(user as UserIdentity, view),
    params: null,
    variables: {},
  };
}

/** An object as expressions see it; null where there is none. */
export function asCel(object: unknown, definition: ResourceDefinition | undefined): unknown {
  return object === undefined ? null : toCelValue(object, definition?.schema);
}

/** The request without the objects in it. */
function requestOf(asked: AdmissionRequest): unknown {
  const { request } = reviewOf(asked, "", asked.request.definition, "v1");
  const { object: _object, oldObject: _old, uid: _uid, ...rest } = request;
  return toCelValue(rest, undefined);
}
