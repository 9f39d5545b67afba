import type { FlagType } from "./parse-flags.ts";

/** The flags of kube-apiserver v1.35.4 by what they take. @see kube-apiserver --help */
const namesByType: Readonly<Record<FlagType, string>> = {
  string: `
    cors-allowed-origins emulated-version min-compatibility-version strict-transport-security-directives
    etcd-servers etcd-servers-overrides watch-cache-sizes tls-cipher-suites api-audiences oidc-signing-algs
    requestheader-allowed-names requestheader-extra-headers-prefix requestheader-group-headers
    requestheader-uid-headers requestheader-username-headers authorization-mode admission-control
    disable-admission-plugins enable-admission-plugins disabled-metrics kubelet-preferred-address-types
    external-hostname encryption-provider-config etcd-cafile etcd-certfile etcd-keyfile etcd-prefix
    storage-backend storage-media-type cert-dir tls-cert-file tls-min-version tls-private-key-file
    audit-log-format audit-log-mode audit-log-path audit-log-version audit-policy-file audit-webhook-config-file
    audit-webhook-mode audit-webhook-version debug-socket-path authentication-config
    authentication-token-webhook-config-file authentication-token-webhook-version client-ca-file oidc-ca-file
    oidc-client-id oidc-groups-claim oidc-groups-prefix oidc-issuer-url oidc-username-claim oidc-username-prefix
    requestheader-client-ca-file service-account-jwks-uri token-auth-file authorization-config
    authorization-policy-file authorization-webhook-config-file authorization-webhook-version
    egress-selector-config-file admission-control-config-file allow-metric-labels-manifest
    show-hidden-metrics-for-version logging-format tracing-config-file endpoint-reconciler-type
    kubelet-certificate-authority kubelet-client-certificate kubelet-client-key peer-advertise-ip
    peer-advertise-port peer-ca-file proxy-client-cert-file proxy-client-key-file service-account-signing-endpoint
    service-account-signing-key-file service-cluster-ip-range feature-gates
    service-account-issuer service-account-key-file log-json-info-buffer-size log-text-info-buffer-size vmodule
    runtime-config`,
  bool: `
    emulation-forward-compatible runtime-config-emulation-forward-compatible shutdown-send-retry-after
    enable-garbage-collector encryption-provider-config-automatic-reload watch-cache disable-http2-serving
    permit-address-sharing permit-port-sharing audit-log-batch-throttle-enable audit-log-compress
    audit-log-truncate-enabled audit-webhook-batch-throttle-enable audit-webhook-truncate-enabled
    contention-profiling enable-priority-and-fairness profiling anonymous-auth enable-bootstrap-token-auth
    service-account-extend-token-expiration service-account-lookup log-json-split-stream log-text-split-stream
    aggregator-reject-forwarding-redirect allow-privileged enable-aggregator-routing enable-logs-handler`,
  int: `
    max-mutating-requests-inflight max-requests-inflight min-request-timeout delete-collection-workers
    lease-reuse-duration-seconds http2-max-streams-per-connection secure-port audit-log-batch-buffer-size
    audit-log-batch-max-size audit-log-batch-throttle-burst audit-log-maxage audit-log-maxbackup audit-log-maxsize
    audit-log-truncate-max-batch-size audit-log-truncate-max-event-size audit-webhook-batch-buffer-size
    audit-webhook-batch-max-size audit-webhook-batch-throttle-burst audit-webhook-truncate-max-batch-size
    audit-webhook-truncate-max-event-size default-not-ready-toleration-seconds
    default-unreachable-toleration-seconds kubernetes-service-node-port max-connection-bytes-per-sec apiserver-count
    default-watch-cache-size`,
  duration: `
    livez-grace-period request-timeout shutdown-delay-duration shutdown-watch-termination-grace-period
    storage-initialization-timeout etcd-compaction-interval etcd-count-metric-poll-period
    etcd-db-metric-poll-interval etcd-healthcheck-timeout etcd-readycheck-timeout audit-log-batch-max-wait
    audit-webhook-batch-max-wait audit-webhook-batch-initial-backoff audit-webhook-initial-backoff authentication-token-webhook-cache-ttl
    service-account-max-token-expiration authorization-webhook-cache-authorized-ttl
    authorization-webhook-cache-unauthorized-ttl log-flush-frequency coordinated-leadership-lease-duration
    coordinated-leadership-renew-deadline coordinated-leadership-retry-period event-ttl kubelet-timeout`,
  float: `
    goaway-chance audit-log-batch-throttle-qps audit-webhook-batch-throttle-qps`,
  ip: `
    advertise-address bind-address`,
  pairs: `
    oidc-required-claim allow-metric-labels`,
  portRange: `
    service-node-port-range`,
  namedCertKey: `
    tls-sni-cert-key`,
  level: `
    v kubelet-port kubelet-read-only-port`,
  version: `
    version`,
};

