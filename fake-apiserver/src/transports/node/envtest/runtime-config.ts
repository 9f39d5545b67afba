import { createRegistry } from "../../../kinds/create-registry.ts";
import { boolProblem, isTrueText } from "./parse-flags.ts";

/** Names for several versions at once. */
const groupsOfVersions = ["api/all", "api/ga", "api/beta", "api/alpha", "api/legacy"];

/**
 * Checks `--runtime-config`. A version that this server does not have may be wished for: whoever asks for it is told 404. One
 * that it has cannot be taken away.
 *
 * @throws Error in the real server's words, or naming what cannot be switched off
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/server/options/api_enablement.go
 */
export function checkRuntimeConfig(pairs: readonly string[]): void {
  const registry = createRegistry();
  const served = registry
    .groups()
    .flatMap(({ group, versions }) =>
      versions.map(({ version }) => (group === "" ? version : `${group}/${version}`)),
    );
  const isGroup = (group: string): boolean => registry.groups().some((one) => one.group === group);
  for (const pair of pairs) {
    const [key = "", value = ""] = pair.split("=");
    const [group = ""] = key.split("/");
    if (!groupsOfVersions.includes(key) && !served.includes(key)) {
      if (!key.includes("/") && !/^v\d/.test(key))
        throw new Error(`runtime-config invalid key ${key}`);
      if (isGroup(group) && !/(alpha|beta)\d+$/.test(key))
        throw new Error(`group version ${key} that has not been registered`);
    }
    const problem = value === "" ? undefined : boolProblem(value);
    if (problem !== undefined)
      throw new Error(`invalid value of ${key}: ${value}, err: ${problem}`);
    const isOff = value !== "" && !isTrueText(value);
    if (isOff && (served.includes(key) || ["api/all", "api/ga"].includes(key)))
      throw new Error(`--runtime-config=${pair} is not built into this server: it serves ${key}`);
  }
}
