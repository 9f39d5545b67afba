import type { ResourceLookup } from "../../kinds/registry.ts";

/** Doubled slashes below a group version of the server's own: no resource has such a path. */
export function isBelowOwnGroup(registry: ResourceLookup, path: string): boolean {
  const [, root, ...rest] = path.split("/");
  const [group = "", version = ""] = root === "api" ? ["", ...rest] : rest;
  if ((root !== "api" && root !== "apis") || version === "") return false;
  const served = registry.groups().find((one) => one.group === group);
  const isServed = served?.versions.some((one) => one.version === version) ?? false;
  return isServed && registry.isBuiltInGroup(group) && path.includes("//");
}
