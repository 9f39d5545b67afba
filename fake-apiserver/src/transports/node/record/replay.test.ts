import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig, loadKubeConfig } from "@informerlab/core/client-node";
import { createSystemEnvironment } from "@informerlab/core/system";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CliOutput } from "../command/cli-output.ts";
import { parseCommandLine } from "../command/command-line.ts";
import type { LocalServer } from "../local-server.ts";
import { ask, askJson, proxied } from "../proxy/testing/proxied.ts";
import { runReplay } from "./run-replay.ts";
import { startReplay } from "./start-replay.ts";

let folder = "";
let file = "";

const paths = [
  "/api/v1/namespaces/default/configmaps",
  "/api/v1/namespaces/default/configmaps/a",
  "/apis/apps/v1",
  "/version",
  "/openapi/v3",
];

/** What the server said while it was recorded. */
const said = new Map<string, unknown>();
let held: readonly string[] = [];

/** Keys that an informer of ConfigMaps holds once it has heard of the last one. */
async function informed(server: LocalServer, last: string): Promise<readonly string[]> {
  const path = join(folder, "kubeconfig");
  await writeFile(path, server.kubeconfig());
  const environment = createSystemEnvironment({ warn: () => {} });
  await using factory = new SharedInformerFactory(
    fromKubeConfig(loadKubeConfig(path), { environment }),
  );
  const informer = factory.core.v1.configMaps.informer();
  const heard = new Promise<void>((resolve) => {
    informer.addEventHandler({
      onAdd: ({ metadata }) => {
        if (metadata?.name === last) resolve();
      },
    });
  });
  factory.start();
  await heard;
  return informer.indexer.listKeys().toSorted();
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "replay-"));
  file = join(folder, "run.jsonl.gz");
  await using all = await proxied({ isSecure: true, record: { file } });
  const create = (name: string): unknown =>
    all.cluster.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name, namespace: "default" },
    });
  create("a");
  for (const path of paths) said.set(path, await askJson(all.proxy, { path }));
  const watched = informed(all.proxy, "b");
  await all.cluster.watching("configmaps");
  create("b");
  held = await watched;
});

afterAll(() => rm(folder, { recursive: true }));

test.each(paths)("a replay says again what the server said: %s", async (path) => {
  await using replay = await startReplay({ file });

  expect(await askJson(replay, { path })).toEqual(said.get(path));
});

test("an informer that meets a replay holds in the end what the recorded one held", async () => {
  await using replay = await startReplay({ file });

  expect(await informed(replay, "b")).toEqual(held);
});

test("what went wrong for a client goes wrong for it again, at the same places", async () => {
  const path = `/api/v1/namespaces/default/configmaps`;
  const asked = join(folder, "troubles.jsonl");
  const told = async (server: LocalServer): Promise<readonly unknown[]> => {
    const headers = { "user-agent": "mine/1" };
    const all: unknown[] = [];
    for (let time = 0; time < 4; time++) {
      const answer = ask(server, { path, headers });
      all.push(await answer.then(({ status }) => status).catch(() => "broken"));
    }
    const version = (await askJson<{ metadata: { resourceVersion: string } }>(server, { path }))
      .metadata.resourceVersion;
    const watch = { path: `${path}?watch=1&resourceVersion=${version}`, headers };
    for (let time = 0; time < 2; time++) {
      all.push(
        await ask(server, watch)
          .then(({ body }) => body.toString())
          .catch(() => "broken"),
      );
    }
    return all;
  };
  let recorded: readonly unknown[] = [];
  {
    await using all = await proxied({ record: { file: asked } });
    const add = all.proxy.faults.add.bind(all.proxy.faults);
    add({ on: { verb: "list" }, life: { nth: 1 }, do: { status: 429, retryAfterSeconds: 1 } });
    add({ on: { verb: "list" }, life: { nth: 3 }, do: { reset: "before-headers" } });
    add({ on: { verb: "watch" }, life: { nth: 1 }, do: { errorEvent: 504, afterEvents: 0 } });
    add({ on: { verb: "watch" }, life: { nth: 2 }, do: { reset: "stream", afterEvents: 0 } });
    recorded = await told(all.proxy);
  }
  await using replay = await startReplay({ file: asked });

  expect(recorded.slice(0, 4)).toEqual([429, 200, 200, "broken"]);
  expect(recorded.at(-1)).toBe("broken");
  expect(await told(replay)).toEqual(recorded);
});

