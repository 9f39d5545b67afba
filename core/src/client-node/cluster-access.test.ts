import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { inClusterConfig } from "./in-cluster.ts";
import { loadKubeConfig } from "./load-kube-config.ts";
import { UserCredentials } from "./user-credentials.ts";

let folder = "";
let now = 0;
const clock = { now: () => now };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
  now = 0;
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
});

function write(name: string, content: string | object): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

function config(user: object, cluster: object = {}): object {
  return {
    clusters: [{ name: "lab", cluster: { server: "https://lab:6443", ...cluster } }],
    users: [{ name: "me", user }],
    contexts: [{ name: "c", context: { cluster: "lab", user: "me", namespace: "work" } }],
    "current-context": "c",
  };
}

const accessOf = (user: object, cluster?: object) =>
  loadKubeConfig(write("config", config(user, cluster))).access;
const credentialsOf = (user: object, cluster?: object) =>
  new UserCredentials(accessOf(user, cluster).user, clock);

/** A program that writes its credential, and beside itself how it was called. */
function plugin(credential: object, path = "plugin"): string {
  const file = write(
    path,
    `#!${process.execPath}
const fs = require("node:fs");
fs.appendFileSync(__dirname + "/calls", JSON.stringify({ info: JSON.parse(process.env.KUBERNETES_EXEC_INFO), extra: process.env.EXTRA, args: process.argv.slice(2) }) + "\\n");
console.log(${JSON.stringify(JSON.stringify({ kind: "ExecCredential", apiVersion: "client.authentication.k8s.io/v1", ...credential }))});
`,
  );
  chmodSync(file, 0o755);
  return file;
}

const exec = (more: object = {}) => ({
  exec: {
    apiVersion: "client.authentication.k8s.io/v1",
    command: "./plugin",
    interactiveMode: "Never",
    ...more,
  },
});

