import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { type RequestOptions, request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CertificateAuthority } from "../../certificates.ts";

const program = join(import.meta.dirname, "../../cli.ts");
const folder = mkdtempSync(join(tmpdir(), "fake-apiserver-envtest-"));
const isHere = process.platform !== "win32";
const assets = join(folder, "assets");
const certificates = join(folder, "certificates");
const clients = new CertificateAuthority("clients");
const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  writeFileSync(join(folder, "clients.crt"), clients.certificate);
  writeFileSync(join(folder, "sa.key"), privateKey);
  writeFileSync(join(folder, "sa.pub"), publicKey);
  const args = ["--conditions=@informerlab/source", program, "envtest-assets", assets];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (isHere) expect([stdout, stderr]).toEqual([`${assets}\n`, ""]);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, "close");
  return port;
}

interface Answer {
  readonly code: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly [member: string]: unknown };
}

/** Asks as a client that was given certificates; undefined while nobody listens. */
async function ask(options: RequestOptions, body?: object): Promise<Answer | undefined> {
  const headers = { "content-type": "application/json", ...options.headers };
  const sent = request({
    host: "127.0.0.1",
    rejectUnauthorized: false,
    agent: false,
    ...options,
    headers,
  });
  sent.end(body === undefined ? undefined : JSON.stringify(body));
  try {
    const [response] = await once(sent, "response");
    let text = "";
    for await (const chunk of response) text += chunk;
    const body = text.startsWith("{") ? JSON.parse(text) : { text };
    return { code: response.statusCode, headers: response.headers, body };
  } catch {
    return undefined;
  }
}

test.skipIf(!isHere)("both programs list the flags that envtest looks for", () => {
  const shown = (name: string): string =>
    spawnSync(join(assets, name), ["--help"], { encoding: "utf8" }).stdout;

  expect(shown("etcd")).toMatch(/^\s*--unsafe-no-fsync\b/m);
  expect(shown("kube-apiserver")).toMatch(/^\s*--service-account-issuer\b/m);
  expect(shown("kube-apiserver")).not.toMatch(/^\s*--insecure-port\b/m);
});

test.skipIf(!isHere)("an unknown flag ends a program as it ends the real one", () => {
  const ended = (name: string) => spawnSync(join(assets, name), ["--foo"], { encoding: "utf8" });

  const [apiserver, etcd] = [ended("kube-apiserver"), ended("etcd")];
  expect([apiserver.status, apiserver.stderr]).toEqual([1, "Error: unknown flag: --foo\n"]);
  expect(etcd.stderr).toContain("flag provided but not defined: -foo\n");
});

test.skipIf(!isHere)(
  "what envtest starts serves its certificates, and ends with 0",
  {
    timeout: 60_000,
  },
  async () => {
    const [etcdPort, port] = [await freePort(), await freePort()];
    const start = (name: string, ...args: string[]): ChildProcess =>
      spawn(join(assets, name), args, { stdio: "ignore" });
    const etcd = start("etcd", `--listen-client-urls=http://127.0.0.1:${etcdPort}`, "--data-dir=x");
    const apiserver = start(
      ...(["kube-apiserver", `--etcd-servers=http://127.0.0.1:${etcdPort}`] as const),
      ...["--bind-address=127.0.0.1", `--secure-port=${port}`, `--cert-dir=${certificates}`],
      ...[
        "--strict-transport-security-directives=max-age=9,preload",
        "--cors-allowed-origins=//a:",
      ],
      ...["--goaway-chance=0.01"],
      ...["--allow-privileged=true", "--authorization-mode=RBAC", "--version=v1.35.4-custom"],
      ...["--disable-admission-plugins=ServiceAccount", "--service-cluster-ip-range=10.0.0.0/24"],
      ...[
        `--client-ca-file=${join(folder, "clients.crt")}`,
        "--service-account-issuer=https://me/",
      ],
      ...[`--service-account-key-file=${join(folder, "sa.pub")}`],
      ...[`--service-account-signing-key-file=${join(folder, "sa.key")}`],
    );
    const ends = [once(etcd, "exit"), once(apiserver, "exit")];
    const wait = { timeout: 30_000, interval: 50 };

    // envtest waits for both without any credentials.
    const health = () =>
      fetch(`http://127.0.0.1:${etcdPort}/health`).then(
        (answer) => answer.json(),
        () => undefined,
      );
    await expect.poll(health, wait).toMatchObject({ health: "true" });
    const key = { method: "POST", body: '{"key": "X3Rlc3Q=", "value": ""}' };
    expect((await fetch(`http://127.0.0.1:${etcdPort}/v3/kv/put`, key)).status).toBe(200);
    await expect.poll(async () => (await ask({ port, path: "/healthz" }))?.code, wait).toBe(200);
    const version = await ask({ port, path: "/version", headers: { origin: "https://a:1" } });
    expect(version?.headers).toMatchObject({
      "strict-transport-security": "max-age=9; preload",
      "access-control-allow-origin": "https://a:1",
    });
    expect(version?.body["gitVersion"]).toBe("v1.35.4-custom");

    const made = clients.issueClient({ commonName: "admin", organizations: ["system:masters"] });
    const admin = { port, cert: made.certificate, key: made.key };
    const other = clients.issueClient({ commonName: "ann", organizations: ["dev"] });
    const account = { metadata: { name: "builder" } };
    const accounts = "/api/v1/namespaces/default/serviceaccounts";
    expect((await ask({ ...admin, method: "POST", path: accounts }, account))?.code).toBe(201);
    const denied = await ask({ port, cert: other.certificate, key: other.key, path: accounts });
    expect([denied?.code, denied?.body["message"]]).toEqual([
      403,
      'serviceaccounts is forbidden: User "ann" cannot list resource "serviceaccounts" in API group "" in the namespace "default"',
    ]);
    const anonymous = await ask({ port, path: accounts });
    expect(anonymous?.body["message"]).toContain('User "system:anonymous" cannot list');
    const service = await ask({ ...admin, path: "/api/v1/namespaces/default/services/kubernetes" });
    expect(service?.body["spec"]).toMatchObject({ clusterIP: "10.0.0.1" });

    const asked = { ...admin, method: "POST", path: `${accounts}/builder/token` };
    const issued = (await ask(asked, {}))?.body["status"];
    const { token } = (issued ?? { token: "" }) as { readonly token: string };
    const [head = "", claims = "", signature = ""] = token.split(".");
    expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({
      iss: "https://me/",
    });
    const signed = Buffer.from(`${head}.${claims}`);
    const signer = createPublicKey(publicKey);
    expect(verify("sha256", signed, signer, Buffer.from(signature, "base64url"))).toBe(true);
    const bearer = { authorization: `Bearer ${token}` };
    const known = await ask({ port, path: accounts, headers: bearer });
    expect(known?.body["message"]).toContain('User "system:serviceaccount:default:builder" cannot');
    expect(readFileSync(join(certificates, "apiserver.crt"), "utf8")).toContain(
      "BEGIN CERTIFICATE",
    );

    etcd.kill("SIGTERM");
    apiserver.kill("SIGTERM");
    expect((await Promise.all(ends)).map(([code]) => code)).toEqual([0, 0]);
  },
);
