import { expect, test } from "vitest";
import { inTurn } from "../../testing/ask-in-turn.ts";

// As kube-apiserver v1.35.4 answers.
test("the first deletion of a namespace never ends it, the second does where nothing holds it", () => {
  const { ask } = inTurn();
  const path = "/api/v1/namespaces";
  ask("POST", path, { metadata: { name: "a" } });
  ask("PUT", `${path}/a/finalize`, { metadata: { name: "a" }, spec: { finalizers: [] } });

  expect(ask("DELETE", `${path}/a`).object).toMatchObject({ status: { phase: "Terminating" } });
  expect(ask("GET", `${path}/a`).status).toBe(200);
  ask("DELETE", `${path}/a`);
  expect(ask("GET", `${path}/a`).status).toBe(404);
});

test("who asks in the old way for what is in a namespace to go first is heard", () => {
  const { ask } = inTurn();
  const path = "/api/v1/namespaces";
  ask("POST", path, { metadata: { name: "a" } });

  expect(ask("DELETE", `${path}/a`, { orphanDependents: false }).object).toMatchObject({
    metadata: { finalizers: ["foregroundDeletion"] },
  });
});

test("a namespace that goes is left as it is until it is empty", () => {
  const { ask } = inTurn();
  const path = "/api/v1/namespaces/a";
  ask("POST", "/api/v1/namespaces", { metadata: { name: "a" } });
  const { object } = ask("DELETE", path);

  expect(ask("DELETE", `${path}?propagationPolicy=Foreground`).object).toEqual(object);
});
