import { AnswersAtHand } from "../../../../admission/answers-at-hand.ts";
import { readAbacPolicies } from "../../../../authorization/abac-authorizer.ts";
import type {
  AuthorizationMode,
  AuthorizationModes,
  AuthorizationOptions,
} from "../../../../authorization/authorization-options.ts";
import type { Authorizer } from "../../../../authorization/authorizer.ts";
import { millisecondsIn } from "../../../../codec/go/go-duration.ts";
import { messageOf } from "../../../../codec/message-of.ts";
import { readNamedFile } from "../files/read-named-file.ts";
import type { Flags } from "../flags/parse-flags.ts";
import { openAccessWebhook } from "../webhooks/access-webhook.ts";
import { AuthorizationFileModes, authorizersIn } from "./authorization-file-modes.ts";

const modes: readonly string[] = ["AlwaysAllow", "AlwaysDeny", "ABAC", "Webhook", "RBAC", "Node"];

/** What the flags say of who decides. */
export interface Authorization {
  readonly options: AuthorizationOptions & { readonly anonymousAuth: boolean };
  /** A file that says it anew whenever it changes. */
  readonly file: AuthorizationFileModes | undefined;
}

/** What is wrong with the flags themselves, and the file. @see kubernetes pkg/kubeapiserver/options/authorization.go */
export async function authorizationFlagProblems(flags: Flags): Promise<readonly string[]> {
  const path = flags.last("authorization-config") ?? "";
  if (path === "") return modeProblems(flags, flags.list("authorization-mode"));
  if (olderFlags.some((name) => flags.last(name) !== undefined))
    return [
      "--authorization-config can not be specified when --authorization-mode or --authorization-webhook-* flags are defined",
    ];
  try {
    authorizersIn(await readNamedFile(path));
    return [];
  } catch (error) {
    return [messageOf(error)];
  }
}

const olderFlags = [
  "authorization-mode",
  "authorization-webhook-cache-authorized-ttl",
  "authorization-webhook-cache-unauthorized-ttl",
  "authorization-webhook-config-file",
  "authorization-webhook-version",
];

/**
 * Who decides, and whether whoever proves nothing is somebody.
 *
 * @throws Error in the real server's words
 */
export async function readAuthorizationFlags(flags: Flags): Promise<Authorization> {
  const path = flags.last("authorization-config") ?? "";
  try {
    const file = path === "" ? undefined : await AuthorizationFileModes.open(path, Date.now);
    const asked = modesIn(flags);
    const isOpen = file === undefined && asked.includes("AlwaysAllow");
    const hasPolicies = file === undefined ? asked.includes("ABAC") : file.has("ABAC");
    return {
      file,
      options: {
        authorizationMode: file === undefined ? await modesOf(flags, asked) : () => file.current,
        anonymousAuth: !isOpen && flags.isOn("anonymous-auth", true),
        ...(hasPolicies
          ? { abacPolicies: await policiesIn(flags.last("authorization-policy-file") ?? "") }
          : {}),
      },
    };
  } catch (error) {
    throw new Error(`invalid authorization config: ${messageOf(error)}`);
  }
}

function modesIn(flags: Flags): readonly string[] {
  const given = flags.list("authorization-mode");
  return given.length === 0 ? ["AlwaysAllow"] : given;
}

async function modesOf(flags: Flags, asked: readonly string[]): Promise<AuthorizationModes> {
  return Promise.all(
    asked.map((mode) => (mode === "Webhook" ? webhookOf(flags) : (mode as AuthorizationMode))),
  );
}

function modeProblems(flags: Flags, given: readonly string[]): readonly string[] {
  const problems = given.flatMap((mode) => modeProblem(flags, mode) ?? []);
  if (has(flags, "authorization-policy-file") && !given.includes("ABAC"))
    problems.push("cannot specify --authorization-policy-file without mode ABAC");
  if (has(flags, "authorization-webhook-config-file") && !given.includes("Webhook"))
    problems.push("cannot specify --authorization-webhook-config-file without mode Webhook");
  if (new Set(given).size < given.length) {
    const listed = given.map((mode) => JSON.stringify(mode)).join(" ");
    problems.push(`authorization-mode [${listed}] has mode specified more than once`);
  }
  return problems;
}

function modeProblem(flags: Flags, mode: string): string | undefined {
  if (!modes.includes(mode))
    return `authorization-mode ${JSON.stringify(mode)} is not a valid mode`;
  if (mode === "ABAC" && !has(flags, "authorization-policy-file"))
    return "authorization-mode ABAC's authorization policy file not passed";
  if (mode === "Webhook" && !has(flags, "authorization-webhook-config-file"))
    return "authorization-mode Webhook's authorization config file not passed";
  return undefined;
}

function has(flags: Flags, name: string): boolean {
  return (flags.last(name) ?? "") !== "";
}

async function policiesIn(path: string): Promise<string> {
  if (path === "") throw new Error("open : no such file or directory");
  const text = await readNamedFile(path);
  readAbacPolicies(text, path);
  return text;
}

/** The one that the flags describe. */
function webhookOf(flags: Flags): Promise<Authorizer> {
  const kept = (name: string, otherwise: string): number =>
    millisecondsIn(flags.last(`authorization-webhook-cache-${name}-ttl`) ?? otherwise);
  const config = {
    name: "default",
    kubeconfig: flags.last("authorization-webhook-config-file") ?? "",
    version: flags.last("authorization-webhook-version") ?? "v1beta1",
    timeoutMs: 30_000,
    authorizedMs: kept("authorized", "5m"),
    unauthorizedMs: kept("unauthorized", "30s"),
    verdictOnFailure: "none",
  } as const;
  return openAccessWebhook(config, new AnswersAtHand(), Date.now);
}
