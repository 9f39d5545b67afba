import type { ResourceLookup } from "../kinds/registry.ts";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import { qualifiedResourceOf } from "../schema/api-version.ts";
import type { FaultMatch } from "./fault.ts";
import { FaultError } from "./fault-kinds.ts";

/**
 * The name under which requests for a resource are known, by any name that is clear: `deployments`, `Deployment`, `deploy`,
 * `deployments.apps`, `deployments/status`. Patterns and paths stay as they are. A text that says what is wrong where nothing
 * or too much is meant.
 */
export function resourceNamed(
  registry: ResourceLookup,
  name: string,
): { readonly name: string } | { readonly problem: string } {
  if (name.includes("*") || name.startsWith("/")) return { name };
  const slash = name.indexOf("/");
  const plain = slash < 0 ? name : name.slice(0, slash);
  const below = slash < 0 ? "" : name.slice(slash);
  const all = registry
    .groups()
    .flatMap(({ versions }) => versions.flatMap(({ definitions }) => definitions));
  const exact = all.find((one) => qualifiedResourceOf(one) === plain);
  if (exact !== undefined) return { name };
  const found = [...new Set(all.filter((one) => isCalled(one, plain)).map(qualifiedResourceOf))];
  const [only] = found;
  if (only !== undefined && found.length === 1) return { name: `${only}${below}` };
  if (found.length > 1)
    return { problem: `${JSON.stringify(plain)} is in several groups: say ${found.join(" or ")}` };
  const near = nearest(plain, all);
  return {
    problem: `this cluster has no resource ${JSON.stringify(plain)}${near === undefined ? "" : `; did you mean ${near}?`} For a kind whose definition comes later say unserved: true in "on"`,
  };
}

/** A match whose resources are under the names of requests. @throws FaultError for a name that means nothing here */
export function withClearNames(registry: ResourceLookup, match: FaultMatch): FaultMatch {
  const { resource, unserved } = match;
  if (resource === undefined) return match;
  const clear = (name: string): string => {
    const found = resourceNamed(registry, name);
    if ("name" in found) return found.name;
    if (unserved === true) return name;
    throw new FaultError(found.problem);
  };
  return {
    ...match,
    resource: typeof resource === "string" ? clear(resource) : resource.map(clear),
  };
}

function isCalled(definition: ResourceDefinition, name: string): boolean {
  const { resource, singular, kind, shortNames } = definition;
  return resource === name || singular === name || kind === name || shortNames.includes(name);
}

const distanceMax = 3;

function nearest(name: string, all: readonly ResourceDefinition[]): string | undefined {
  let best: string | undefined;
  let least = distanceMax + 1;
  for (const definition of all) {
    const qualified = qualifiedResourceOf(definition);
    const { resource, singular } = definition;
    for (const candidate of [qualified, resource, singular]) {
      const far = distance(name.toLowerCase(), candidate, least);
      if (far >= least) continue;
      least = far;
      best = qualified;
    }
  }
  return best;
}

/** How many letters have to be put in, taken out or changed; `limit` where it is not less. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? limit;
}
