import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { jsonOf, send } from "../../testing/send.ts";

const json = { "content-type": "application/json" };
const admission = "/apis/admissionregistration.k8s.io/v1";

/** What is said of a ConfigMap by a policy that refuses all that meet its condition. */
function saidOf(expression: string): string | undefined {
  const cluster = createCluster({ environment: new Simulation() });
  const post = (path: string, body: object) =>
    send(cluster, "POST", path, { headers: json, body: JSON.stringify(body) });
  const rule = {
    apiGroups: [""],
    apiVersions: ["v1"],
    operations: ["CREATE"],
    resources: ["configmaps"],
  };
  post(`${admission}/validatingadmissionpolicies`, {
    metadata: { name: "a" },
    spec: {
      matchConstraints: { resourceRules: [rule] },
      matchConditions: [{ name: "one", expression }],
      validations: [{ expression: "namespaceObject.metadata.name == 'x'", message: "no" }],
    },
  });
  post(`${admission}/validatingadmissionpolicybindings`, {
    metadata: { name: "a" },
    spec: { policyName: "a", validationActions: ["Deny"] },
  });
  const answer = post("/api/v1/namespaces/default/configmaps", { metadata: { name: "a" } });
  return jsonOf<{ readonly message?: string }>(answer).message;
}

const denied =
  "configmaps \"a\" is forbidden: ValidatingAdmissionPolicy 'a' with binding 'a' denied request: ";

// As the real server of 1.35 answered.
test("conditions of a validating policy know no namespace, its validations do", () => {
  expect(saidOf("namespaceObject == null")).toBe(`${denied}no`);
  expect(saidOf("has(namespaceObject.metadata.labels)")).toBe(
    `${denied}expression 'has(namespaceObject.metadata.labels)' resulted in error: no such key: metadata`,
  );
});
