import { jwtProblems } from "../../../../authentication/jwt/check-jwt-config.ts";
import type { JwtConfig } from "../../../../authentication/jwt/jwt-config.ts";
import type { TokenAuthenticator } from "../../../../authentication/token-authenticator.ts";
import { millisecondsIn } from "../../../../codec/go/go-duration.ts";
import { messageOf } from "../../../../codec/message-of.ts";
import { aggregateText, type FieldError, invalid } from "../../../../schema/field-error.ts";
import { jwtAlgorithms } from "../../oidc/jwt-authenticator.ts";
import {
  type AuthenticationConfig,
  readAuthenticationConfig,
} from "../config/authentication-file.ts";
import { readNamedFile } from "../files/read-named-file.ts";
import type { Flags } from "../flags/parse-flags.ts";
import { openTokenWebhook } from "../webhooks/token-webhook.ts";

/** Who knows tokens, and who may ask without one. */
export interface Authentication {
  readonly jwt: readonly JwtConfig[];
  readonly algorithms: readonly string[];
  /** Undefined where the flags decide. */
  readonly anonymous: boolean | readonly string[] | undefined;
  /** The webhook that is asked last. */
  readonly webhook: TokenAuthenticator | undefined;
  /** Where it was read, if that was a file. */
  readonly file: AuthenticationFile | undefined;
}

/** The file of `--authentication-config`, as it was at the start. */
export interface AuthenticationFile {
  readonly path: string;
  readonly content: string;
  readonly anonymous: AuthenticationConfig["anonymous"];
  /** Who issues the server's own tokens. */
  readonly ownIssuers: readonly string[];
}

const oidcFlags = [
  "oidc-ca-file",
  "oidc-client-id",
  "oidc-groups-claim",
  "oidc-groups-prefix",
  "oidc-issuer-url",
  "oidc-required-claim",
  "oidc-signing-algs",
  "oidc-username-claim",
  "oidc-username-prefix",
];

/** What is wrong with the flags themselves. @see kubernetes pkg/kubeapiserver/options/authentication.go */
export function authenticationFlagProblems(flags: Flags): readonly string[] {
  const has = (name: string): boolean => (flags.last(name) ?? "") !== "";
  const isSet = oidcFlags.some((name) => flags.last(name) !== undefined);
  if (has("authentication-config"))
    return isSet ? ["authentication-config file and oidc-* flags are mutually exclusive"] : [];
  return isSet && !(has("oidc-issuer-url") && has("oidc-client-id"))
    ? [
        "oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set",
      ]
    : [];
}

/** @throws Error in the real server's words */
export async function readAuthenticationFlags(flags: Flags): Promise<Authentication> {
  const path = flags.last("authentication-config") ?? "";
  const content = path === "" ? "" : await contentOf(path);
  const config = path === "" ? await fromFlags(flags) : loaded(path, content);
  const { jwt = [], anonymous } = config;
  if (anonymous !== undefined && flags.last("anonymous-auth") !== undefined)
    throw new Error(
      "anonymous: Forbidden: --anonymous-auth flag cannot be set when anonymous field is configured in authentication configuration file",
    );
  const ownIssuers = flags.all("service-account-issuer");
  checkConfig(config, ownIssuers);
  const algorithms = flags.list("oidc-signing-algs");
  const known = path === "" ? (algorithms.length === 0 ? ["RS256"] : algorithms) : jwtAlgorithms;
  const unknown = jwt.length === 0 ? undefined : known.find((one) => !jwtAlgorithms.includes(one));
  if (unknown !== undefined)
    throw new Error(`oidc: unsupported signing alg: ${JSON.stringify(unknown)}`);
  const webhook = await webhookOf(flags);
  const paths = (anonymous?.conditions ?? []).map((condition) => condition.path ?? "");
  return {
    jwt,
    algorithms: known,
    webhook,
    file: path === "" ? undefined : { path, content, anonymous, ownIssuers },
    anonymous:
      anonymous === undefined
        ? undefined
        : anonymous.enabled === true && (paths.length === 0 || paths),
  };
}

