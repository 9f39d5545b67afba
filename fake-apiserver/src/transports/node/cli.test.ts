import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { readTraceFile } from "@informerlab/core/trace";
import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import { afterAll, beforeAll, expect, test } from "vitest";

const program = join(import.meta.dirname, "cli.ts");
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cli-"));
});

afterAll(() => rm(folder, { recursive: true }));

function start(...args: string[]): ChildProcess {
  return startIn({}, ...args);
}

function startIn(env: Readonly<Record<string, string>>, ...args: string[]): ChildProcess {
  return spawn(process.execPath, ["--conditions=@informerlab/source", program, ...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function ended(child: ChildProcess): Promise<Ended> {
  const texts = { out: "", err: "" };
  child.stdout?.on("data", (chunk) => (texts.out += String(chunk)));
  child.stderr?.on("data", (chunk) => (texts.err += String(chunk)));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, ...texts };
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

test("it serves by kubeconfig until SIGTERM, then ends with 0 and leaves no ready file", {
  timeout: 30_000,
}, async () => {
  const [kubeconfig, ready, trace] = ["kubeconfig", "ready.json", "trace.jsonl"].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const manifest = await file("node.yaml", "apiVersion: v1\nkind: Node\nmetadata: {name: one}\n");
  const child = start(
    ...["--kubeconfig", kubeconfig, "--ready-file", ready, "--trace", trace, "--seed", manifest],
  );
  const end = ended(child);
  await expect.poll(() => existsSync(ready), { timeout: 20_000 }).toBe(true);

  const told = JSON.parse(await readFile(ready, "utf8")) as Record<string, string>;
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromFile(kubeconfig);
  const { items } = await kubeConfig.makeApiClient(CoreV1Api).listNode();
  const modes = [(await stat(kubeconfig)).mode & 0o777, (await stat(ready)).mode & 0o777];
  child.kill("SIGTERM");
  const { code, out, err } = await end;

  expect(items.map(({ metadata }) => metadata?.name)).toEqual(["one"]);
  expect(modes).toEqual([0o600, 0o600]);
  expect([code, err]).toEqual([0, ""]);
  expect(out).toBe(
    `fake-apiserver listens on ${told["server"]}  (kubectl --kubeconfig ${kubeconfig} get nodes)\n`,
  );
  expect(existsSync(ready)).toBe(false);
  const kinds = readTraceFile(await readFile(trace, "utf8")).records.map(({ fact }) => fact.kind);
  expect(kinds).toContain("server.committed");
});

test("a server that npx started ends when npx is gone, which tells it nothing", {
  timeout: 30_000,
}, async () => {
  const ready = join(folder, "npx-ready.json");
  const words = [
    ...[process.execPath, "--conditions=@informerlab/source", program],
    ...["--http", "--ready-file", ready],
  ].map((word) => `'${word}'`);
  // As npx does: a shell between, which ends by itself.
  const shell = spawn("sh", ["-c", `${words.join(" ")}; true`], {
    env: { ...process.env, npm_lifecycle_event: "npx", npm_lifecycle_script: "fake-apiserver" },
    stdio: "ignore",
  });
  await expect.poll(() => existsSync(ready), { timeout: 20_000 }).toBe(true);

  shell.kill("SIGTERM");

  await expect.poll(() => existsSync(ready), { timeout: 10_000 }).toBe(false);
});

test("exec runs a command with its kubeconfig and ends with its exit code", {
  timeout: 30_000,
}, async () => {
  const script = `
    const text = require("node:fs").readFileSync(process.env.KUBECONFIG, "utf8");
    if (!text.includes(process.env.FAKE_APISERVER_URL)) process.exit(1);
    if (!process.env.FAKE_APISERVER_ADMIN.endsWith("/_fake/v1")) process.exit(1);
    console.log(process.env.KUBECONFIG, process.argv[1]);
    process.exit(7);`;

  const { code, out, err } = await ended(
    start("exec", "--", process.execPath, "-e", script, "--", "--port"),
  );

  expect([code, err]).toEqual([7, ""]);
  const [kubeconfig = "", argument] = out.trim().split(" ");
  expect([existsSync(kubeconfig), argument]).toEqual([false, "--port"]);
});

const deaf = 'trap "" TERM; echo $KUBECONFIG; while :; do sleep 0.1; done';
const killedText = "fake-apiserver: sh did not end by the signal before SIGTERM, and was killed\n";

test("a command that ignores signals is killed by a later one, and nothing is left", {
  timeout: 60_000,
}, async () => {
  const child = start("exec", "--http", "--", "sh", "-c", deaf);
  const end = ended(child);
  await once(child.stdout!, "data");

  let told = "";
  child.stderr!.on("data", (chunk) => (told += String(chunk)));
  const tellAgain = async (): Promise<string> => {
    // What has been said is read first: a signal that comes when all is done ends the program before it says how it ended.
    await setImmediate();
    if (told === "") child.kill("SIGTERM");
    return told;
  };
  await expect.poll(tellAgain, { timeout: 30_000, interval: 100 }).not.toBe("");

  const { code, out, err } = await end;
  expect([code, err]).toEqual([137, killedText]);
  expect(existsSync(out.trim())).toBe(false);
});

test("signals without end do not keep exec from clearing up", { timeout: 60_000 }, async () => {
  const child = start("exec", "--http", "--", "sh", "-c", deaf);
  const end = ended(child);
  await once(child.stdout!, "data");

  const told = (): boolean => child.kill("SIGTERM");
  await expect.poll(told, { timeout: 30_000, interval: 5 }).toBe(false);

  const { out, err } = await end;
  expect(err).toBe(killedText);
  expect(existsSync(out.trim())).toBe(false);
});

test("a signal reaches what the command of exec has started", { timeout: 30_000 }, async () => {
  // The shell in front does as all do without a trap: it ends, and hands nothing on.
  // A child that is just being started may miss the signal: none of them lives long.
  const inner = "trap 'echo told; exit' TERM; echo ready; while :; do sleep 0.1; done";
  const child = start("exec", "--http", "--", "sh", "-c", `sh -c "${inner}" & wait; exit 1`);
  const end = ended(child);
  await once(child.stdout!, "data");

  child.kill("SIGTERM");

  expect(await end).toMatchObject({ code: 143, out: "ready\ntold\n" });
});

async function portInUse(): Promise<{ readonly port: string; close(): void }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { port: String(address.port), close: () => server.close() };
}

test("a port in use is told in one line, and no file is written", { timeout: 30_000 }, async () => {
  const taken = await portInUse();
  const kubeconfig = join(folder, "unwritten");

  const { code, out, err } = await ended(start("--port", taken.port, "--kubeconfig", kubeconfig));
  taken.close();

  expect([code, out]).toEqual([2, ""]);
  expect(err).toBe(
    `fake-apiserver: port ${taken.port} on 127.0.0.1 is in use; take another, or --port 0 for a free one\n`,
  );
  expect(existsSync(kubeconfig)).toBe(false);
});

test("wrong input is told in one line each, with nothing left behind", {
  timeout: 60_000,
}, async () => {
  const manifest = await file("bad.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {name: [}\n");
  const unknown = await file("unknown.yaml", "apiVersion: v1\nkind: Gadget\nmetadata: {name: a}\n");
  const faults = await file("faults.yaml", "faults:\n- do: {explode: true}\n");
  const misspelt = await file("on.yaml", "- on: {verb: lisst}\n  do: {status: 503}\n");
  const field = await file(
    "field.yaml",
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndatum: {}\n",
  );
  const empty = await file("empty.yaml", "");
  const taken = await portInUse();
  const foreign = await file("foreign", "current-context: production\n");
  const before = await readdir(folder);
  const cases: [string[], RegExp][] = [
    [["--seed", manifest], /bad\.yaml:3:\d+: /],
    [["--seed", unknown], /unknown\.yaml:1: .*no kind "Gadget"/],
    [["--seed", join(folder, "none")], /cannot read .*none: there is no such file or folder/],
    [["--faults", faults], /faults\.yaml.*a fault does exactly one thing/],
    [["--kubeconfig", foreign], /foreign exists and was not written by fake-apiserver/],
    [
      ["--ready-file", join(folder, "no", "where")],
      /cannot write .*where: there is no folder .*no$/m,
    ],
    [
      ["--trace", join(folder, "no", "where")],
      /cannot write the trace to .*there is no folder .*no$/m,
    ],
    [["--faults", misspelt], /on\.yaml:1 \(faults\[0\]\): on\.verb must be "get" or/],
    [["--seed", field], /field\.yaml:1: ConfigMap a: .*unknown field "datum"/],
    [["--seed", empty], /empty\.yaml holds no objects/],
    [["--faults", empty], /empty\.yaml holds no faults/],
    [["--port", taken.port, "--trace", join(folder, "half.jsonl")], /is in use/],
    [
      ["--host", "203.0.113.7"],
      /cannot listen on 203\.0\.113\.7: this machine has no such address/,
    ],
    [
      ["exec", "--", "no-such-command-at-all"],
      /cannot run no-such-command-at-all: there is no such/,
    ],
    [["--prot", "1"], /unknown option '--prot'/],
  ];

  // Two at a time: each is a process of its own.
  const results: Ended[] = [];
  for (let index = 0; index < cases.length; index += 2) {
    const pair = cases.slice(index, index + 2).map(([args]) => ended(start(...args)));
    results.push(...(await Promise.all(pair)));
  }

  for (const [index, [args, message]] of cases.entries()) {
    const { code, out, err } = results[index]!;
    expect([args, code, out]).toEqual([args, 2, ""]);
    expect(err).toMatch(message);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  }
  taken.close();
  expect(await readdir(folder)).toEqual(before);
});

test("faults are read from YAML as people write it", { timeout: 30_000 }, async () => {
  const faults = await file("retry.yaml", "- on: {verb: list}\n  do: {status: 503}\n");
  const ready = join(folder, "exec-ready.json");
  const script = `
    const url = process.env.FAKE_APISERVER_URL + "/api/v1/nodes";
    const headers = { authorization: "Bearer " + process.env.FAKE_APISERVER_TOKEN };
    const { pid } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    fetch(url, { headers }).then(({ status }) => process.exit(pid > 0 && status === 503 ? 0 : 9));`;

  const { code, err } = await ended(
    start(
      ...["exec", "--http", "--faults", faults, "--ready-file", ready],
      ...["--", process.execPath, "-e", script, ready],
    ),
  );

  expect([code, err]).toEqual([0, ""]);
  expect(existsSync(ready)).toBe(false);
});

test("exec says which faults never struck, and fails for it where that is wanted", {
  timeout: 30_000,
}, async () => {
  const faults = await file(
    "idle.yaml",
    "- id: idle\n  on: {resource: widgets*}\n  do: {status: 503}\n",
  );
  const run = (...more: readonly string[]) =>
    ended(start("exec", "--http", "--faults", faults, ...more, "--", process.execPath, "-e", ""));

  const [told, failed] = await Promise.all([run(), run("--require-faults")]);

  const line =
    'fake-apiserver: the fault idle never struck: {"on":{"resource":"widgets*"},"do":{"status":503}}\n';
  expect(told.err).toMatch(/^fake-apiserver: the command went well and never connected .*\n/);
  expect([told.code, told.err.split("\n").slice(1).join("\n")]).toEqual([0, line]);
  expect([failed.code, failed.err]).toEqual([3, told.err]);
});

test("a program for Node behind exec trusts the server, and still whom it trusted before", {
  timeout: 30_000,
}, async () => {
  const mine = await file("mine.crt", "mine");
  const script = `
    const { FAKE_APISERVER_ADMIN, FAKE_APISERVER_TOKEN, NODE_EXTRA_CA_CERTS } = process.env;
    console.log(require("node:fs").readFileSync(NODE_EXTRA_CA_CERTS, "utf8").slice(0, 16));
    const headers = { authorization: "Bearer " + FAKE_APISERVER_TOKEN };
    fetch(FAKE_APISERVER_ADMIN, { headers }).then(({ status }) => console.log(status));`;

  const { code, out, err } = await ended(
    startIn({ NODE_EXTRA_CA_CERTS: mine }, "exec", "--", process.execPath, "-e", script),
  );

  expect([code, err.replaceAll(/^Warning: .*\n/gm, "")]).toEqual([0, ""]);
  expect(out).toBe("mine\n-----BEGIN \n200\n");
});

test("a trace that can no longer be written is told, and the server goes on", {
  timeout: 30_000,
}, async () => {
  if (!existsSync("/dev/full")) return;
  const child = start("--trace", "/dev/full");
  const end = ended(child);
  await once(child.stderr!, "data");

  child.kill("SIGTERM");

  const { code, err } = await end;
  expect([code, err]).toEqual([
    0,
    "fake-apiserver: cannot write the trace to /dev/full: no space is left on the device; the rest of this run is not recorded\n",
  ]);
});

test("a client that stays connected does not keep a stopped server alive", {
  timeout: 30_000,
}, async () => {
  const child = start("--http", "--output", "json", "--token", "T");
  const end = ended(child);
  const [line] = (await once(child.stdout!, "data")) as [Buffer];
  const { server } = JSON.parse(String(line)) as { readonly server: string };
  const watching = await fetch(`${server}/api/v1/nodes?watch=1`, {
    headers: { authorization: "Bearer T" },
  });
  const idle = connect(Number(new URL(server).port), "127.0.0.1");
  idle.on("error", () => {});
  await once(idle, "connect");

  child.kill("SIGINT");

  expect(await watching.text()).toBe("");
  expect((await end).code).toBe(0);
  idle.destroy();
});
