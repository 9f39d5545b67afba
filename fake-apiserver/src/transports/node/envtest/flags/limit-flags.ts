import { millisecondsIn } from "../../../../codec/go/go-duration.ts";
import type { ServerSettings } from "../../../../request/server-settings.ts";
import type { TlsOptions } from "../../http/tls-options.ts";
import type { Flags } from "./parse-flags.ts";

const tlsVersions: Readonly<Record<string, NonNullable<TlsOptions["versionMin"]>>> = {
  VersionTLS10: "TLSv1",
  VersionTLS11: "TLSv1.1",
  VersionTLS12: "TLSv1.2",
  VersionTLS13: "TLSv1.3",
};

/** What the flags say of pods, events and requests. @see kubernetes pkg/controlplane/apiserver/options/options.go */
export function readLimitFlags(
  flags: Flags,
): Pick<
  ServerSettings,
  | "allowsPrivileged"
  | "eventTtlMs"
  | "requestTimeoutMs"
  | "requestLimits"
  | "hasPriorityAndFairness"
  | "tolerationSeconds"
> {
  const count = (name: string, otherwise: number): number => Number(flags.last(name) ?? otherwise);
  return {
    allowsPrivileged: flags.isOn("allow-privileged", false),
    eventTtlMs: millisecondsIn(flags.last("event-ttl") ?? "1h"),
    requestTimeoutMs: millisecondsIn(flags.last("request-timeout") ?? "1m"),
    requestLimits: {
      reading: count("max-requests-inflight", 400),
      writing: count("max-mutating-requests-inflight", 200),
    },
    hasPriorityAndFairness: flags.isOn("enable-priority-and-fairness", true),
    tolerationSeconds: {
      notReady: count("default-not-ready-toleration-seconds", 300),
      unreachable: count("default-unreachable-toleration-seconds", 300),
    },
  };
}

/** The oldest version of TLS that is spoken. @throws Error in the real server's words */
export function readTlsVersion(flags: Flags): Pick<TlsOptions, "versionMin"> {
  const given = flags.last("tls-min-version") ?? "";
  if (given === "") return {};
  const versionMin = tlsVersions[given];
  if (versionMin === undefined) throw new Error(`unknown tls version ${JSON.stringify(given)}`);
  return { versionMin };
}
