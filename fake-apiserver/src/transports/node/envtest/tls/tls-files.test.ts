import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import { createSystemEnvironment } from "@informerlab/core/system";
import { afterAll, afterEach, expect, test } from "vitest";
import { createCluster } from "../../../../fake-apiserver.ts";
import { ClusterHost } from "../../../cluster-host.ts";
import { CertificateAuthority, type KeyedCertificate } from "../../certificates.ts";
import { type LocalServer, startLocalServer } from "../../local-server.ts";
import { kubeApiserverFlags } from "../flags/kube-apiserver-flags.ts";
import { parseFlags } from "../flags/parse-flags.ts";
import { publishClientTrust } from "./publish-client-trust.ts";
import { TlsFiles } from "./tls-files.ts";

const folder = mkdtempSync(join(tmpdir(), "fake-apiserver-tls-"));
afterAll(() => rmSync(folder, { recursive: true }));

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function pair(name: string, { certificate, key }: KeyedCertificate): readonly [string, string] {
  return [file(`${name}.crt`, certificate), file(`${name}.key`, key)];
}

const servers = new CertificateAuthority("servers");

async function start(...args: string[]) {
  const [certFile, keyFile] = pair("serving", servers.issueServer(["127.0.0.1"]));
  const flags = parseFlags(
    [`--tls-cert-file=${certFile}`, `--tls-private-key-file=${keyFile}`, ...args],
    kubeApiserverFlags,
  );
  const tls = await TlsFiles.open(flags, ["127.0.0.1"]);
  const { frontProxy, published } = tls.clients;
  const environment = createSystemEnvironment();
  const cluster = createCluster({
    environment,
    ...(frontProxy === undefined ? {} : { frontProxy }),
    ...(published === undefined ? {} : { clientTrust: published }),
  });
  const host = new ClusterHost({ environment, create: () => cluster });
  const server = await startLocalServer({ host, tls: tls.options });
  open.push(() => server.close());
  let told = (): void => undefined;
  const changed = (): void => {
    server.setTls(tls.options);
    publishClientTrust(cluster, tls.clients.published ?? {}, environment.clock.now());
    told();
  };
  open.push(tls.watch(changed, () => told()));
  /** Writes files, and is done once the server has read them. */
  const rewrite = (write: () => void, isDone: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      told = () => {
        if (isDone()) resolve();
      };
      write();
    });
  return { server, cluster, tls, rewrite };
}

function shake({ port }: LocalServer, options: object = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false, ...options }, () =>
      resolve(socket),
    );
    socket.once("error", reject);
    open.push(() => socket.destroy());
  });
}

async function shownTo(server: LocalServer, servername: string): Promise<string | undefined> {
  const socket = await shake(server, servername === "" ? {} : { servername });
  return socket.getPeerX509Certificate()?.fingerprint256;
}

function get(server: LocalServer, agent: Agent, headers = {}): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { agent, headers, rejectUnauthorized: false };
    request(`${server.url}/api`, options, (response) => {
      response.resume().once("end", () => resolve(response.statusCode));
    })
      .once("error", reject)
      .end();
  });
}

const fingerprint = ({ certificate }: KeyedCertificate): string =>
  new X509Certificate(certificate).fingerprint256;

test("a serving certificate that is written anew is shown from the next connection on, once both files fit", async () => {
  const { server, tls, rewrite } = await start();
  const next = servers.issueServer(["127.0.0.1"]);

  await rewrite(
    () => pair("serving", next),
    () => tls.options.certificate === next.certificate,
  );

  expect(await shownTo(server, "")).toBe(fingerprint(next));
});

test("clients get the certificate for the name that they ask for, as its files are now", async () => {
  const [foo, any, own] = [
    servers.issueServer(["foo"]),
    servers.issueServer(["*.example.com"]),
    servers.issueServer(["foo"]),
  ];
  const { server, tls, rewrite } = await start(
    `--tls-sni-cert-key=${pair("foo", foo).join()}:foo,bar`,
    `--tls-sni-cert-key=${pair("any", any).join()}`,
  );
  expect(await shownTo(server, "bar")).toBe(fingerprint(foo));
  expect(await shownTo(server, "a.example.com")).toBe(fingerprint(any));
  expect(await shownTo(server, "a.b.example.com")).not.toBe(fingerprint(any));

  await rewrite(
    () => pair("foo", own),
    () => tls.options.named?.[0]?.certificate === own.certificate,
  );

  expect(await shownTo(server, "foo")).toBe(fingerprint(own));
});

