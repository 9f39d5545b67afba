import type { KubernetesObject, Status } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { jsonOf, send } from "../../testing/send.ts";
import { outOfBudget } from "./expressions.ts";

const group = { apiVersion: "admissionregistration.k8s.io/v1" };
const rules = [
  { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] },
];
// Some 800,000 units each, where one may cost a million.
const numbers = `[${Array.from({ length: 400 }, (_, index) => index).join()}]`;
const dear = `${numbers}.all(a, ${numbers}.all(b, a == a))`;

/** What the server says of a new ConfigMap. */
function answerTo(...objects: readonly object[]): Status | undefined {
  const cluster = createCluster({
    environment: new Simulation(),
    webhooks: { functions: { "test.example.com": () => ({ allowed: true }) } },
  });
  for (const object of objects) cluster.create(object as KubernetesObject);
  const body = { metadata: { name: "a" } };
  const response = send(cluster, "POST", "/api/v1/namespaces/default/configmaps", {
    body: JSON.stringify(body),
  });
  return jsonOf<Status | undefined>(response);
}

function policy(spec: object): readonly object[] {
  return [
    {
      ...group,
      kind: "ValidatingAdmissionPolicy",
      metadata: { name: "p" },
      spec: { matchConstraints: { resourceRules: rules }, ...spec },
    },
    {
      ...group,
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name: "p" },
      spec: { policyName: "p", validationActions: ["Deny"] },
    },
  ];
}

const denied = (message: string): string =>
  `configmaps "a" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'p' denied request: ${message}`;

const conditionsOf = (...expressions: readonly string[]) =>
  expressions.map((expression, index) => ({ name: `c${index}`, expression }));

function hook(failurePolicy: string, ...expressions: readonly string[]): object {
  return {
    ...group,
    kind: "ValidatingWebhookConfiguration",
    metadata: { name: "h" },
    webhooks: [
      {
        name: "test.example.com",
        sideEffects: "None",
        admissionReviewVersions: ["v1"],
        clientConfig: { url: "https://hooks.example.com/" },
        rules,
        failurePolicy,
        matchConditions: conditionsOf(...expressions),
      },
    ],
  };
}

test("conditions of a webhook that cost too much together refuse, even where one is false", () => {
  const message = `configmaps "a" is forbidden: ${outOfBudget}`;
  expect(answerTo(hook("Fail", "false", dear, dear, dear, dear))).toMatchObject({
    code: 403,
    message,
  });
  expect(answerTo(hook("Ignore", dear, dear, dear, dear))).toMatchObject({ kind: "ConfigMap" });
  expect(answerTo(hook("Fail", dear, dear))).toMatchObject({ kind: "ConfigMap" });
});

test("all that goes wrong with conditions is told", () => {
  expect(answerTo(hook("Fail", "object.a == 1", "object.b == 1"))?.message).toBe(
    `configmaps "a" is forbidden: [expression 'object.a == 1' resulted in error: no such key: a, expression 'object.b == 1' resulted in error: no such key: b]`,
  );
});

const times = (count: number, one: object): readonly object[] =>
  Array.from({ length: count }, () => one);

test("validations of a policy share ten million", () => {
  const validations = times(14, { expression: dear });
  expect(answerTo(...policy({ validations }))?.message).toBe(denied(outOfBudget));
  expect(answerTo(...policy({ validations, failurePolicy: "Ignore" }))?.kind).toBe("ConfigMap");
});

test("a variable is worked out once for all validations, and once more for their messages", () => {
  const variables = [{ name: "v", expression: dear }];
  const validations = times(14, {
    expression: "!variables.v",
    messageExpression: "string(variables.v)",
  });
  expect(answerTo(...policy({ variables, validations }))?.message).toBe(denied("true"));
});

test("messages come out of what validations have left", () => {
  const validations = times(8, { expression: "true", messageExpression: `string(${dear})` });
  expect(answerTo(...policy({ validations }))?.kind).toBe("ConfigMap");
  const more = [...times(8, { expression: dear }), ...validations];
  expect(answerTo(...policy({ validations: more }))?.message).toBe(
    denied(`failed messageExpression: ${outOfBudget}`),
  );
});

test("an annotation that cannot be told refuses", () => {
  const auditAnnotations = [{ key: "k", valueExpression: "string(object.nope)" }];
  const validations = [{ expression: "true" }];
  expect(answerTo(...policy({ validations, auditAnnotations }))?.message).toBe(
    denied("expression 'string(object.nope)' resulted in error: no such key: nope"),
  );
});
