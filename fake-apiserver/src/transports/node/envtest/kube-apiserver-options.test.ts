import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createCluster } from "../../../fake-apiserver.ts";
import { CertificateAuthority } from "../certificates.ts";
import { kubeApiserverFlags } from "./flags/kube-apiserver-flags.ts";
import { parseFlags } from "./flags/parse-flags.ts";
import { readKubeApiserverOptions } from "./kube-apiserver-options.ts";

const folder = mkdtempSync(join(tmpdir(), "fake-apiserver-flags-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const needed = [
  "--etcd-servers=http://127.0.0.1:2379",
  "--service-account-issuer=https://issuer.example.com/",
  `--service-account-key-file=${file("sa.pub", publicKey)}`,
  `--service-account-signing-key-file=${file("sa.key", privateKey)}`,
  `--cert-dir=${folder}`,
];

function podSecurityFile(enforce: string): string {
  return `apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
- name: PodSecurity
  configuration:
    apiVersion: pod-security.admission.config.k8s.io/v1
    kind: PodSecurityConfiguration
    defaults: { enforce: ${enforce}, warn-version: v1.24 }
    exemptions: { usernames: [ann] }
`;
}

const webhookFile = `apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
- name: ValidatingAdmissionWebhook
  configuration: { kubeConfigFile: a }
`;

const read = (...args: string[]) =>
  readKubeApiserverOptions(parseFlags([...needed, ...args], kubeApiserverFlags));

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

test.each([
  [
    "service-account-signing-key-file",
    "failed to parse service-account-issuer-key-file: error reading private key file FILE: data does not contain a valid RSA or ECDSA private key",
  ],
  [
    "service-account-key-file",
    "error reading public key file FILE: data does not contain any valid RSA or ECDSA public keys",
  ],
])("a file of --%s without a key is refused", async (flag, message) => {
  const path = file("junk.pem", "junk");

  await expect(read(`--${flag}=${path}`)).rejects.toThrow(new Error(message.replace("FILE", path)));
});

// The texts of kube-apiserver v1.35.4, where it refuses the same.
test.each([
  ["--watch-cache-sizes=foo", "invalid value of watch cache size: foo"],
  ["--watch-cache-sizes=pods#-1", "watch cache size cannot be negative: pods#-1"],
  ["--requestheader-group-headers= ", 'empty value in "requestheader-group-headers"'],
  [
    "--service-account-jwks-uri=http://a",
    "service-account-jwks-uri requires https scheme, parsed as: http://a",
  ],
  ["--log-flush-frequency=0", 'flushFrequency: Invalid value: "0s": Must be greater than zero'],
  ["--logging-format=foo", 'format: Invalid value: "foo": Unsupported log format'],
  ["--endpoint-reconciler-type=foo", "Reconciler not implemented: foo"],
  ["--tls-sni-cert-key=,", "failed to load SNI cert and key: missing filename for serving cert"],
  ["--goaway-chance=0.03", "--goaway-chance can not be less than 0 or greater than 0.02"],
  ["--emulated-version=1.36", "emulation version 1.36 is not between [1.32, 1.35.0]"],
  ["--emulated-version=test=1.1", "component not registered: test"],
  ["--emulated-version=1.34.1", "patch version not allowed, got: kube=1.34.1"],
  [
    "--min-compatibility-version=1.36",
    "minCompatibilityVersion version 1.36 is not between [1.32, 1.35]",
  ],
  [
    "--storage-backend=foo",
    "--storage-backend invalid, allowed values: etcd3. If not specified, it will default to 'etcd3'",
  ],
  [
    "--service-account-max-token-expiration=59m",
    "the service-account-max-token-expiration must be between 1 hour and 2^32 seconds",
  ],
  [
    "--show-hidden-metrics-for-version=1.35",
    "--show-hidden-metrics-for-version must be omitted or have the value '1.34'. Only the previous minor version is allowed",
  ],
  [
    "--coordinated-leadership-renew-deadline=1h",
    "--coordinated-leadership-lease-duration must be greater than --coordinated-leadership-renew-deadline",
  ],
  [
    "--peer-advertise-ip=1.2.3.4",
    "--peer-advertise-ip requires UnknownVersionInteroperabilityProxy feature to be turned on",
  ],
  [
    "--strict-transport-security-directives=off",
    "--strict-transport-security-directives invalid, allowed values: max-age=expireTime, includeSubDomains, preload. see https://tools.ietf.org/html/rfc6797#section-6.1 for more information",
  ],
  [
    "--secure-port=0",
    "--secure-port 0 must be between 1 and 65535, inclusive. It cannot be turned off with 0",
  ],
  ["--authorization-mode=Foo", 'authorization-mode "Foo" is not a valid mode'],
  [
    "--authorization-mode=RBAC,RBAC",
    'authorization-mode ["RBAC" "RBAC"] has mode specified more than once',
  ],
  ["--authorization-mode=ABAC", "authorization-mode ABAC's authorization policy file not passed"],
  [
    "--authorization-mode=Webhook",
    "authorization-mode Webhook's authorization config file not passed",
  ],
  [
    "--authorization-webhook-config-file=/nonexistent",
    "cannot specify --authorization-webhook-config-file without mode Webhook",
  ],
  [
    "--authorization-policy-file=/nonexistent",
    "cannot specify --authorization-policy-file without mode ABAC",
  ],
  ["--enable-admission-plugins=Foo", 'enable-admission-plugins plugin "Foo" is unknown'],
  ["--client-ca-file=/nonexistent", "open /nonexistent: no such file or directory"],
  ["--token-auth-file=/nonexistent", "open /nonexistent: no such file or directory"],
  ["--service-account-key-file=/nonexistent", "open /nonexistent: no such file or directory"],
  [
    "--service-account-signing-key-file=/nonexistent",
    "failed to parse service-account-issuer-key-file: open /nonexistent: no such file or directory",
  ],
  ["--tls-cert-file=/nonexistent", "missing filename for serving cert"],
  ["--service-cluster-ip-range=x", "service-cluster-ip-range[0] is not a valid cidr"],
  ["--service-cluster-ip-range=10.0.0.0/24,x", "service-cluster-ip-range[1] is not an ip net"],
  [
    "--service-cluster-ip-range=10.0.0.0/24,10.1.0.0/24",
    "--service-cluster-ip-range[0] and --service-cluster-ip-range[1] must be of different IP family",
  ],
  [
    "--service-cluster-ip-range=10.0.0.0/24,fd00::/108,fd01::/108",
    "--service-cluster-ip-range must not contain more than two entries",
  ],
  [
    "--service-cluster-ip-range=10.0.0.0/30",
    "error determining service IP ranges for primary service cidr: the service cluster IP range must be at least 8 IP addresses",
  ],
  [
    "--kubernetes-service-node-port=5",
    "kubernetes service node port range 30000-32767 doesn't contain 5",
  ],
  ["--feature-gates=Foo=true", "unrecognized feature gate: Foo"],
  [
    "--feature-gates=MultiCIDRServiceAllocator=false",
    "cannot set feature gate MultiCIDRServiceAllocator to false, feature is locked to true",
  ],
  ["--feature-gates=WatchList", "missing bool value for WatchList"],
  [
    "--feature-gates=WatchList=maybe",
    'invalid value of WatchList=maybe, err: strconv.ParseBool: parsing "maybe": invalid syntax',
  ],
  [
    "--feature-gates=kube:WatchList=true,Bar=true",
    "set kube feature gates with default empty prefix or kube: prefix consistently, do not mix use",
  ],
  ["--feature-gates=foo:WatchList=true", "component not registered: foo"],
  ["--runtime-config=foo=true", "runtime-config invalid key foo"],
  ["--runtime-config=apps/v9=true", "group version apps/v9 that has not been registered"],
  [
    "--runtime-config=apps/v1=x",
    'invalid value of apps/v1: x, err: strconv.ParseBool: parsing "x": invalid syntax',
  ],
  [
    "--admission-control-config-file=/nonexistent",
    'failed to apply admission: failed to read plugin config: unable to read admission control configuration from "/nonexistent" [open /nonexistent: no such file or directory]',
  ],
  [
    `--admission-control-config-file=${file("wrong.yaml", podSecurityFile("basline"))}`,
    'failed to apply admission: failed to initialize admission plugin "PodSecurity": PodSecurity configuration error: enforce: must be one of privileged, baseline, restricted',
  ],
  // What the real one does and this one does not.
  [
    `--admission-control-config-file=${file("limits.yaml", webhookFile)}`,
    "a configuration of the admission plugin ValidatingAdmissionWebhook is not built into this server",
  ],
  ["--profiling=true", "--profiling is not built into this server; it is always false"],
  [
    "--audit-policy-file=/a",
    'loading audit policy file: failed to read file path "/a": open /a: no such file or directory',
  ],
  [
    "--egress-selector-config-file=/a",
    "--egress-selector-config-file is not built into this server",
  ],
  ["--tls-min-version=VersionTLS14", 'unknown tls version "VersionTLS14"'],
  ["--max-requests-inflight=-10", "--max-requests-inflight can not be negative value"],
  ["--request-timeout=-30s", "--request-timeout can not be negative value"],
  [
    "--emulated-version=1.34",
    "--emulated-version 1.34 is not built into this server; it is always 1.35",
  ],
  [
    "--runtime-config=apps/v1=false",
    "--runtime-config=apps/v1=false is not built into this server: it serves apps/v1",
  ],
  [
    "--feature-gates=HPAScaleToZero=true",
    "feature gate HPAScaleToZero=true is not built into this server; it has HPAScaleToZero=false, as kube-apiserver by default",
  ],
  [
    "--feature-gates=GangScheduling=true",
    "GangScheduling is enabled, but depends on features that are disabled: [GenericWorkload]",
  ],
  [
    "--feature-gates=GracefulNodeShutdown=false",
    "[GracefulNodeShutdownBasedOnPodPriority is enabled, but depends on features that are disabled: [GracefulNodeShutdown], WindowsGracefulNodeShutdown is enabled, but depends on features that are disabled: [GracefulNodeShutdown]]",
  ],
])("%s is refused", async (flag, message) => {
  await expect(read(flag)).rejects.toThrow(new Error(message));
});

test("all that is missing is told at once, as by the real server", async () => {
  await expect(readKubeApiserverOptions(parseFlags([], kubeApiserverFlags))).rejects.toThrow(
    "[--etcd-servers must be specified, service-account-issuer is a required flag, either `--service-account-key-file` or `--service-account-signing-endpoint` must be set, --service-account-signing-key-file and --service-account-issuer are required flags]",
  );
});

test("a token file with too few columns is refused", async () => {
  const path = file("short.csv", "abc,ann\n");

  await expect(read(`--token-auth-file=${path}`)).rejects.toThrow(
    `token file '${path}' must have at least 3 columns (token, user name, user uid), found 2`,
  );
});
