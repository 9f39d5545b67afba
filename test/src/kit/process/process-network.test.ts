import { isConflict, isNotFound } from "@informerlab/core";
import { expect, test } from "vitest";
import { chaosTest } from "../chaos-test.ts";
import { sometimes } from "../rules/rules.ts";
import { configMaps, nothingWrong, reconciling, users } from "../testing/config-map-controllers.ts";

test("a program that speaks HTTP gets a fetch that lives in the simulation", async () => {
  const report = await chaosTest(
    reconciling(async (key, { fetch }) => {
      if (key.endsWith("/seen")) return;
      const path = "/api/v1/namespaces/default/configmaps/seen?fieldManager=seen&force=true";
      const body = {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "seen" },
        data: { [key.replace("/", ".")]: "yes" },
      };
      const answer = await fetch(path, {
        method: "PATCH",
        headers: { "content-type": "application/apply-patch+yaml" },
        body: JSON.stringify(body),
      });
      await answer.json();
    }),
    {
      users,
      invariants: [
        sometimes(
          "it writes",
          ({ commit }) => commit?.by === "maps" && commit.key === "default/seen",
        ),
      ],
      troubles: ["slow-requests", "crash", "watch-cut"],
      runs: 30,
    },
  );

  expect(report.commits).toBeGreaterThan(60);
});

test("each kind of failure on the way of a write reaches the program as the error that a real client throws", async () => {
  const seen = new Set<string>();
  await chaosTest(
    reconciling(async (key, { client }) => {
      try {
        const map = await client.get(configMaps, key);
        await client.update(configMaps, {
          ...map,
          metadata: { ...map.metadata, labels: { seen: "yes" } },
        });
      } catch (error) {
        seen.add(isConflict(error) ? "Conflict" : (error as Error).name);
        const { status } = error as { status?: { code?: number } };
        if (status?.code !== undefined) seen.add(String(status.code));
        throw error;
      }
    }),
    { users, invariants: [nothingWrong], runs: 250 },
  );

  expect([...seen]).toEqual(
    expect.arrayContaining(["Conflict", "409", "429", "500", "TransportError"]),
  );
}, 60_000);

test("a busy server that names a time is asked again after it, and the program hears nothing of it", async () => {
  const failures: unknown[] = [];
  const report = await chaosTest(
    reconciling(async (key, { client }) => {
      try {
        const metadata = { labels: { seen: "yes" } };
        await client.patch(configMaps, key, { metadata });
      } catch (error) {
        if (!isNotFound(error)) failures.push(error);
      }
    }),
    {
      users,
      invariants: [nothingWrong],
      troubles: ["too-many-requests"],
      runs: 40,
    },
  );

  expect(report.struck["status"]).toBeGreaterThan(20);
  // Only where no time was named, or too often.
  expect(failures.length).toBeLessThan((report.struck["status"] ?? 0) / 2);
}, 60_000);
