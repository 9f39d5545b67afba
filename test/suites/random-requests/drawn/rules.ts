import type { JsonObject } from "../../transcripts/fixture.ts";
import type { Chance } from "../chance.ts";

const rules = {
  string: [
    "self.size() < 8",
    "self == oldSelf",
    "self.startsWith('a')",
    "self.lowerAscii() == self",
  ],
  integer: ["self > 0", "self >= oldSelf", "self % 2 == 0", "self < 100 / 3"],
  map: ["self.size() < 3", "!('b' in self)", "oldSelf.all(k, k in self)"],
} as const;

/** Rules in CEL that a value of the type may have. */
export function rulesOf(type: keyof typeof rules, chance: Chance): JsonObject {
  const rule = {
    rule: chance.oneOf<string>(rules[type]),
    ...chance.maybe(3, () => ({ message: `not as ${type}` })),
    ...chance.maybe(4, () => ({ messageExpression: "'so: ' + string(self.size())" })),
    ...chance.maybe(4, () => ({
      reason: chance.oneOf(["FieldValueForbidden", "FieldValueRequired", "FieldValueDuplicate"]),
    })),
  };
  if (type === "integer" && "messageExpression" in rule)
    return { "x-kubernetes-validations": [{ ...rule, messageExpression: "string(self)" }] };
  return { "x-kubernetes-validations": [rule as JsonObject] };
}