async function calls(): Promise<Record<string, unknown>[]> {
  const { readFileSync } = await import("node:fs");
  return readFileSync(join(folder, "calls"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("a token file is found beside the kubeconfig, wins over a token, and is read anew each minute", async () => {
  write("token", "first\n");
  const credentials = credentialsOf({ token: "fixed", tokenFile: "token" });
  expect((await credentials.current()).headers).toEqual({ authorization: "Bearer first" });

  write("token", "second");
  now = 59_000;
  expect((await credentials.current()).headers).toEqual({ authorization: "Bearer first" });
  now = 60_000;
  expect((await credentials.current()).headers).toEqual({ authorization: "Bearer second" });
});

test("a token that the server refused is read anew at once; a file that is gone leaves the last one", async () => {
  write("token", "first");
  const credentials = credentialsOf({ tokenFile: join(folder, "token") });
  const first = await credentials.current();
  write("token", "second");

  credentials.refused(first);
  expect((await credentials.current()).headers).toEqual({ authorization: "Bearer second" });
  rmSync(join(folder, "token"));
  now = 120_000;
  expect((await credentials.current()).headers).toEqual({ authorization: "Bearer second" });
});

test("a token file that cannot be read is named", async () => {
  await expect(credentialsOf({ tokenFile: "none" }).current()).rejects.toThrow(
    /none, which cannot be read \(ENOENT\)/,
  );
  write("empty", "");
  await expect(credentialsOf({ tokenFile: "empty" }).current()).rejects.toThrow("is empty");
});

test("impersonation is sent whole, each group a line, names of extras escaped", async () => {
  const credentials = credentialsOf({
    token: "t",
    as: "jane",
    "as-uid": "u1",
    "as-groups": ["dev,ops", "qa"],
    "as-user-extra": { "example.com/scope": ["a", "b"] },
  });

  expect((await credentials.current()).headers).toEqual({
    authorization: "Bearer t",
    "impersonate-user": "jane",
    "impersonate-uid": "u1",
    "impersonate-group": ["dev,ops", "qa"],
    "impersonate-extra-example.com%2Fscope": ["a", "b"],
  });
});

test.each([
  [{ "as-groups": ["dev"] }, "need a user to impersonate: set as"],
  [{ "as-uid": "u" }, "need a user to impersonate"],
  [{ "as-user-extra": { a: ["b"] } }, "need a user to impersonate"],
  [
    { token: "t", username: "u", password: "p" },
    "more than one way to authenticate: token, basicAuth",
  ],
  [{ token: "t", ...exec() }, "more than one way to authenticate: token, exec"],
  [{ "client-certificate": "c" }, "without its client-key"],
  [
    { "client-certificate": "c", "client-certificate-data": "YQ==", "client-key": "k" },
    "must not both be given",
  ],
  [
    { "client-certificate-data": "?", "client-key-data": "YQ==" },
    "client-certificate-data is not base64",
  ],
  [
    { "auth-provider": { name: "gcp" } },
    'auth-provider "gcp" is not supported; use an exec plugin',
  ],
  [{ token: 5 }, "token must be text"],
  [{ as: "a", "as-groups": "dev" }, "as-groups must be a list of texts"],
  [
    exec({ apiVersion: "client.authentication.k8s.io/v1alpha1" }),
    "client.authentication.k8s.io/v1, client.authentication",
  ],
  [exec({ interactiveMode: undefined }), "one of Never, IfAvailable, Always is wanted"],
  [exec({ command: "" }), "command is missing"],
  [exec({ env: [{ value: "x" }] }), "a variable needs a name"],
])(
  "what contradicts itself or is not supported is an error, never fewer or more rights: %j",
  (user, message) => {
    expect(() => accessOf(user)).toThrow(message);
  },
);

test("over plain HTTP nothing is sent that proves who one is", async () => {
  const user = { token: "t", as: "jane" };
  const { headers } = await credentialsOf(user, { server: "http://lab:8080" }).current();

  expect(headers).toEqual({ "impersonate-user": "jane" });
});

test("a name that stands twice in one list is an error, as is a file of another kind", () => {
  const document = config({ token: "t" }) as { users: object[] };
  const twice = write("config", { ...document, users: [...document.users, ...document.users] });
  expect(() => loadKubeConfig(twice)).toThrow('the name "me" is there twice');

  const other = write("other", { ...document, kind: "Deployment", apiVersion: "apps/v1" });
  expect(() => loadKubeConfig(other)).toThrow(
    'is of kind "Deployment" of "apps/v1"; "Config" of "v1" is wanted',
  );
});

test.each([
  [{ "insecure-skip-tls-verify": true, "certificate-authority": "ca" }, "must not both be given"],
  [
    { "certificate-authority": "ca", "certificate-authority-data": "YQ==" },
    "must not both be given",
  ],
  [{ "proxy-url": "ftp://proxy" }, "an address with http, https or socks5 is wanted"],
  [{ "insecure-skip-tls-verify": "yes" }, "must be true or false"],
])("a cluster that contradicts itself is an error: %j", (cluster, message) => {
  expect(() => accessOf({}, cluster)).toThrow(message);
});

test("an exec plugin is told who asks and of which cluster, gets its variables, and is found beside the kubeconfig", async () => {
  plugin({ status: { token: "from-plugin" } });
  const user = exec({
    args: ["a"],
    env: [{ name: "EXTRA", value: "e" }],
    provideClusterInfo: true,
  });
  const credentials = credentialsOf(user, {
    "tls-server-name": "name",
    "certificate-authority-data": "Y2E=",
    extensions: [{ name: "client.authentication.k8s.io/exec", extension: { audience: "x" } }],
  });

  expect((await credentials.current()).headers).toEqual({ authorization: "Bearer from-plugin" });

  expect(await calls()).toEqual([
    {
      args: ["a"],
      extra: "e",
      info: {
        kind: "ExecCredential",
        apiVersion: "client.authentication.k8s.io/v1",
        spec: {
          interactive: false,
          cluster: {
            server: "https://lab:6443",
            "tls-server-name": "name",
            "certificate-authority-data": "Y2E=",
            config: { audience: "x" },
          },
        },
      },
    },
  ]);
});

test("a plugin runs once for all who ask together, again when its credential expired, and again after a 401", async () => {
  plugin({ status: { token: "t", expirationTimestamp: "1970-01-01T00:01:00Z" } });
  const credentials = credentialsOf(exec());

  const [first] = await Promise.all([credentials.current(), credentials.current()]);
  expect(await calls()).toHaveLength(1);
  credentials.refused(first);
  await credentials.current();
  expect(await calls()).toHaveLength(2);
  now = 61_000;
  await credentials.current();
  expect(await calls()).toHaveLength(3);
});

test("requests that were under way with an old credential are refused late, and cost no further run of the plugin", async () => {
  plugin({ status: { token: "t" } });
  const credentials = credentialsOf(exec());
  const [first, second] = [await credentials.current(), await credentials.current()];

  credentials.refused(first);
  const fresh = await credentials.current();
  credentials.refused(second);
  await credentials.current();
  expect(await calls()).toHaveLength(2);

  credentials.refused(fresh);
  await credentials.current();
  expect(await calls()).toHaveLength(3);
});

test("what a plugin tells the user while it waits for them is seen at once", async () => {
  const written: unknown[] = [];
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    written.push(text);
    return true;
  });
  onTestFinished(() => write.mockRestore());
  const file = plugin({ status: { token: "t" } });
  appendFileSync(file, 'console.error("enter the code ABCD");');

  await credentialsOf(exec()).current();

  expect(written.join("")).toBe("enter the code ABCD\n");
});

test("a credential expires by the wall clock: a machine that slept runs the plugin before it is refused", async () => {
  plugin({ status: { token: "t", expirationTimestamp: "1970-01-01T00:01:00Z" } });
  let wall = 0;
  const { user } = accessOf(exec());
  const credentials = new UserCredentials(user, { ...clock, wallTime: () => wall });
  await credentials.current();
  wall = 61_000;

  await credentials.current();

  expect(await calls()).toHaveLength(2);
});

test("whoever has a certificate needs no plugin", async () => {
  write("cert.pem", "CERT");
  write("key.pem", "KEY");
  const files = { "client-certificate": "cert.pem", "client-key": "key.pem" };
  const credentials = credentialsOf({ ...exec({ command: "no-such-plugin" }), ...files });

  const { certificate, headers } = await credentials.current();

  expect([String(certificate?.cert), headers]).toEqual(["CERT", {}]);
});

test("a plugin may give a certificate", async () => {
  plugin({ status: { clientCertificateData: "CERT", clientKeyData: "KEY" } });

  const { certificate, headers } = await credentialsOf(exec()).current();

  expect([String(certificate?.cert), String(certificate?.key)]).toEqual(["CERT", "KEY"]);
  expect(headers).toEqual({});
});

test.each([
  [{ status: { clientCertificateData: "CERT" } }, "a certificate without its key"],
  [{ status: {} }, "neither a token nor a certificate"],
  [{ status: { token: "t", expirationTimestamp: "soon" } }, "which is no time"],
  [
    { apiVersion: "client.authentication.k8s.io/v1beta1", status: { token: "t" } },
    "it was asked for",
  ],
  [{ kind: "Pod" }, "no ExecCredential"],
])(
  "a plugin that answers something else is named with what is wrong: %j",
  async (credential, message) => {
    plugin(credential);

    await expect(credentialsOf(exec()).current()).rejects.toThrow(message);
  },
);

test("a plugin that is not there is named with its install hint; one that wants a terminal is refused without", async () => {
  const missing = exec({ command: "no-such-plugin", installHint: "install it from example.com" });
  await expect(credentialsOf(missing).current()).rejects.toThrow(
    /"no-such-plugin".*is not installed, or not on the PATH; install it from example.com/,
  );

  plugin({ status: { token: "t" } });
  await expect(credentialsOf(exec({ interactiveMode: "Always" })).current()).rejects.toThrow(
    "wants a terminal",
  );
});

test("of several files in KUBECONFIG the first that names something decides; paths count from its own folder", async () => {
  mkdirSync(join(folder, "b"));
  const first = write("a", {
    "current-context": "c",
    users: [{ name: "me", user: { token: "first" } }],
  });
  const second = write("b/config", config({ tokenFile: "token" }, { "tls-server-name": "second" }));
  vi.stubEnv("KUBECONFIG", [first, join(folder, "none"), second].join(delimiter));

  const { user, tls, namespace } = loadKubeConfig().access;

  expect([user.token, tls.serverName, namespace]).toEqual(["first", "second", "work"]);
  vi.stubEnv("KUBECONFIG", [second, first].join(delimiter));
  expect(loadKubeConfig().access.user.tokenFile).toBe(join(folder, "b", "token"));
});

test("files of certificates are read when they are needed, not when the kubeconfig is", () => {
  const { user, tls } = accessOf(
    { "client-certificate": "cert", "client-key": "key" },
    { "certificate-authority": "ca" },
  );
  for (const name of ["cert", "key", "ca"]) write(name, `old ${name}`);
  for (const name of ["cert", "key", "ca"]) write(name, `new ${name}`);

  expect([
    String(user.certificate()?.cert),
    String(user.certificate()?.key),
    String(tls.ca()),
  ]).toEqual(["new cert", "new key", "new ca"]);
});

test("in a pod the service account is used, with its token as the kubelet rotates it", async () => {
  write("token", "one");
  write("ca.crt", "-----BEGIN CERTIFICATE-----");
  write("namespace", "team");
  const variables = { KUBERNETES_SERVICE_HOST: "fd00::1", KUBERNETES_SERVICE_PORT: "443" };
  const { access } = inClusterConfig(variables, folder);
  const credentials = new UserCredentials(access.user, clock);

  expect(access).toMatchObject({ server: "https://[fd00::1]:443", namespace: "team" });
  expect(String(access.tls.ca())).toBe("-----BEGIN CERTIFICATE-----");
  expect((await credentials.current()).headers).toEqual({ authorization: "Bearer one" });
  write("token", "two");
  utimesSync(join(folder, "token"), 0, 0);
  now = 60_000;
  expect((await credentials.current()).headers).toEqual({ authorization: "Bearer two" });
  expect(() => inClusterConfig({}, folder)).toThrow("this is no pod");
});