/** @throws Error in the real server's words; `more` is what else is wrong */
export function checkConfig(
  { jwt = [], anonymous }: AuthenticationConfig,
  ownIssuers: readonly string[],
  more: readonly FieldError[] = [],
): void {
  const errors = [...jwtProblems(jwt), ...anonymousProblems(anonymous), ...more];
  if (errors.length > 0)
    throw new Error(`invalid authentication configuration: ${aggregateText(errors)}`);
  for (const { issuer } of jwt)
    if ((issuer?.egressSelectorType ?? "") !== "")
      throw new Error("egressSelectorType of an issuer is not built into this server");
  checkOwnIssuers(jwt, ownIssuers);
}

/** Tokens of the server itself are nobody else's affair. */
function checkOwnIssuers(jwt: readonly JwtConfig[], issuers: readonly string[]): void {
  for (const { issuer } of jwt) {
    const { url = "" } = issuer ?? {};
    if (!issuers.includes(url)) continue;
    const told = [...new Set(issuers)].sort().join(" ");
    const detail = `URL must not overlap with disallowed issuers: [${told}]`;
    throw new Error(aggregateText([invalid("issuer.url", url, detail)]));
  }
}

function anonymousProblems(anonymous: AuthenticationConfig["anonymous"]): readonly FieldError[] {
  const { enabled = false, conditions = [] } = anonymous ?? {};
  return enabled || conditions.length === 0
    ? []
    : [
        invalid(
          "anonymous.conditions",
          conditions.map(({ path = "" }) => ({ Path: path })),
          "enabled should be set to true when conditions are defined",
        ),
      ];
}

async function contentOf(path: string): Promise<string> {
  try {
    return await readNamedFile(path);
  } catch (error) {
    throw notLoaded(path, error);
  }
}

function loaded(path: string, content: string): AuthenticationConfig {
  try {
    return readAuthenticationConfig(content);
  } catch (error) {
    throw notLoaded(path, error);
  }
}

function notLoaded(path: string, error: unknown): Error {
  return new Error(
    `failed to load authentication configuration from file ${JSON.stringify(path)}: ${messageOf(error)}`,
  );
}

async function fromFlags(flags: Flags): Promise<AuthenticationConfig> {
  const url = flags.last("oidc-issuer-url") ?? "";
  const client = flags.last("oidc-client-id") ?? "";
  if (url === "" || client === "") return {};
  const claim = flags.last("oidc-username-claim") ?? "sub";
  const given = flags.last("oidc-username-prefix") ?? "";
  // Names of other issuers must not be taken for one another's.
  const prefix = given === "-" ? "" : given === "" && claim !== "email" ? `${url}#` : given;
  const groups = flags.last("oidc-groups-claim") ?? "";
  const authority = await readNamedFile(flags.last("oidc-ca-file"));
  const required = flags.list("oidc-required-claim").map((pair) => pair.split("="));
  return {
    jwt: [
      {
        issuer: {
          url,
          audiences: [client],
          ...(authority === "" ? {} : { certificateAuthority: authority }),
        },
        claimMappings: {
          username: { claim, prefix },
          ...(groups === ""
            ? {}
            : { groups: { claim: groups, prefix: flags.last("oidc-groups-prefix") ?? "" } }),
        },
        claimValidationRules: required.map(([name = "", ...value]) => ({
          claim: name.trim(),
          requiredValue: value.join("=").trim(),
        })),
      },
    ],
  };
}

/** For whom tokens are good that say nothing else: whom the server speaks for. */
export function audiencesOf(flags: Flags): readonly string[] {
  const given = flags.list("api-audiences");
  return given.length === 0 ? flags.all("service-account-issuer") : given;
}

async function webhookOf(flags: Flags): Promise<TokenAuthenticator | undefined> {
  const kubeconfig = flags.last("authentication-token-webhook-config-file") ?? "";
  if (kubeconfig === "") return undefined;
  const config = {
    kubeconfig,
    version: flags.last("authentication-token-webhook-version") ?? "v1beta1",
    keptMs: millisecondsIn(flags.last("authentication-token-webhook-cache-ttl") ?? "2m"),
    audiences: audiencesOf(flags),
  };
  return openTokenWebhook(config, Date.now);
}
