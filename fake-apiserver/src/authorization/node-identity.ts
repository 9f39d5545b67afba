import type { UserIdentity } from "../request/read/api-request.ts";

const prefix = "system:node:";

/**
 * The node that a user is; undefined where he is none. Empty where it has no name.
 *
 * @see kubernetes pkg/auth/nodeidentifier/default.go
 */
export function nodeOf({ name, groups }: UserIdentity): string | undefined {
  const isNode = name.startsWith(prefix) && groups.includes("system:nodes");
  return isNode ? name.slice(prefix.length) : undefined;
}
