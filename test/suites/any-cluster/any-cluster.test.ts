import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { loadKubeConfig } from "@informerlab/core/client-node";
import { readTraceFile } from "@informerlab/core/trace";
import { startProxy } from "@informerlab/fake-apiserver/proxy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AnyCluster, clusterKinds } from "./clusters.ts";
import { compareAnswers } from "./compare-answers.ts";
import { fakeApiserver, mirror } from "./run-program.ts";
import { askForSecrets, secretValue } from "./secrets.ts";
import { type WireRequest, wireRequests } from "./wire-requests.ts";

for (const { name, problem, start } of clusterKinds) {
  if (problem !== undefined) console.info(`${name} is ${problem}`);
  describe.skipIf(problem !== undefined)(`before ${name}`, () => {
    let cluster: AnyCluster;
    const run = (...args: readonly string[]) => fakeApiserver(cluster.kubeconfig, args);
    const path = (file: string): string => join(cluster.folder, file);

    beforeAll(async () => {
      cluster = await start();
    }, 60_000);
    afterAll(() => cluster.stop());

    test("a proxy says what the server says, to the byte, whatever it is asked and in whatever form", async () => {
      const { access } = loadKubeConfig(cluster.kubeconfig);
      const proxy = await startProxy({ access });
      const requests = economical(wireRequests());

      const { equal, moving, differing } = await compareAnswers(cluster.server, proxy, requests);
      await proxy.close();

      expect(differing).toEqual([]);
      // A real server counts what it does, so a few of its answers are never the same twice.
      expect(equal).toBe(requests.length - moving.length);
      expect(moving.length).toBeLessThan(20);
      expect(requests.length).toBeGreaterThan(600);
    });

    test("proxy --twins: the twin of an informer holds what the informer prints", async () => {
      const trace = path("twins.jsonl");

      const { code, out, err } = await run(
        ...["proxy", "--twins", "--trace", trace, "--", ...mirror, "twins-", "3"],
      );

      expect([code, err]).toEqual([0, ""]);
      const keys = ["default/twins-1", "default/twins-2", "default/twins-3"];
      expect(JSON.parse(out)).toEqual(keys);
      const { records } = readTraceFile(await readFile(trace, "utf8"));
      const stored = records.flatMap(({ fact }) =>
        fact.kind === "store.changed" ? [fact.ref.key] : [],
      );
      expect(stored).toEqual(expect.arrayContaining(keys));
    });

    test("proxy --faults: what is refused is refused, and nothing but that", async () => {
      const faults = path("faults.yaml");
      const refused = "{on: {verb: create, resource: configmaps}, do: {status: 507}}";
      await writeFile(faults, `- ${refused}\n`);

      const { code, err } = await run(
        ...["proxy", "--faults", faults, "--require-faults", "--", ...mirror, "refused-", "1"],
      );

      expect(code).toBe(1);
      expect(err).toContain("507");
    });

    test("proxy --read-only: a program that writes is told that it may not", async () => {
      const { code, err } = await run("proxy", "--read-only", "--", ...mirror, "read-only-", "1");

      expect(code).toBe(1);
      expect(err).toContain(
        "this proxy is read-only; started without --read-only it passes writes on",
      );
    });

    test("record, replay and replay --seed: an informer holds three times the same, and of a seed can be made more", async () => {
      const file = path("run.jsonl.gz");
      const program = [...mirror, "seen-", "3"];

      const recorded = await run("record", "--out", file, "--", ...program);
      const replayed = await run("replay", file, "--", ...program, "written");
      const seeded = await run("replay", file, "--seed", "--", ...program, "written");
      const more = await run("replay", file, "--seed", "--", ...mirror, "more-", "1");

      expect(recorded).toMatchObject({ code: 0, err: "" });
      expect(JSON.parse(recorded.out)).toHaveLength(3);
      expect(replayed).toEqual(recorded);
      expect(seeded).toEqual(recorded);
      expect(more).toMatchObject({ code: 0, out: '["default/more-1"]\n', err: "" });
    });

    test("proxy --chaos: watches that end, break and expire are no news to an informer", async () => {
      const plan = path("plan.yaml");
      await writeFile(
        plan,
        [
          "- {id: ends, on: {verb: watch}, life: {times: 2}, do: {close: clean, afterEvents: 1}}",
          "- {id: expires, on: {verb: watch}, life: {nth: 3}, do: {expire: event410}}",
        ].join("\n"),
      );
      // Its names are new ones with each seed: what the run before it has made is there still.
      const words = [...mirror, '"chaos-$FAKE_APISERVER_CHAOS_SEED-"', "3"].join(" ");

      const { code, out, err } = await run(
        ...["proxy", "--chaos", plan, "--runs", "2", "--chaos-folder", path("chaos")],
        ...["--", "sh", "-c", words],
      );

      expect([code, err], out).toEqual([0, ""]);
      expect(out).toMatch(/^seed 1 went well .*struck: ends 2×/m);
      expect(out).toMatch(/^all 2 runs went well$/m);
    });

    test("no value of a Secret stands in journal, trace or recording, in whatever form it passes", async () => {
      const [trace, record] = [path("secrets.jsonl"), path("secrets.recording.gz")];

      const { code, out, err } = await run(
        ...["proxy", "--twins", "--trace", trace, "--record", record],
        ...["--", ...askForSecrets],
      );

      expect([code, err]).toEqual([0, ""]);
      const { journal, seen } = JSON.parse(out) as { journal: string; seen: readonly string[] };
      // The client itself has seen them all, or nothing was tried.
      expect(seen.filter((what) => !what.endsWith(": seen"))).toEqual([]);
      expect(seen.length).toBeGreaterThan(10);
      const recorded = gunzipSync(await readFile(record)).toString();
      const traced = await readFile(trace, "utf8");
      for (const text of [journal, traced, recorded]) {
        expect(text.includes("any-cluster-secret")).toBe(true);
        expect(secretValue.forms.filter((form) => text.includes(form))).toEqual([]);
      }
    });
  });
}

/** Watches last a second, and versions of the future are waited for; a few of them show what all show. */
function economical(requests: readonly WireRequest[]): readonly WireRequest[] {
  const isSlow = ({ path }: WireRequest): boolean => /watch=1|999999/.test(path);
  const slow = requests.filter(isSlow);
  const some = slow.filter((_, index) => index % 24 === 0);
  return [...requests.filter((request) => !isSlow(request)), ...some];
}
