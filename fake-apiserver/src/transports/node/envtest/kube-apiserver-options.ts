import { type AdmissionSwitches, chainOf, pluginNames } from "../../../admission/default-chain.ts";
import type { ClusterOptions } from "../../../cluster-options.ts";
import { asOne } from "../../../codec/as-one.ts";
import { parseGoDuration } from "../../../codec/go/go-duration.ts";
import { messageOf } from "../../../codec/message-of.ts";
import type { TokenUser } from "../../../request/access/authenticate.ts";
import type { EdgeParts } from "../command/edge-parts.ts";
import { readAdmissionConfig } from "./access/admission-config.ts";
import { auditFlagProblems } from "./access/audit-flag-problems.ts";
import { type OpenAudit, openAudit } from "./access/audit-flags.ts";
import {
  type Authentication,
  audiencesOf,
  authenticationFlagProblems,
  readAuthenticationFlags,
} from "./access/authentication-flags.ts";
import {
  type Authorization,
  authorizationFlagProblems,
  readAuthorizationFlags,
} from "./access/authorization-flags.ts";
import { readServiceAccountKey } from "./access/service-account-key.ts";
import { readTokenFile } from "./access/token-file.ts";
import { readNamedFile } from "./files/read-named-file.ts";
import { readEdgeFlags } from "./flags/edge-flags.ts";
import { readEffectiveVersion, refuseEmulation } from "./flags/effective-version.ts";
import { readFeatureGates } from "./flags/feature-gates.ts";
import { unsupportedFlags } from "./flags/kube-apiserver-flags.ts";
import { readLimitFlags } from "./flags/limit-flags.ts";
import { readMetricFlags } from "./flags/metric-flags.ts";
import type { Flags } from "./flags/parse-flags.ts";
import { readRuntimeConfig } from "./flags/runtime-config.ts";
import {
  checkCacheSizes,
  checkLogging,
  checkReconciler,
  metricsProblems,
  otherProblems,
  proxyHeaderProblems,
  serverRunProblems,
  storageProblems,
} from "./flags/server-run-problems.ts";
import { readServiceFlags } from "./flags/service-flags.ts";
import { checkTokenLimits, readTokenLimits } from "./flags/token-limit-flags.ts";
import { TlsFiles } from "./tls/tls-files.ts";

/** What kube-apiserver's flags say of a server. */
export interface KubeApiserverOptions extends EdgeParts {
  readonly host: string;
  readonly port: number;
  readonly tls: TlsFiles;
  readonly users: readonly TokenUser[];
  readonly admission: AdmissionSwitches;
  readonly cluster: Partial<ClusterOptions>;
  /** Where the audit log is written, as long as the server runs. */
  readonly audit: OpenAudit | undefined;
  readonly authentication: Authentication;
  readonly authorization: Authorization;
}

/**
 * What the flags say, and what the files hold that they name.
 *
 * @param warn told what goes wrong later, while the server runs
 * @throws Error in the real server's words, or naming a flag that is not built
 */
export async function readKubeApiserverOptions(
  flags: Flags,
  warn: (line: string) => void = () => undefined,
): Promise<KubeApiserverOptions> {
  const version = readEffectiveVersion(flags);
  checkLogging(flags);
  checkUnsupported(flags);
  const services = readServiceFlags(flags);
  const { featureGates, ...gates } = readFeatureGates(flags.all("feature-gates"));
  checkTokenLimits(flags);
  await checkRequired(flags);
  checkCacheSizes(flags);
  refuseEmulation(version);
  const runtimeConfig = readRuntimeConfig(flags.list("runtime-config"));
  const authentication = await readAuthenticationFlags(flags);
  const authorization = await readAuthorizationFlags(flags);
  const switches = admissionOf(flags);
  const switchedOn = new Set(chainOf(switches).map(({ name }) => name));
  const admissionFile = flags.last("admission-control-config-file") ?? "";
  const admission = {
    ...switches,
    ...(await readAdmissionConfig(admissionFile, (name) => switchedOn.has(name))),
  };
  const port = portOf(flags);
  const host = flags.last("bind-address") ?? "127.0.0.1";
  const tls = await TlsFiles.open(flags, hostsOf(host));
  const { frontProxy, published } = tls.clients;
  const audiences = audiencesOf(flags);
  const issuer = flags.all("service-account-issuer")[0];
  const users = await usersOf(flags.last("token-auth-file"));
  checkReconciler(flags);
  const metrics = await readMetricFlags(flags);
  // Nothing may fail after it is open.
  const key = await serviceAccountKey(flags);
  const audit = await openAudit(flags, Date.now, warn);
  return {
    host,
    port,
    admission,
    tls,
    users,
    audit,
    authentication,
    authorization,
    ...readEdgeFlags(flags),
    cluster: {
      authority: tls.options.certificate,
      featureGates,
      runtimeConfig,
      ...authorization.options,
      ...(authentication.anonymous === undefined
        ? {}
        : { anonymousAuth: authentication.anonymous }),
      ...(audit === undefined ? {} : { audit: audit.options }),
      ...(frontProxy === undefined ? {} : { frontProxy }),
      ...(published === undefined ? {} : { clientTrust: published }),
      hasWatchCache: flags.isOn("watch-cache", true),
      serviceAccountTokens: {
        ...readTokenLimits(flags),
        ...(issuer === undefined ? {} : { issuer }),
        ...(audiences.length === 0 ? {} : { audiences }),
        key,
      },
      settings: {
        ...gates,
        ...services,
        ...readLimitFlags(flags),
        metrics,
        securePort: port,
        ...watchTimeout(flags),
        ...reportedVersion(flags),
        minCompatibilityMinor: String(version.compatible),
      },
    },
  };
}

