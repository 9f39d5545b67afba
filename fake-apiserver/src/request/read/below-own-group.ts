import type { ResourceLookup } from "../../kinds/registry.ts";

/** Doubled slashes below a group of the server's own: no resource has such a path. */
export function isBelowOwnGroup(
  registry: Pick<ResourceLookup, "isBuiltInGroup">,
  path: string,
): boolean {
  const [, root, group = ""] = path.split("/", 3);
  if (!path.includes("//")) return false;
  if (root === "api") return true;
  return root === "apis" && group !== "" && registry.isBuiltInGroup(group);
}
