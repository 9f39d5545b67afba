import {
  create,
  definition,
  each,
  type Growth,
  gadget,
  growingDefinition,
  patch,
} from "./growing-request.ts";

const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const policies = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";

/** A definition whose property `a` has more to it. */
function withSchema(members: string): string {
  return definition(`{"a":{${members}}}`);
}

function withRule(rule: string, type = '"type":"string"'): string {
  const rules = JSON.stringify([{ rule, message: "no" }]);
  return withSchema(`${type},"maxLength":5,"x-kubernetes-validations":${rules}`);
}

function defining(what: string, size: number, body: (size: number) => string): Growth {
  return { what, size, request: (n) => create(body(n), definitions) };
}

/** A policy with such a spec beside what it needs. */
function policy(members: string): string {
  return `{"metadata":{"name":"x"},"spec":{"matchConstraints":{"resourceRules":[{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],"resources":["pods"]}]},${members}}}`;
}

/** What a schema, a rule or a pattern has to say, and what it is put to. */
export const expressionGrowths: readonly Growth[] = [
  defining("terms of a rule", 16, (size) => withRule(each(size, () => "self != 'x'", " && "))),
  defining("nested parentheses of a rule", 8, (size) =>
    withRule(`${"(".repeat(size)}self != 'x'${")".repeat(size)}`),
  ),
  defining("a chain of choices in a rule", 8, (size) =>
    withRule(`${each(size, (n) => `self == '${n}' ? true : `, "")}false`),
  ),
  defining("a list that a rule writes out", 64, (size) =>
    withRule(`self in [${each(size, (n) => `'v${n}'`)}]`),
  ),
  defining("a map that a rule writes out", 64, (size) =>
    withRule(`self in {${each(size, (n) => `'v${n}':1`)}}`),
  ),
  defining("a text that a rule writes out", 256, (size) =>
    withRule(`self != '${"x".repeat(size)}'`),
  ),
  defining("calls on the result of calls", 8, (size) =>
    withRule(`self${".trim()".repeat(size)} != ''`),
  ),
  defining("negations of a rule", 16, (size) => withRule(`${"!".repeat(size)}(self == '')`)),
  defining("comments and blanks of a rule", 64, (size) =>
    withRule(`self == ''${" \n".repeat(size)}`),
  ),
  defining("a rule that is no rule", 64, (size) => withRule(`self == ${"+ ".repeat(size)}`)),
  defining("brackets of a rule that never close", 64, (size) => withRule("[(".repeat(size))),
  defining("rules", 16, (size) =>
    withSchema(
      `"type":"string","maxLength":5,"x-kubernetes-validations":[${each(size, (n) => `{"rule":"self != '${n}'"}`)}]`,
    ),
  ),
  defining("values of an enum", 64, (size) =>
    withSchema(`"type":"string","enum":[${each(size, (n) => `"v${n}"`)}]`),
  ),
  defining("alternatives of a schema", 32, (size) =>
    withSchema(`"type":"string","anyOf":[${each(size, (n) => `{"pattern":"p${n}"}`)}]`),
  ),
  defining("alternatives of a pattern", 32, (size) =>
    withSchema(`"type":"string","pattern":"^(${each(size, (n) => `x${n}`, "|")})$"`),
  ),
  defining("nested groups of a pattern", 32, (size) =>
    withSchema(`"type":"string","pattern":"${"(".repeat(size)}a${")*".repeat(size)}"`),
  ),
  defining("required members", 64, (size) =>
    withSchema(`"type":"object","required":[${each(size, (n) => `"r${n}"`)}]`),
  ),
  defining("elements of a default", 64, (size) =>
    withSchema(
      `"type":"array","items":{"type":"string"},"default":[${each(size, (n) => `"v${n}"`)}]`,
    ),
  ),
  defining("keys of a list", 32, (size) =>
    withSchema(
      `"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":[${each(size, (n) => `"k${n}"`)}],"items":{"type":"object","properties":{${each(size, (n) => `"k${n}":{"type":"string"}`)}}}`,
    ),
  ),
  defining("columns of a definition", 16, (size) =>
    growingDefinition(
      `"additionalPrinterColumns":[${each(size, (n) => `{"name":"c${n}","type":"string","jsonPath":".spec.c${n}"}`)}]`,
    ),
  ),
  defining("the way to a column", 32, (size) =>
    growingDefinition(
      `"additionalPrinterColumns":[{"name":"c","type":"string","jsonPath":"${".a".repeat(size)}"}]`,
    ),
  ),
  {
    what: "variables of a policy, each of the one before",
    size: 8,
    request: (size) =>
      create(
        policy(
          `"variables":[{"name":"v0","expression":"1"},${each(size, (n) => `{"name":"v${n + 1}","expression":"variables.v${n} + 1"}`)}],"validations":[{"expression":"variables.v${size} > 0"}]`,
        ),
        policies,
      ),
  },
  {
    what: "conditions of a policy",
    size: 16,
    request: (size) =>
      create(
        policy(
          `"matchConditions":[${each(size, (n) => `{"name":"c${n}","expression":"object.metadata.name != '${n}'"}`)}],"validations":[{"expression":"true"}]`,
        ),
        policies,
      ),
  },
  {
    what: "numbers that a rule looks at",
    size: 64,
    request: (size) =>
      patch("merge-patch+json", `{"spec":{"numbers":[${each(size, String)}]}}`, gadget),
  },
  {
    what: "letters among which a rule looks for all matches",
    size: 64,
    request: (size) => patch("merge-patch+json", `{"spec":{"text":"${"a".repeat(size)}"}}`, gadget),
  },
  {
    what: "members of a set",
    size: 64,
    request: (size) =>
      patch("merge-patch+json", `{"spec":{"set":[${each(size, (n) => `"v${n}"`)}]}}`, gadget),
  },
  {
    what: "members of a set that are there twice",
    size: 64,
    request: (size) =>
      patch("merge-patch+json", `{"spec":{"set":[${each(size, () => '"v"')}]}}`, gadget),
  },
];
