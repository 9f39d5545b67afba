import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../fake-apiserver.ts";
import { jsonOf, send } from "../testing/send.ts";

// What a kube-apiserver v1.35.4 answers with --authorization-mode=ABAC and this file.
const abacPolicies = `# who may do what
{"apiVersion":"abac.authorization.kubernetes.io/v1beta1","kind":"Policy","spec":{"user":"ann","namespace":"*","resource":"pods","apiGroup":"*","readonly":true}}

{"apiVersion":"abac.authorization.kubernetes.io/v1beta1","kind":"Policy","spec":{"group":"*","nonResourcePath":"/api*","readonly":true}}
{"user":"bob"}
`;

const ask = (name: string, path: string, options: Parameters<typeof createCluster>[0] = {}) => {
  const cluster = createCluster({
    environment: new Simulation(),
    authorizationMode: "ABAC",
    abacPolicies,
    tokens: [{ token: name, name, groups: [] }],
    ...options,
  });
  return jsonOf(send(cluster, "GET", path, { headers: { authorization: `Bearer ${name}` } }));
};

test("a line of the policies allows what it says, and one without a version everything", () => {
  expect(ask("ann", "/api/v1/pods")).toMatchObject({ kind: "PodList" });
  expect(ask("ann", "/apis")).toMatchObject({ kind: "APIGroupList" });
  expect(ask("bob", "/api/v1/secrets")).toMatchObject({ kind: "SecretList" });
  expect(ask("ann", "/api/v1/secrets")).toMatchObject({
    code: 403,
    message:
      'secrets is forbidden: User "ann" cannot list resource "secrets" in API group "" at the cluster scope: No policy matched.',
  });
});

test("of several modes each says why it does not allow", () => {
  expect(ask("ann", "/version", { authorizationMode: ["AlwaysDeny", "ABAC"] })).toMatchObject({
    message:
      'forbidden: User "ann" cannot get path "/version": Everything is forbidden.\nNo policy matched.',
  });
});

test("a line that cannot be read is named", () => {
  expect(() => ask("ann", "/", { abacPolicies: '\n{"user":"x"' })).toThrow(
    'error reading policy file abacPolicies, line 2: {"user":"x": couldn\'t get version/kind; json parse error: unexpected end of JSON input',
  );
});
