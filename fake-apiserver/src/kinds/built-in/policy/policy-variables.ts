import { escapeFieldName } from "../../../cel/field-names.ts";
import { type CelType, celTypes } from "../../../cel/types/cel-type.ts";
import { objectOf, textOf } from "../../../codec/json/plain-object.ts";
import { checkPolicyExpression } from "../../validation/expressions.ts";
import type { Report } from "../../validation/report.ts";

/** What an expression of a policy may speak of besides the request. */
export interface VariableScope {
  readonly hasParams: boolean;
  /** Types of the variables so far; absent: the policy has none. */
  readonly variables: Map<string, CelType> | undefined;
}

function isIdentifier(name: string): boolean {
  return /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name) && escapeFieldName(name) !== `__${name}__`;
}

/** The type that a variable has for others: of what is no plain value nothing is known. */
function variableType(type: CelType): CelType {
  const { kind, parameters } = type;
  if (kind === "list" || kind === "map")
    return { ...type, parameters: parameters.map(variableType) };
  return kind === "opaque" || kind === "struct" || kind === "type" ? celTypes.dyn : type;
}

/** Reports what is wrong with the variables of a policy, and gives the scope their types. */
export function checkVariables(
  declared: readonly unknown[],
  at: string,
  report: Report,
  { hasParams, variables }: VariableScope,
): void {
  for (const [i, declaration] of declared.map(objectOf).entries()) {
    const name = textOf(declaration["name"]);
    const source = textOf(declaration["expression"]);
    const place = `${at}[${i}]`;
    if (name.trim() === "") report.required(`${place}.name`, "name is not specified");
    else if (!isIdentifier(name))
      report.invalid(`${place}.name`, name, "must be a valid CEL identifier");
    if (source.trim() === "") {
      report.required(`${place}.expression`, "expression is not specified");
      continue;
    }
    const type = checkPolicyExpression(
      { source, shown: source, at: `${place}.expression`, wanted: [] },
      { hasParams, hasAuthorizer: true, ...(variables === undefined ? {} : { variables }) },
      report,
    );
    variables?.set(name, variableType(type ?? celTypes.dyn));
  }
}
