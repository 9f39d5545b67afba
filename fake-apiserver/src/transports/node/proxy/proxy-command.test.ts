import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCluster } from "../../../fake-apiserver.ts";
import { parseCommandLine } from "../command/command-line.ts";
import { listen } from "../http/listen.ts";

const program = join(import.meta.dirname, "..", "cli.ts");
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "proxy-command-"));
});

afterAll(() => rm(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(
    process.execPath,
    ["--conditions=@informerlab/source", program, "proxy", ...args],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const texts = { out: "", err: "" };
  child.stdout.on("data", (chunk) => (texts.out += String(chunk)));
  child.stderr.on("data", (chunk) => (texts.err += String(chunk)));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...texts };
}

test("without options it listens on loopback, with HTTPS, before the cluster of kubectl", () => {
  const parsed = parseCommandLine(["proxy"], "1.2.3");

  expect(parsed).toMatchObject({
    kind: "proxy",
    commandLine: {
      upstream: undefined,
      host: "127.0.0.1",
      port: 0,
      isSecure: true,
      isReadOnly: false,
      command: undefined,
    },
  });
});

test("what follows -- is the command, options and all", () => {
  const parsed = parseCommandLine(["proxy", "--read-only", "--", "go", "test", "--port"], "1.2.3");

  expect(parsed).toMatchObject({
    commandLine: { isReadOnly: true, port: 0, command: ["go", "test", "--port"] },
  });
});

test("its command meets the cluster, with the faults of a file", { timeout: 30_000 }, async () => {
  await using cluster = createCluster();
  const server = await listen(cluster);
  const upstream = join(folder, "upstream");
  const faults = join(folder, "faults.yaml");
  await writeFile(upstream, server.kubeconfig());
  await writeFile(
    faults,
    "- on: {verb: list, resource: namespaces}\n  do: {status: 503}\n  life: {times: 1}\n- on: {resource: pods}\n  do: {status: 500}\n",
  );
  const script = `
    const headers = { authorization: "Bearer " + process.env.FAKE_APISERVER_TOKEN };
    const list = () => fetch(process.env.FAKE_APISERVER_URL + "/api/v1/namespaces", { headers });
    const first = await list();
    const { items } = await (await list()).json();
    console.log(first.status, items.length > 0);`;

  const { code, out, err } = await run(
    ...["--upstream", upstream, "--http", "--faults", faults, "--require-faults"],
    ...["--", process.execPath, "--input-type=module", "-e", script],
  );

  expect(out).toBe("503 true\n");
  expect(err).toBe(
    'fake-apiserver: the fault fault-2 never struck: {"on":{"resource":"pods"},"do":{"status":500}}\n',
  );
  expect(code).toBe(3);
});

test("a kubeconfig that cannot be read is told in one line", { timeout: 30_000 }, async () => {
  const path = join(folder, "missing");

  const { code, out, err } = await run("--upstream", path);

  expect([code, out]).toEqual([2, ""]);
  expect(err).toMatch(/^fake-apiserver: --upstream: .*missing.*\n$/);
});
