import { readAbacPolicies } from "../../../authorization/abac-authorizer.ts";
import type {
  AuthorizationMode,
  AuthorizationOptions,
} from "../../../authorization/authorization-options.ts";
import { messageOf } from "../../../codec/message-of.ts";
import type { Flags } from "./parse-flags.ts";
import { readNamedFile } from "./read-named-file.ts";

const modes: readonly string[] = ["AlwaysAllow", "AlwaysDeny", "ABAC", "Webhook", "RBAC", "Node"];

/**
 * Who decides, and whether whoever proves nothing is somebody.
 *
 * @throws Error in the real server's words, or naming a mode that is not built
 * @see kubernetes pkg/kubeapiserver/options/authorization.go
 */
export async function readAuthorizationFlags(
  flags: Flags,
): Promise<AuthorizationOptions & { readonly anonymousAuth: boolean }> {
  const given = flags.list("authorization-mode");
  checkModes(flags, given);
  const asked: readonly AuthorizationMode[] =
    given.length === 0 ? ["AlwaysAllow"] : given.filter(isBuilt);
  const path = flags.last("authorization-policy-file") ?? "";
  return {
    authorizationMode: asked,
    anonymousAuth: !asked.includes("AlwaysAllow") && flags.isOn("anonymous-auth", true),
    ...(path === "" ? {} : { abacPolicies: await policiesIn(path) }),
  };
}

function isBuilt(mode: string): mode is AuthorizationMode {
  return mode !== "Webhook" && modes.includes(mode);
}

function checkModes(flags: Flags, given: readonly string[]): void {
  const problems: string[] = [];
  const policies = flags.last("authorization-policy-file") ?? "";
  if (given.includes("ABAC") && policies === "")
    problems.push("authorization-mode ABAC's authorization policy file not passed");
  if (policies !== "" && !given.includes("ABAC"))
    problems.push("cannot specify --authorization-policy-file without mode ABAC");
  for (const mode of given.filter((one) => !modes.includes(one)))
    problems.push(`authorization-mode ${JSON.stringify(mode)} is not a valid mode`);
  if (new Set(given).size < given.length) {
    const listed = given.map((mode) => JSON.stringify(mode)).join(" ");
    problems.push(`authorization-mode [${listed}] has mode specified more than once`);
  }
  if (problems.length > 0)
    throw new Error(problems.length === 1 ? problems[0] : `[${problems.join(", ")}]`);
  if (given.includes("Webhook"))
    throw new Error("authorization-mode Webhook is not built into this server");
}

async function policiesIn(path: string): Promise<string> {
  try {
    const text = await readNamedFile(path);
    readAbacPolicies(text, path);
    return text;
  } catch (error) {
    throw new Error(`invalid authorization config: ${messageOf(error)}`);
  }
}