test("who is trusted changes with the files, for connections that are open too, and other servers are told", async () => {
  const [before, after] = [new CertificateAuthority("before"), new CertificateAuthority("after")];
  const proxies = new CertificateAuthority("proxies");
  const { server, cluster, tls, rewrite } = await start(
    `--client-ca-file=${file("clients.crt", before.certificate)}`,
    `--requestheader-client-ca-file=${file("proxies.crt", before.certificate)}`,
    "--requestheader-username-headers=X-Remote-User",
    "--requestheader-group-headers=X-Remote-Group",
  );
  const agentOf = (authority: CertificateAuthority, commonName: string): Agent => {
    const issued = authority.issueClient({ commonName, organizations: ["system:masters"] });
    const agent = new Agent({ keepAlive: true, cert: issued.certificate, key: issued.key });
    open.push(() => agent.destroy());
    return agent;
  };
  const told = { "X-Remote-User": "ann", "X-Remote-Group": "system:masters" };
  const [old, young, proxy] = [
    agentOf(before, "old"),
    agentOf(after, "young"),
    agentOf(proxies, "p"),
  ];
  expect(await get(server, old, told)).toBe(200);
  expect(await get(server, young)).toBe(401);

  await rewrite(
    () => {
      file("clients.crt", after.certificate);
      file("proxies.crt", proxies.certificate);
    },
    () => tls.options.clientAuthority === `${after.certificate}\n${proxies.certificate}`,
  );

  expect(await get(server, old)).toBe(401);
  expect(await get(server, young)).toBe(200);
  expect(await get(server, proxy, told)).toBe(200);
  expect(await get(server, proxy)).toBe(401);
  const map = cluster.get("configmaps", "kube-system/extension-apiserver-authentication");
  expect(map).toMatchObject({
    data: {
      "client-ca-file": `${before.certificate}${after.certificate}`,
      "requestheader-client-ca-file": `${before.certificate}${proxies.certificate}`,
    },
  });
});

test.each([
  ["TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLSv1.2", "ECDHE-ECDSA-AES256-GCM-SHA384"],
  ["TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA", "TLSv1.3", "TLS_AES_128_GCM_SHA256"],
  ["TLS_AES_128_GCM_SHA256", "TLSv1.3", "TLS_AES_128_GCM_SHA256"],
])("with the ciphers %s, %s agrees on %s", async (suites, version, agreed) => {
  const { server } = await start(`--tls-cipher-suites=${suites}`, "--disable-http2-serving");

  const socket = await shake(server, { maxVersion: version });

  expect(socket.getCipher().name).toBe(agreed);
});

test("who knows no cipher of the list is not served, and HTTP/2 is offered unless it is switched off", async () => {
  const newest = await start(
    "--tls-cipher-suites=TLS_AES_128_GCM_SHA256",
    "--tls-min-version=VersionTLS13",
  );
  await expect(shake(newest.server, { maxVersion: "TLSv1.2" })).rejects.toThrow();
  const ALPNProtocols = ["h2", "http/1.1"];
  expect((await shake(newest.server, { ALPNProtocols })).alpnProtocol).toBe("h2");

  const { server } = await start("--disable-http2-serving");
  expect((await shake(server, { ALPNProtocols })).alpnProtocol).toBe("http/1.1");
});

test.each([
  [["--tls-cipher-suites=FOO"], "Cipher suite FOO not supported or doesn't exist"],
  [
    ["--tls-cipher-suites=TLS_RSA_WITH_RC4_128_SHA"],
    "--tls-cipher-suites TLS_RSA_WITH_RC4_128_SHA is not built into this server: Node does not have it",
  ],
  [
    ["--tls-cipher-suites=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"],
    "error configuring http2: http2: TLSConfig.CipherSuites is missing an HTTP/2-required AES_128_GCM_SHA256 cipher",
  ],
  [["--tls-sni-cert-key=a"], "expected comma separated certificate and key file paths"],
  [["--tls-sni-cert-key=a,b:"], "empty names list is not allowed"],
])("%s is refused: %s", async (args, problem) => {
  await expect(start(...args)).rejects.toThrow(problem);
});
