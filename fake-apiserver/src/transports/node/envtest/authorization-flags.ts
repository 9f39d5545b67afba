import { readAbacPolicies } from "../../../authorization/abac-authorizer.ts";
import type {
  AuthorizationMode,
  AuthorizationOptions,
} from "../../../authorization/authorization-options.ts";
import type { Authorizer } from "../../../authorization/authorizer.ts";
import { asOne } from "../../../codec/as-one.ts";
import { parseGoDuration } from "../../../codec/go-duration.ts";
import { messageOf } from "../../../codec/message-of.ts";
import type { Flags } from "./parse-flags.ts";
import { readNamedFile } from "./read-named-file.ts";
import { openAccessWebhooks } from "./webhooks/access-webhook.ts";

const modes: readonly string[] = ["AlwaysAllow", "AlwaysDeny", "ABAC", "Webhook", "RBAC", "Node"];

/**
 * Who decides, and whether whoever proves nothing is somebody.
 *
 * @throws Error in the real server's words
 * @see kubernetes pkg/kubeapiserver/options/authorization.go
 */
export async function readAuthorizationFlags(
  flags: Flags,
): Promise<AuthorizationOptions & { readonly anonymousAuth: boolean }> {
  const given = flags.list("authorization-mode");
  checkModes(flags, given);
  const asked = given.length === 0 ? ["AlwaysAllow"] : given;
  const path = flags.last("authorization-policy-file") ?? "";
  try {
    const abacPolicies = path === "" ? {} : { abacPolicies: await policiesIn(path) };
    const webhooks = asked.includes("Webhook") ? await webhooksOf(flags) : [];
    return {
      authorizationMode: asked.flatMap((mode): readonly (AuthorizationMode | Authorizer)[] =>
        isNamed(mode) ? [mode] : webhooks,
      ),
      anonymousAuth: !asked.includes("AlwaysAllow") && flags.isOn("anonymous-auth", true),
      ...abacPolicies,
    };
  } catch (error) {
    throw new Error(`invalid authorization config: ${messageOf(error)}`);
  }
}

function isNamed(mode: string): mode is AuthorizationMode {
  return mode !== "Webhook" && modes.includes(mode);
}

function checkModes(flags: Flags, given: readonly string[]): void {
  const problems = given.flatMap((mode) => modeProblem(flags, mode) ?? []);
  if (has(flags, "authorization-policy-file") && !given.includes("ABAC"))
    problems.push("cannot specify --authorization-policy-file without mode ABAC");
  if (has(flags, "authorization-webhook-config-file") && !given.includes("Webhook"))
    problems.push("cannot specify --authorization-webhook-config-file without mode Webhook");
  if (new Set(given).size < given.length) {
    const listed = given.map((mode) => JSON.stringify(mode)).join(" ");
    problems.push(`authorization-mode [${listed}] has mode specified more than once`);
  }
  if (problems.length > 0) throw new Error(asOne(problems));
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
  const text = await readNamedFile(path);
  readAbacPolicies(text, path);
  return text;
}

/** The one that the flags describe. */
function webhooksOf(flags: Flags): Promise<readonly Authorizer[]> {
  const kept = (name: string, otherwise: string): number => {
    const parsed = parseGoDuration(
      flags.last(`authorization-webhook-cache-${name}-ttl`) ?? otherwise,
    );
    return "problem" in parsed ? 0 : parsed.milliseconds;
  };
  const config = {
    name: "default",
    kubeconfig: flags.last("authorization-webhook-config-file") ?? "",
    version: flags.last("authorization-webhook-version") ?? "v1beta1",
    timeoutMs: 30_000,
    authorizedMs: kept("authorized", "5m"),
    unauthorizedMs: kept("unauthorized", "30s"),
    verdictOnFailure: "none",
  } as const;
  return openAccessWebhooks([config], Date.now);
}
