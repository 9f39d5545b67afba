import { isNotFound } from "@informerlab/core";
import { expect, test } from "vitest";
import { chaosTest } from "../chaos-test.ts";
import {
  configMaps,
  failureOf,
  nothingWrong,
  reconciling,
  users,
} from "../testing/config-map-controllers.ts";

const options = {
  users,
  troubles: ["write-failed", "lost-request", "too-many-requests", "lost-answer"],
  invariants: [nothingWrong],
  runs: 60,
} as const;

const body = JSON.stringify({ data: { seen: "yes" } });
const init = { method: "PATCH", headers: { "content-type": "application/merge-patch+json" }, body };

test("what fetch rejects with when a connection breaks, and what is made of a status, are refusals", async () => {
  const patching = reconciling(async (key, { fetch }) => {
    const [namespace, name] = key.split("/");
    const path = `/api/v1/namespaces/${namespace}/configmaps/${name}`;
    const response = await fetch(new Request(`http://cluster${path}`, init));
    await response.text();
    if (!response.ok && response.status !== 404) throw new Error(`patch: ${response.status}`);
  });
  const report = await chaosTest(patching, options);

  expect(report.struck["reset"]).toBeGreaterThan(5);
  expect(report.struck["status"]).toBeGreaterThan(5);
});

test("a refusal may be told in words of one's own", async () => {
  const wrapping = reconciling(async (key, { client }) => {
    try {
      await client.patch(configMaps, key, { data: { seen: "yes" } });
    } catch (error) {
      if (isNotFound(error)) return;
      throw new Error(`could not mark ${key}: ${String(error).slice(0, 5)}…`);
    }
  });
  await chaosTest(wrapping, options);
});

test("a mistake of the language is one, whatever the server said; and so is any error where it refused nothing", async () => {
  const careless = reconciling(async (key, { client }) => {
    const map = await client.patch(configMaps, key, { data: {} }).catch(() => undefined);
    (map as { data: object }).data.toString();
  });
  const { failure } = await failureOf(careless, { ...options, runs: 200 });
  expect(failure.message).toMatch(/TypeError/);

  const { failure: other } = await failureOf(
    reconciling(() => {
      throw new Error("no refusal");
    }),
    options,
  );
  expect(other.rule).toBe("no reconcile fails but for the server's refusals");
});