test("a replay lets nobody in who does not show its credentials", async () => {
  await using replay = await startReplay({ file });

  const headers = { authorization: "Bearer other" };
  expect(await ask(replay, { path: "/version", headers })).toMatchObject({ status: 401 });
});

/** Runs the command as the program does. */
async function run(...args: string[]): Promise<{ readonly code: number; readonly said: string }> {
  const parsed = parseCommandLine(["replay", ...args], "1.2.3");
  if (parsed.kind !== "replay") throw new Error(`no ${parsed.kind}`);
  const lines: string[] = [];
  const output: CliOutput = { say: (line) => lines.push(line), warn: (line) => lines.push(line) };
  const code = await runReplay(parsed.commandLine, "1.2.3", output, Promise.resolve());
  return { code, said: lines.join("\n") };
}

const whole = '{"recording":1,"startedAt":0,"secrets":"kept"}\n{"at":1,"end":"closed"}\n';
const cut = whole.slice(0, -12);

test.each([
  ["empty", "", /line 1: empty; a recording begins with/],
  ["of another version", whole.replace(":1", ":2"), /line 1: a recording of version 2/],
  ["a trace", '{"version":1}\n', /line 1: this is a trace, which the picture opens/],
  [
    "a manifest",
    "apiVersion: v1\n",
    /line 1: this is a kubeconfig or a manifest; --seed takes manifests/,
  ],
  ["cut off within a line", cut, /line 2: no JSON object, or a part of one.*--accept-cut/],
  ["cut off between lines", cut.split("\n")[0] ?? "", /line 1: .*cut off.*--accept-cut/],
  [
    "compressed and cut off",
    gzipSync(whole).subarray(0, 60),
    /its gzip ends too early.*--accept-cut/,
  ],
  ["going on after its end", `${whole}{"at":2}`, /line 3: nothing follows/],
  [
    "about what nobody asked",
    whole.replace('"end"', '"reason":"fault","over":7,"x"'),
    /line 2: .*exchange 7/,
  ],
])("a file that is %s is refused in one line that says where", async (_name, content, message) => {
  const path = join(folder, "bad.jsonl");
  await writeFile(path, content);

  await expect(run(path)).rejects.toThrow(message);
});

test("what was cut off is read up to there when that is asked for", async () => {
  const path = join(folder, "cut.jsonl");
  await writeFile(path, cut);

  expect(await run(path, "--accept-cut")).toMatchObject({ code: 0 });
});

test("its command meets a cluster that began with the recording and takes writes", async () => {
  const script = `
    const { FAKE_APISERVER_URL: url, FAKE_APISERVER_TOKEN: token } = process.env;
    const path = url + "/api/v1/namespaces/default/configmaps";
    const headers = { authorization: "Bearer " + token, "content-type": "application/json" };
    const body = JSON.stringify({ metadata: { name: "mine" } });
    const { status } = await fetch(path, { method: "POST", headers, body });
    const { items } = await (await fetch(path, { headers })).json();
    const names = items.map(({ metadata }) => metadata.name);
    process.exit(status === 201 && ["a", "b", "mine"].every((name) => names.includes(name)) ? 7 : 1);`;

  const command = [process.execPath, "--input-type=module", "-e", script];
  expect(await run(file, "--seed", "--http", "--", ...command)).toMatchObject({ code: 7 });
});
