import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createCluster } from "../../../fake-apiserver.ts";
import { CertificateAuthority } from "../certificates.ts";
import { optionsFolder, podSecurityFile } from "./testing/options-folder.ts";

const { folder, file, read } = optionsFolder();

test("flags with an effect have it", async () => {
  const tokens = file("tokens.csv", 'abc,ann,7,"dev,ops"\n\ndef, bob ,8\n,nobody,9\n');

  const options = await read(
    ...["--bind-address=127.0.0.2", "--secure-port=7443", `--token-auth-file=${tokens}`],
    ...["--authorization-mode=Node,RBAC", "--anonymous-auth=false", "--watch-cache=false"],
    ...["--disable-admission-plugins=ServiceAccount,NodeRestriction"],
    ...["--enable-admission-plugins=AlwaysPullImages", "--service-cluster-ip-range=10.0.0.0/24"],
    ...["--feature-gates=WatchList=false", "--min-request-timeout=60", "--api-audiences=a,b"],
    "--version=v1.35.4-custom",
  );

  expect(options).toMatchObject({
    host: "127.0.0.2",
    port: 7443,
    users: [
      { token: "abc", name: "ann", uid: "7", groups: ["dev", "ops"] },
      { token: "def", name: "bob ", uid: "8", groups: [] },
    ],
    admission: { enable: ["AlwaysPullImages"], disable: ["ServiceAccount", "NodeRestriction"] },
    cluster: {
      anonymousAuth: false,
      authorizationMode: ["Node", "RBAC"],
      hasWatchCache: false,
      serviceAccountTokens: {
        issuer: "https://issuer.example.com/",
        audiences: ["a", "b"],
        key: { algorithm: "RS256" },
      },
      settings: {
        serviceClusterIpRange: "10.0.0.0/24",
        supportsWatchList: false,
        watchTimeoutMsMin: 60_000,
        gitVersion: "v1.35.4-custom",
      },
    },
  });
});

test("without a mode everybody who is known may do everything, and nobody is anonymous", async () => {
  const { cluster } = await read();

  expect([cluster.authorizationMode, cluster.anonymousAuth]).toEqual([["AlwaysAllow"], false]);
});

test("a certificate is made where there is none, and taken from there the next time", async () => {
  const first = await read();
  const second = await read();

  const { certificate } = first.tls.options;
  expect(second.tls.options.certificate).toBe(certificate);
  expect(readFileSync(join(folder, "apiserver.crt"), "utf8")).toBe(certificate);
});

test("what changes nothing that clients see is taken", async () => {
  const options = await read(
    ...["--allow-privileged=true", "--event-ttl=2h", "--v=4", "--profiling=false"],
    ...["--request-timeout=60s", "--max-requests-inflight=400", "--tls-min-version=VersionTLS13"],
    ...["--feature-gates=APIServerIdentity=false,WatchList=true", "--goaway-chance=0"],
    ...["--runtime-config=api/all=true,batch/v1beta1=true", "--audit-policy-file="],
    ...["--etcd-prefix=/other", "--service-node-port-range=30000-32767"],
    ...["--feature-gates=MultiCIDRServiceAllocator=true"],
  );

  expect(options.port).toBe(6443);
});

test("gates and versions that are off by default are switched on", async () => {
  const { cluster } = await read(
    "--feature-gates=MutatingAdmissionPolicy=true,WatchList=false",
    "--runtime-config=api/alpha=false,admissionregistration.k8s.io/v1beta1=true,apps/v1=true",
  );

  expect(cluster.featureGates).toEqual({ MutatingAdmissionPolicy: true });
  expect(cluster.runtimeConfig).toEqual({
    "api/alpha": false,
    "admissionregistration.k8s.io/v1beta1": true,
  });
});

test("a version that is not built is refused by its name", async () => {
  await expect(read("--runtime-config=certificates.k8s.io/v1beta1=true")).rejects.toThrow(
    "--runtime-config=certificates.k8s.io/v1beta1=true is not built into this server",
  );
});

test("what a request may take, how many there may be and how long pods stay is as the flags say", async () => {
  const { cluster } = await read(
    ...["--request-timeout=30s", "--max-requests-inflight=1000"],
    ...["--max-mutating-requests-inflight=500", "--default-not-ready-toleration-seconds=60"],
  );

  expect(cluster.settings).toMatchObject({
    requestTimeoutMs: 30_000,
    requestLimits: { reading: 1000, writing: 500 },
    tolerationSeconds: { notReady: 60, unreachable: 300 },
  });
  const made = createCluster({ ...cluster, admissionPlugins: { disable: ["ServiceAccount"] } });
  const pod = made.create({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "a", namespace: "default" },
    spec: { containers: [{ name: "a", image: "a" }] },
  });
  expect(pod).toMatchObject({
    spec: { tolerations: [{ tolerationSeconds: 60 }, { tolerationSeconds: 300 }] },
  });
});

test("browsers, connections and tokens are treated as the flags say", async () => {
  const options = await read(
    ...["--cors-allowed-origins=^https://a$", "--strict-transport-security-directives=max-age=9"],
    ...["--goaway-chance=0.01", "--service-account-max-token-expiration=2h"],
    ...["--min-compatibility-version=1.33", "--emulated-version=kube=1.35"],
  );

  expect(options).toMatchObject({
    edge: { allowedOrigins: ["^https://a$"], transportSecurity: ["max-age=9"] },
    goAwayChance: 0.01,
    cluster: {
      serviceAccountTokens: { secondsMax: 7200 },
      settings: { minCompatibilityMinor: "33" },
    },
  });
});

test("a file says what PodSecurity demands where namespaces say nothing", async () => {
  const options = await read(
    `--admission-control-config-file=${file("security.yaml", podSecurityFile("baseline"))}`,
  );

  expect(options.admission.podSecurity).toMatchObject({
    defaults: { enforce: "baseline", "warn-version": "v1.24" },
    exemptions: { usernames: ["ann"] },
  });
});

test("a proxy is known by its authority, and other servers are told of both", async () => {
  const certificate = (name: string): string => new CertificateAuthority(name).certificate;
  const [clients, proxies] = [certificate("clients"), certificate("proxies")];
  const { cluster, tls } = await read(
    ...[`--client-ca-file=${file("clients.crt", clients)}`, "--requestheader-allowed-names=a,b"],
    `--requestheader-client-ca-file=${file("proxies.crt", proxies)}`,
    "--requestheader-username-headers=X-Remote-User",
  );

  expect(tls.options.clientAuthority).toBe(`${clients}\n${proxies}`);
  expect(cluster.frontProxy).toMatchObject({
    authorityFingerprints: [new X509Certificate(proxies).fingerprint256],
    allowedNames: ["a", "b"],
    usernameHeaders: ["X-Remote-User"],
  });
  expect(cluster.clientTrust).toEqual({
    "client-ca-file": clients,
    "requestheader-allowed-names": '["a","b"]',
    "requestheader-client-ca-file": proxies,
    "requestheader-extra-headers-prefix": "[]",
    "requestheader-group-headers": "[]",
    "requestheader-uid-headers": "[]",
    "requestheader-username-headers": '["X-Remote-User"]',
  });
});
