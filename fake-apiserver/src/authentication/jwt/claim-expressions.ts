import type { CheckedExpression } from "../../cel/check/checked.ts";
import { checkExpression } from "../../cel/check/checker.ts";
import { type CelEnvironment, withVariables } from "../../cel/check/environment.ts";
import { programOf } from "../../cel/evaluate/program.ts";
import { kubernetesEnvironment } from "../../cel/kubernetes-environment.ts";
import { celTypes, listType, mapType, structType } from "../../cel/types/cel-type.ts";
import { CelList, type CelValue, mapOf } from "../../cel/values/cel-value.ts";
import { isPlainObject } from "../../codec/json/plain-object.ts";

/** What an expression speaks of. */
export type ClaimScope = "claims" | "user";

const { string, dyn } = celTypes;
const texts = listType(string);

/** @see kubernetes apiserver pkg/authentication/cel/compile.go */
function environmentOf(scope: ClaimScope): CelEnvironment {
  const user = structType(
    "kubernetes.UserInfo",
    new Map([
      ["username", string],
      ["uid", string],
      ["groups", texts],
      ["extra", mapType(string, texts)],
    ]),
  );
  return withVariables(kubernetesEnvironment(), {
    [scope]: scope === "claims" ? mapType(string, dyn) : user,
  });
}

const costMax = 1_000_000;

/** An expression of an authenticator, ready to run. */
export interface ClaimExpression {
  readonly source: string;
  readonly checked: CheckedExpression;
  /** @throws Error in the real server's words */
  run(value: CelValue): CelValue;
}

/** @throws Error with what the compiler has against it */
export function compileClaimExpression(source: string, scope: ClaimScope): ClaimExpression {
  const environment = environmentOf(scope);
  const checked = checkExpression(source, environment);
  const program = programOf(checked, environment);
  return {
    source,
    checked,
    run(value) {
      const result = program.run((name) => (name === scope ? value : undefined), costMax).value;
      if (!(result instanceof Error)) return result;
      throw new Error(`expression '${source}' resulted in error: ${result.message}`);
    },
  };
}

/** JSON as expressions see it: all numbers are doubles, as Go reads them. */
export function claimValue(value: unknown): CelValue {
  if (typeof value === "string" || typeof value === "boolean" || typeof value === "number")
    return value;
  if (Array.isArray(value)) return new CelList(value.map(claimValue));
  if (!isPlainObject(value)) return null;
  return mapOf(Object.entries(value).map(([name, member]) => [name, claimValue(member)] as const));
}
