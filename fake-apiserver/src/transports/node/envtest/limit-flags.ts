import { parseGoDuration } from "../../../codec/go-duration.ts";
import type { ServerSettings } from "../../../request/server-settings.ts";
import type { TlsOptions } from "../http/http-server.ts";
import type { Flags } from "./parse-flags.ts";

const tlsVersions: Readonly<Record<string, NonNullable<TlsOptions["versionMin"]>>> = {
  VersionTLS10: "TLSv1",
  VersionTLS11: "TLSv1.1",
  VersionTLS12: "TLSv1.2",
  VersionTLS13: "TLSv1.3",
};

/** What the flags say of pods and events. @see kubernetes pkg/controlplane/apiserver/options/options.go */
export function readLimitFlags(
  flags: Flags,
): Pick<ServerSettings, "allowsPrivileged" | "eventTtlMs"> {
  const ttl = parseGoDuration(flags.last("event-ttl") ?? "1h");
  return {
    allowsPrivileged: flags.isOn("allow-privileged", false),
    eventTtlMs: "problem" in ttl ? 0 : ttl.milliseconds,
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