/** A flag that would change what clients see must not be taken as if it did. */
function checkUnsupported(flags: Flags): void {
  for (const name of flags.names) {
    const only = unsupportedFlags.get(name);
    const given = flags.last(name) ?? "";
    if (only === undefined || given === "" || isSame(given, only)) continue;
    const because = only === "" ? "" : `; it is always ${only}`;
    throw new Error(`--${name} is not built into this server${because}`);
  }
}

/** The same text, or another one for the same time. */
function isSame(given: string, only: string): boolean {
  if (given === only) return true;
  const [one, other] = [parseGoDuration(given), parseGoDuration(only)];
  return !("problem" in one) && !("problem" in other) && one.milliseconds === other.milliseconds;
}

/** All that is missing is told at once. @see kubernetes cmd/kube-apiserver/app/options/validation.go */
async function checkRequired(flags: Flags): Promise<void> {
  const has = (name: string): boolean => (flags.last(name) ?? "") !== "";
  const problems = [
    ...serverRunProblems(flags),
    ...storageProblems(flags),
    ...portProblems(flags),
    ...authenticationFlagProblems(flags),
    ...proxyHeaderProblems(flags),
    ...(has("service-account-issuer") ? [] : ["service-account-issuer is a required flag"]),
    ...(has("service-account-key-file")
      ? []
      : [
          "either `--service-account-key-file` or `--service-account-signing-endpoint` must be set",
        ]),
    ...(await authorizationFlagProblems(flags)),
    ...auditFlagProblems(flags),
    ...(has("service-account-signing-key-file") && has("service-account-issuer")
      ? []
      : ["--service-account-signing-key-file and --service-account-issuer are required flags"]),
    ...metricsProblems(flags),
    ...otherProblems(flags),
  ];
  if (problems.length === 0) return;
  throw new Error(asOne(problems));
}

function portOf(flags: Flags): number {
  return Number(flags.last("secure-port") ?? "6443");
}

function portProblems(flags: Flags): readonly string[] {
  const port = portOf(flags);
  return port >= 1 && port <= 65_535
    ? []
    : [
        `--secure-port ${port} must be between 1 and 65535, inclusive. It cannot be turned off with 0`,
      ];
}

/** To switch off what is not built changes nothing. */
function admissionOf(flags: Flags): AdmissionSwitches {
  const only = flags.list("admission-control");
  const enable = flags.list("enable-admission-plugins");
  const disable = flags.list("disable-admission-plugins");
  const listed = enable.filter((name) => disable.includes(name));
  if (listed.length > 0) {
    throw new Error(
      `[${listed.join(" ")}] in enable-admission-plugins and disable-admission-plugins overlapped`,
    );
  }
  if (only.length > 0 && enable.length + disable.length > 0) {
    throw new Error(
      "admission-control and enable-admission-plugins/disable-admission-plugins flags are mutually exclusive",
    );
  }
  const withAccounts = disable.includes("ServiceAccount") ? [] : ["ServiceAccount"];
  const switches =
    only.length > 0
      ? { enable: only, disable: ["*"] }
      : {
          enable: [...new Set([...enable, ...withAccounts])],
          disable: disable.filter((name) => pluginNames.includes(name)),
        };
  try {
    chainOf(switches);
  } catch (error) {
    const message = messageOf(error);
    const unknown = /^there is no admission plugin ("[^"]*")/.exec(message)?.[1];
    throw new Error(
      unknown === undefined ? message : `enable-admission-plugins plugin ${unknown} is unknown`,
    );
  }
  return switches;
}

function watchTimeout(flags: Flags): { readonly watchTimeoutMsMin?: number } {
  const seconds = flags.last("min-request-timeout");
  return seconds === undefined ? {} : { watchTimeoutMsMin: Number(seconds) * 1000 };
}

/** @see k8s.io/component-base version/verflag */
function reportedVersion(flags: Flags): { readonly gitVersion?: string } {
  const gitVersion = flags.all("version").findLast((value) => value.startsWith("v"));
  return gitVersion === undefined ? {} : { gitVersion };
}

function hostsOf(host: string): readonly string[] {
  const names = ["kubernetes.default.svc", "kubernetes.default", "kubernetes", "localhost"];
  return [...new Set([host, ...names, "127.0.0.1"])];
}

async function serviceAccountKey(flags: Flags) {
  const path = flags.last("service-account-signing-key-file") ?? "";
  const content = await readNamedFile(path).catch((error: unknown) => {
    throw new Error(`failed to parse service-account-issuer-key-file: ${messageOf(error)}`);
  });
  const trusted = flags
    .all("service-account-key-file")
    .map(async (one) => ({ path: one, content: await readNamedFile(one) }));
  return readServiceAccountKey({ path, content }, await Promise.all(trusted));
}

async function usersOf(path: string | undefined): Promise<readonly TokenUser[]> {
  return path === undefined || path === "" ? [] : readTokenFile(await readNamedFile(path), path);
}
