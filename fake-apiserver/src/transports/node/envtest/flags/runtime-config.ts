import { createRegistry } from "../../../../kinds/create-registry.ts";
import { isNotBuilt, isServable, type RuntimeConfig } from "../../../../kinds/served-kinds.ts";
import { boolProblem, isTrueText } from "./parse-flags.ts";

/** Names for several versions at once. */
const groupsOfVersions = ["api/all", "api/ga", "api/beta", "api/alpha", "api/legacy"];

/**
 * Reads `--runtime-config`. One of the versions that every server has cannot be taken away.
 *
 * @throws Error in the real server's words, or naming what cannot be switched off
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/server/options/api_enablement.go
 */
export function readRuntimeConfig(pairs: readonly string[]): RuntimeConfig {
  const config: Record<string, boolean> = {};
  const groups = createRegistry().groups();
  const served = groups.flatMap(({ group, versions }) =>
    versions.map(({ version }) => (group === "" ? version : `${group}/${version}`)),
  );
  for (const pair of pairs) {
    const [key = "", value = "true"] = pair.split("=");
    const isServed = served.includes(key);
    if (!isServed && !groupsOfVersions.includes(key)) {
      checkUnserved(
        key,
        groups.map(({ group }) => group),
      );
    }
    const problem = boolProblem(value);
    if (problem !== undefined)
      throw new Error(`invalid value of ${key}: ${value}, err: ${problem}`);
    if (!isTrueText(value) && (isServed || key === "api/all" || key === "api/ga"))
      throw new Error(`--runtime-config=${pair} is not built into this server: it serves ${key}`);
    if (isTrueText(value) && isNotBuilt(key))
      throw new Error(`--runtime-config=${pair} is not built into this server`);
    if (isServable(key)) config[key] = isTrueText(value);
  }
  return config;
}

/** A beta or alpha version may be one that the real server has. */
function checkUnserved(key: string, groups: readonly string[]): void {
  if (!key.includes("/") && !/^v\d/.test(key)) throw new Error(`runtime-config invalid key ${key}`);
  if (groups.includes(key.split("/")[0] ?? "") && !/(alpha|beta)\d+$/.test(key))
    throw new Error(`group version ${key} that has not been registered`);
}