/** What a flag takes, by its name. */
export const kubeApiserverFlags: ReadonlyMap<string, FlagType> = new Map(
  Object.entries(namesByType).flatMap(([type, names]) =>
    wordsOf(names).map((name): [string, FlagType] => [name, type as FlagType]),
  ),
);

/** Flags that change how this server behaves, too; all that are in no list change nothing that a client could see. */
export const effectiveFlags: readonly string[] = wordsOf(`
  advertise-address allow-metric-labels allow-metric-labels-manifest allow-privileged anonymous-auth api-audiences audit-log-compress audit-log-format audit-log-maxage
  audit-log-maxbackup audit-log-maxsize audit-log-mode audit-log-path audit-log-truncate-enabled audit-log-truncate-max-event-size
  audit-log-version audit-policy-file audit-webhook-batch-buffer-size audit-webhook-batch-initial-backoff
  audit-webhook-batch-max-size audit-webhook-batch-max-wait audit-webhook-batch-throttle-burst audit-webhook-batch-throttle-enable
  audit-webhook-batch-throttle-qps audit-webhook-config-file audit-webhook-initial-backoff audit-webhook-mode
  audit-webhook-truncate-enabled audit-webhook-truncate-max-event-size audit-webhook-version authentication-config authentication-token-webhook-cache-ttl
  authentication-token-webhook-config-file authentication-token-webhook-version authorization-config authorization-mode authorization-policy-file
  authorization-webhook-cache-authorized-ttl authorization-webhook-cache-unauthorized-ttl authorization-webhook-config-file
  authorization-webhook-version bind-address cert-dir client-ca-file cors-allowed-origins emulated-version goaway-chance min-compatibility-version
  service-account-extend-token-expiration service-account-jwks-uri service-account-max-token-expiration strict-transport-security-directives
  default-not-ready-toleration-seconds default-unreachable-toleration-seconds disable-admission-plugins disabled-metrics endpoint-reconciler-type
  enable-admission-plugins enable-priority-and-fairness admission-control admission-control-config-file etcd-servers event-ttl feature-gates max-mutating-requests-inflight max-requests-inflight min-request-timeout request-timeout runtime-config secure-port
  kubernetes-service-node-port requestheader-allowed-names requestheader-client-ca-file requestheader-extra-headers-prefix
  oidc-ca-file oidc-client-id oidc-groups-claim oidc-groups-prefix oidc-issuer-url oidc-required-claim oidc-signing-algs
  oidc-username-claim oidc-username-prefix
  requestheader-group-headers requestheader-uid-headers requestheader-username-headers service-account-issuer service-account-key-file service-account-signing-key-file
  service-cluster-ip-range service-node-port-range
  disable-http2-serving tls-cert-file tls-cipher-suites tls-min-version tls-sni-cert-key tls-private-key-file token-auth-file watch-cache`);

/** Flags that would change what clients see, and do not here: each is refused, unless it says what holds anyhow. */
export const unsupportedFlags: ReadonlyMap<string, string> = new Map([
  ...wordsOf(`
    egress-selector-config-file service-account-signing-endpoint`).map((name): [string, string] => [
    name,
    "",
  ]),
  ["contention-profiling", "false"],
  ["enable-bootstrap-token-auth", "false"],
  ["profiling", "false"],
  ["service-account-lookup", "true"],
]);

/** The words of a text. */
export function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

/** What `--help` shows: tools look there for which flags a server of this version has. */
export function shownHelp(): string {
  const lines = (isShown: (name: string) => boolean): string =>
    [...kubeApiserverFlags]
      .filter(([name]) => isShown(name))
      .map(([name, type]) => `      --${name}${type === "bool" ? "" : ` ${type}`}`)
      .join("\n");
  const isRefused = (name: string): boolean => unsupportedFlags.has(name);
  const isEffective = (name: string): boolean => effectiveFlags.includes(name);
  return `Stands in for kube-apiserver: a cluster in memory that is started by its flags.

Usage:
  kube-apiserver [flags]

Flags that do here what they do there:

${lines(isEffective)}

Flags that are taken and change nothing that a client could see:

  -h, --help
${lines((name) => !isEffective(name) && !isRefused(name))}

Flags that are refused, unless they say what holds anyhow:

${lines(isRefused)}`;
}
