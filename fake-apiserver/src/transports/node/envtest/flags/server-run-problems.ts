import { millisecondsIn } from "../../../../codec/go/go-duration.ts";
import { serverVersion } from "../../../../discovery/version.ts";
import { originProblems, securityProblems } from "./edge-flags.ts";
import { readEffectiveVersion, versionProblems } from "./effective-version.ts";
import type { Flags } from "./parse-flags.ts";

/** What is wrong with how the server runs. @see apiserver pkg/server/options/server_run_options.go Validate */
export function serverRunProblems(flags: Flags): readonly string[] {
  const isNegative = (name: string): boolean => (flags.last(name) ?? "").startsWith("-");
  const negative = (...names: readonly string[]): readonly string[] =>
    names.filter(isNegative).map((name) => `--${name} can not be negative value`);
  const chance = Number(flags.last("goaway-chance") ?? "0");
  const version = readEffectiveVersion(flags);
  const isOwn = version.emulated === Number(serverVersion.minor);
  const forward = (name: string, option: string): readonly string[] =>
    isOwn && flags.isOn(name, false)
      ? [
          `ServerRunOptions.${option} cannot be set to true if the emulation version is the same as the binary version`,
        ]
      : [];
  return [
    ...(isNegative("livez-grace-period")
      ? ["--livez-grace-period can not be a negative value"]
      : []),
    ...negative("max-requests-inflight", "max-mutating-requests-inflight", "request-timeout"),
    ...(chance < 0 || chance > 0.02
      ? ["--goaway-chance can not be less than 0 or greater than 0.02"]
      : []),
    ...negative("min-request-timeout", "storage-initialization-timeout", "shutdown-delay-duration"),
    ...(isNegative("shutdown-watch-termination-grace-period")
      ? ["shutdown-watch-termination-grace-period, if provided, can not be a negative value"]
      : []),
    ...securityProblems(flags),
    ...originProblems(flags),
    ...versionProblems(version),
    ...forward("emulation-forward-compatible", "EmulationForwardCompatible"),
    ...forward(
      "runtime-config-emulation-forward-compatible",
      "RuntimeConfigEmulationForwardCompatible",
    ),
  ];
}

/** @see apiserver pkg/server/options/etcd.go Validate */
export function storageProblems(flags: Flags): readonly string[] {
  const last = (name: string): string => flags.last(name) ?? "";
  const backend = last("storage-backend");
  const mediaType = last("storage-media-type");
  const override = flags.list("etcd-servers-overrides").find((text) => !isOverride(text));
  return [
    ...(last("etcd-servers") === "" ? ["--etcd-servers must be specified"] : []),
    ...(backend === "" || backend === "etcd3"
      ? []
      : [
          "--storage-backend invalid, allowed values: etcd3. If not specified, it will default to 'etcd3'",
        ]),
    ...(override === undefined
      ? []
      : [
          "--etcd-servers-overrides invalid, must be of format: group/resource#servers, where servers are URLs, semicolon separated",
        ]),
    ...(flags.isOn("encryption-provider-config-automatic-reload", false) &&
    last("encryption-provider-config") === ""
      ? [
          "--encryption-provider-config-automatic-reload must be set with --encryption-provider-config",
        ]
      : []),
    ...(mediaType === "" || mediaTypes.includes(mediaType)
      ? []
      : [
          `--storage-media-type ${JSON.stringify(mediaType)} invalid, allowed values: ${mediaTypes.join(", ")}`,
        ]),
  ];
}

const mediaTypes: readonly string[] = [
  "application/json",
  "application/vnd.kubernetes.protobuf",
  "application/yaml",
];

function isOverride(text: string): boolean {
  const [key = "", servers, more] = text.split("#");
  return servers !== undefined && more === undefined && key.split("/").length === 2;
}

