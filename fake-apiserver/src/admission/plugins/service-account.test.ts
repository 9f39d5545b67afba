import { expect, test } from "vitest";
import { inTurn } from "../../testing/ask-in-turn.ts";

// As kube-apiserver v1.35.4 answers.
const accounts = "/api/v1/namespaces/default/serviceaccounts";
const pods = "/api/v1/namespaces/default/pods";
const strategic = "application/strategic-merge-patch+json";
const enforced = "kubernetes.io/enforce-mountable-secrets";

function withAccount(enforces: string) {
  const { ask } = inTurn({ admissionPlugins: { enable: ["ServiceAccount"] } });
  ask("POST", accounts, { metadata: { name: "strict", annotations: { [enforced]: enforces } } });
  const create = (spec: object, annotations = {}) =>
    ask("POST", pods, {
      metadata: { name: "p", annotations },
      spec: { containers: [{ name: "c", image: "i" }], ...spec },
    });
  return { ask, create };
}

const secretVolume = (secret: object): object => ({
  serviceAccountName: "strict",
  volumes: [{ name: "v", secret }],
});
const unnamed = "is not allowed because service account strict does not reference that secret";

test.for(["1", "t", "T", "TRUE", "true", "True"])(
  "an account that says %j lets its pods mount no other secrets",
  (text) => {
    expect(withAccount(text).create(secretVolume({ secretName: "q" })).message).toBe(
      `pods "p" is forbidden: volume with secret.secretName="q" ${unnamed}`,
    );
  },
);

test.for(["yes", "tRUE", "0", ""])("one that says %j does not mind", (text) => {
  expect(withAccount(text).create(secretVolume({ secretName: "q" })).status).toBe(201);
});

test("secrets are looked at before the rules of pods", () => {
  expect(withAccount("true").create(secretVolume({})).message).toBe(
    `pods "p" is forbidden: volume with secret.secretName="" ${unnamed}`,
  );
});

test("containers that join a pod later may not read them either, though that is not called forbidden", () => {
  const { ask, create } = withAccount("true");
  create({ serviceAccountName: "strict" });
  const join = (from: object) =>
    ask(
      "PATCH",
      `${pods}/p/ephemeralcontainers`,
      { spec: { ephemeralContainers: [{ name: "e", image: "i", ...from }] } },
      strategic,
    );

  const secretKeyRef = { name: "q", key: "k" };
  expect(join({ env: [{ name: "A", valueFrom: { secretKeyRef } }] })).toMatchObject({
    status: 500,
    message: `ephemeral container e with envVar A referencing secret.secretName="q" ${unnamed}`,
  });
  expect(join({ envFrom: [{ secretRef: { name: "q" } }] }).message).toBe(
    `ephemeral container e with envFrom referencing secret.secretName="q" ${unnamed}`,
  );
  expect(join({}).status).toBe(200);
});

test.for([
  ["reference service accounts", { serviceAccountName: "default" }],
  ["reference secrets", { volumes: [{ name: "v", secret: { secretName: "x" } }] }],
  [
    "use ServiceAccountToken volume projections",
    { volumes: [{ name: "v", projected: { sources: [{ serviceAccountToken: { path: "t" } }] } }] },
  ],
] as const)("a mirror pod may not %s", ([what, spec]) => {
  const mirror = { "kubernetes.io/config.mirror": "x" };
  expect(withAccount("true").create(spec, mirror).message).toBe(
    `pods "p" is forbidden: a mirror pod may not ${what}`,
  );
});

test("a mirror pod may use a config map, and may not claim a device", () => {
  const mirror = { "kubernetes.io/config.mirror": "x" };
  const { ask, create } = withAccount("true");
  ask("POST", "/api/v1/nodes", { metadata: { name: "n" } });
  const claims = [1, 2].map((place) => ({ name: `a${place}`, resourceClaimName: "b" }));

  const refusal = create({ nodeName: "n", resourceClaims: claims }, mirror);
  expect(refusal.message).toBe(
    'Pod "p" is invalid: []: Forbidden: static pods do not support resource claims',
  );
  const cause = {
    reason: "FieldValueForbidden",
    message: "Forbidden: static pods do not support resource claims",
    field: "[]",
  };
  expect(refusal.object["details"]).toMatchObject({ causes: [cause, cause] });
  const volumes = [{ name: "v", configMap: { name: "x" } }];
  expect(create({ nodeName: "n", volumes }, mirror).status).toBe(201);
});
