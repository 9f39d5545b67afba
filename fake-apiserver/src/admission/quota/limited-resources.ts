import type { KubernetesObject } from "@informerlab/core";
import { compareQuantities } from "../../codec/go/quantity.ts";
import type { Amounts } from "../../kinds/built-in/pods/container-amounts.ts";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { isInOneScope, type ScopeRule, scopesOf } from "./scopes.ts";

/** What nobody gets without a quota that counts it. */
export interface LimitedResource {
  /** @defaultValue that of pods */
  readonly apiGroup?: string;
  readonly resource?: string;
  /** Parts of the names under which quotas count. */
  readonly matchContains?: readonly string[];
  readonly matchScopes?: readonly {
    readonly scopeName?: string;
    readonly operator?: string;
    readonly values?: readonly string[];
  }[];
}

/** `ResourceQuotaConfiguration` of `apiserver.config.k8s.io/v1`. */
export interface QuotaConfiguration {
  readonly limitedResources?: readonly LimitedResource[];
}

/** What an object uses, and which quotas there are for it. */
export interface LimitedUse {
  readonly definition: ResourceDefinition;
  readonly object: KubernetesObject;
  readonly usage: Amounts;
  /** All of the namespace. */
  readonly quotas: readonly KubernetesObject[];
  /** Names under which those count that are concerned. */
  readonly counted: ReadonlySet<string>;
}

/**
 * What an object uses that is limited and that no quota counts, and the limited scopes that it is in and no quota, in the
 * real server's words; undefined: nothing.
 *
 * @see kubernetes apiserver pkg/admission/plugin/resourcequota/controller.go CheckRequest
 */
export function uncoveredProblem(
  limited: readonly LimitedResource[],
  { definition, object, usage, quotas, counted }: LimitedUse,
): { readonly usage: string } | { readonly scopes: string } | undefined {
  const names = limited
    .filter(
      ({ apiGroup = "", resource }) =>
        apiGroup === definition.group && resource === definition.resource,
    )
    .flatMap(({ matchContains = [] }) =>
      Object.keys(usage).filter(
        (name) =>
          compareQuantities(usage[name], "0") > 0 &&
          matchContains.some((part) => name.includes(part)),
      ),
    )
    .filter((name) => !counted.has(name));
  if (names.length > 0)
    return { usage: `insufficient quota to consume: ${[...new Set(names)].sort().join(",")}` };
  const isIn = (rule: ScopeRule): boolean => isInOneScope(rule, definition.storageKey, object);
  const covered = new Set(
    quotas
      .flatMap(scopesOf)
      .filter(isIn)
      .map(({ scope }) => scope),
  );
  const scopes = limited
    .flatMap(({ matchScopes = [] }) => matchScopes)
    .map(({ scopeName = "", operator = "", values = [] }) => ({
      scope: scopeName,
      operator,
      values,
    }))
    .filter((rule) => isIn(rule) && !covered.has(rule.scope));
  if (scopes.length === 0) return undefined;
  const told = scopes.map(
    ({ scope, operator, values }) => `{${scope} ${operator} [${values.join(" ")}]}`,
  );
  return { scopes: `insufficient quota to match these scopes: [${told.join(" ")}]` };
}
