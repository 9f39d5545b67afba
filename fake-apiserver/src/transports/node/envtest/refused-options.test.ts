import { expect, test } from "vitest";
import { kubeApiserverFlags } from "./flags/kube-apiserver-flags.ts";
import { parseFlags } from "./flags/parse-flags.ts";
import { readKubeApiserverOptions } from "./kube-apiserver-options.ts";
import { optionsFolder, podSecurityFile } from "./testing/options-folder.ts";

const { file, read } = optionsFolder();

const webhookFile = `apiVersion: apiserver.config.k8s.io/v1
kind: AdmissionConfiguration
plugins:
- name: ValidatingAdmissionWebhook
  configuration: { kubeConfigFile: a }
`;

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
  ["--apiserver-count=0", "--apiserver-count should be a positive number, but value '0' provided"],
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
