import { expect, test } from "vitest";
import { inTurn } from "../../testing/ask-in-turn.ts";

// As kube-apiserver v1.35.4 answers.
test("the period in which a pod goes is not for an update to change", () => {
  const { ask } = inTurn();
  const path = "/api/v1/namespaces/default/pods";
  const spec = { nodeName: "n", containers: [{ name: "m", image: "i" }] };
  ask("POST", path, { metadata: { name: "a" }, spec });
  ask("DELETE", `${path}/a`);

  for (const target of [`${path}/a`, `${path}/a/status`]) {
    const change = (deletionGracePeriodSeconds: number) =>
      ask("PATCH", target, { metadata: { deletionGracePeriodSeconds } }).message;
    expect(change(7)).toBe(
      'Pod "a" is invalid: metadata.deletionGracePeriodSeconds: Invalid value: 7: field is immutable',
    );
    expect(change(30)).toBe("");
  }
});

test("who writes an object that goes without saying so owns nothing of its deletion", () => {
  const { ask } = inTurn();
  const path = "/api/v1/namespaces/default/configmaps";
  const map = { metadata: { name: "a", finalizers: ["a.b/c"] } };
  ask("POST", path, map);
  ask("DELETE", `${path}/a`);
  const later = { ...map.metadata, deletionTimestamp: "2030-01-01T00:00:00Z" };

  const owned = (metadata: object): boolean =>
    JSON.stringify(ask("PUT", `${path}/a`, { metadata }).object).includes("f:deletionTimestamp");
  expect(owned(later)).toBe(true);
  expect(owned(map.metadata)).toBe(false);
  expect(ask("GET", `${path}/a`).object).toMatchObject({
    metadata: { deletionTimestamp: expect.stringMatching(/./), deletionGracePeriodSeconds: 0 },
  });
});

test("an address that is sent is shown by a dry run, and kept by nobody", () => {
  const { ask } = inTurn();
  const path = "/api/v1/namespaces/default/configmaps";
  ask("POST", path, { metadata: { name: "a" } });
  const metadata = { name: "a", selfLink: "/x" };

  expect(ask("PUT", `${path}/a?dryRun=All`, { metadata }).object).toMatchObject({ metadata });
  expect(ask("PUT", `${path}/a`, { metadata }).object["metadata"]).not.toHaveProperty("selfLink");
});
