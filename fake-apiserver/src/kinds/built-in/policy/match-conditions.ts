import { celTypes } from "../../../cel/types/cel-type.ts";
import { listOf, objectOf, textOf } from "../../../codec/json/plain-object.ts";
import { qualifiedName } from "../../../codec/names/names.ts";
import { form, maxItems, needed } from "../../validation/checks.ts";
import { checkPolicyExpression } from "../../validation/expressions.ts";
import type { Report } from "../../validation/report.ts";

/** Reports what is wrong with the conditions under which something is called at all. */
export function checkMatchConditions(
  value: unknown,
  at: string,
  report: Report,
  { hasParams }: { readonly hasParams: boolean },
): void {
  maxItems(64)(value, at, report);
  const seen = new Set<string>();
  listOf(value).forEach((condition, index) => {
    const { name, expression } = objectOf(condition);
    const place = `${at}[${index}]`;
    const source = textOf(expression).trim();
    if (source === "") report.required(`${place}.expression`);
    else
      checkPolicyExpression(
        { source, shown: source, at: `${place}.expression`, wanted: [celTypes.bool] },
        { hasParams, hasAuthorizer: true },
        report,
      );
    needed(form(qualifiedName))(name, `${place}.name`, report);
    if (textOf(name) !== "" && seen.has(textOf(name))) report.duplicate(`${place}.name`, name);
    seen.add(textOf(name));
  });
}