/** What is wrong with the rest. @see kubernetes pkg/controlplane/apiserver/options/validation.go */
export function otherProblems(flags: Flags): readonly string[] {
  const peers = ["peer-ca-file", "peer-advertise-ip", "peer-advertise-port"];
  const duration = (name: string, otherwise: string): number =>
    millisecondsIn(flags.last(`coordinated-leadership-${name}`) ?? otherwise);
  const lease = duration("lease-duration", "15s");
  const deadline = duration("renew-deadline", "10s");
  const retry = duration("retry-period", "2s");
  const count = Number(flags.last("apiserver-count") ?? "1");
  return [
    ...peers
      .filter((name) => (flags.last(name) ?? "") !== "")
      .map(
        (name) => `--${name} requires UnknownVersionInteroperabilityProxy feature to be turned on`,
      ),
    ...(lease <= deadline
      ? [
          "--coordinated-leadership-lease-duration must be greater than --coordinated-leadership-renew-deadline",
        ]
      : []),
    ...(deadline <= retry
      ? [
          "--coordinated-leadership-renew-deadline must be greater than --coordinated-leadership-retry-period",
        ]
      : []),
    ...(count <= 0
      ? [`--apiserver-count should be a positive number, but value '${count}' provided`]
      : []),
  ];
}

/** @see k8s.io/component-base metrics/options.go Validate */
export function metricsProblems(flags: Flags): readonly string[] {
  const hidden = flags.last("show-hidden-metrics-for-version") ?? "";
  const before = `1.${Number(serverVersion.minor) - 1}`;
  const labels = flags.all("allow-metric-labels").flatMap((value) => value.split(";"));
  return [
    ...(hidden === "" || hidden === before
      ? []
      : [
          `--show-hidden-metrics-for-version must be omitted or have the value '${before}'. Only the previous minor version is allowed`,
        ]),
    ...(labels.some((label) => label !== "" && !/^[^,=]+,[^=]+=/.test(label))
      ? [
          "--allow-metric-labels must have a list of kv pair with format `metricName,labelName=labelValue, labelValue,...`",
        ]
      : []),
  ];
}

/** What is looked at before all else. @throws Error in the real server's words */
export function checkLogging(flags: Flags): void {
  const frequency = flags.last("log-flush-frequency") ?? "5s";
  const ms = millisecondsIn(frequency);
  if (ms <= 0)
    throw new Error(
      `flushFrequency: Invalid value: ${JSON.stringify(ms === 0 ? "0s" : frequency)}: Must be greater than zero`,
    );
  const format = flags.last("logging-format") ?? "text";
  if (!["", "text", "json"].includes(format))
    throw new Error(`format: Invalid value: ${JSON.stringify(format)}: Unsupported log format`);
}

const reconcilers: readonly string[] = ["", "lease", "master-count", "none"];

/** The last thing that the real server looks at. @throws Error in its words */
export function checkReconciler(flags: Flags): void {
  const type = flags.last("endpoint-reconciler-type") ?? "";
  if (!reconcilers.includes(type)) throw new Error(`Reconciler not implemented: ${type}`);
}

/** @see apiserver pkg/server/options/etcd.go ParseWatchCacheSizes @throws Error in the real server's words */
export function checkCacheSizes(flags: Flags): void {
  for (const size of flags.list("watch-cache-sizes")) {
    const [, count, more] = size.split("#");
    if (count === undefined || more !== undefined)
      throw new Error(`invalid value of watch cache size: ${size}`);
    if (!/^[+-]?\d+$/.test(count)) throw new Error(`invalid size of watch cache size: ${size}`);
    if (Number(count) < 0) throw new Error(`watch cache size cannot be negative: ${size}`);
  }
}

/** Headers in which a proxy says who asks. @see apiserver pkg/server/options/authentication.go Validate */
export function proxyHeaderProblems(flags: Flags): readonly string[] {
  const names = ["username-headers", "group-headers", "extra-headers-prefix", "allowed-names"];
  const uids = flags.list("requestheader-uid-headers");
  return [
    ...[...names, "uid-headers"]
      .map((name) => `requestheader-${name}`)
      .filter((name) => flags.list(name).some((value) => value.trim() === ""))
      .map((name) => `empty value in ${JSON.stringify(name)}`),
    ...(uids.length > 0 && !uids.some((name) => name.toLowerCase() === "x-remote-uid")
      ? [
          "--requestheader-uid-headers is set without specifying the standard X-Remote-Uid header - API aggregation will not work",
        ]
      : []),
  ];
}
