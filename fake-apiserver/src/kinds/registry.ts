import type { ResourceDefinition } from "./resource-definition.ts";

/** One version of a group, with its resources in the order of discovery. */
export interface ServedVersion {
  readonly version: string;
  readonly definitions: readonly ResourceDefinition[];
}

/** A group as served: versions in order of preference. */
export interface ServedGroup {
  /** Empty for the core group. */
  readonly group: string;
  readonly versions: readonly ServedVersion[];
}

/** Whether definitions have made the version. */
export function isCustom({ definitions }: ServedVersion): boolean {
  return definitions.every(({ origin }) => origin === "custom");
}

/** Looks kinds up. */
export interface ResourceLookup {
  /** By the names in a path; undefined when not served. */
  lookup(group: string, version: string, resource: string): ResourceDefinition | undefined;
  /** By the names in an object. */
  lookupKind(group: string, version: string, kind: string): ResourceDefinition | undefined;
  /** All groups, the core group first, then built-in ones, then those of custom resources by name. */
  groups(): readonly ServedGroup[];
  /** True for groups that the server has without any CRD: their unknown versions give another 404. */
  isBuiltInGroup(group: string): boolean;
  /** Counts changes: whoever caches something derived from the registry compares this. */
  readonly generation: number;
}

/** What is derived from a set of built-in kinds: once, however many servers have them. */
interface Base {
  readonly definitions: ReadonlyMap<string, ResourceDefinition>;
  readonly groupNames: ReadonlySet<string>;
  readonly groups: readonly ServedGroup[];
}

const bases = new WeakMap<Iterable<ResourceDefinition>, Base>();

function baseOf(builtIn: Iterable<ResourceDefinition>): Base {
  let base = bases.get(builtIn);
  if (base === undefined) {
    const definitions = new Map<string, ResourceDefinition>();
    for (const definition of builtIn) {
      definitions.set(keyOf(definition.group, definition.version, definition.resource), definition);
    }
    const groupNames = new Set([...definitions.values()].map(({ group }) => group));
    const groups = groupDefinitions(definitions.values(), groupNames);
    base = { definitions, groupNames, groups };
    bases.set(builtIn, base);
  }
  return base;
}

/** All kinds served; kinds of custom resources come and go at run time. */
export class ResourceRegistry implements ResourceLookup {
  readonly #base: Base;
  /** A copy of the base's, from the first change on. */
  #own: Map<string, ResourceDefinition> | undefined;
  #generation = 0;
  #groups: readonly ServedGroup[] | undefined;

  constructor(builtIn: Iterable<ResourceDefinition>) {
    this.#base = baseOf(builtIn);
    this.#groups = this.#base.groups;
  }

  get generation(): number {
    return this.#generation;
  }

  lookup(group: string, version: string, resource: string): ResourceDefinition | undefined {
    return (this.#own ?? this.#base.definitions).get(keyOf(group, version, resource));
  }

  lookupKind(group: string, version: string, kind: string): ResourceDefinition | undefined {
    return this.groups()
      .find((served) => served.group === group)
      ?.versions.find((served) => served.version === version)
      ?.definitions.find((definition) => definition.kind === kind);
  }

  groups(): readonly ServedGroup[] {
    this.#groups ??= groupDefinitions(
      (this.#own ?? this.#base.definitions).values(),
      this.#base.groupNames,
    );
    return this.#groups;
  }

  isBuiltInGroup(group: string): boolean {
    return this.#base.groupNames.has(group);
  }

  /** Serves one more kind, or another definition of a kind already served. */
  add(definition: ResourceDefinition): void {
    const { group, version, resource } = definition;
    this.#changeable().set(keyOf(group, version, resource), definition);
    this.#changed();
  }

  /** Stops serving a kind; true when it was served. */
  remove(group: string, version: string, resource: string): boolean {
    const removed = this.#changeable().delete(keyOf(group, version, resource));
    if (removed) this.#changed();
    return removed;
  }

  #changeable(): Map<string, ResourceDefinition> {
    this.#own ??= new Map(this.#base.definitions);
    return this.#own;
  }

  #changed(): void {
    this.#generation += 1;
    this.#groups = undefined;
  }
}

function keyOf(group: string, version: string, resource: string): string {
  return `${group}/${version}/${resource}`;
}

function groupDefinitions(
  definitions: Iterable<ResourceDefinition>,
  builtIn: ReadonlySet<string>,
): readonly ServedGroup[] {
  const byGroup = new Map<string, Map<string, ResourceDefinition[]>>();
  for (const definition of definitions) {
    const versions = byGroup.get(definition.group) ?? new Map<string, ResourceDefinition[]>();
    byGroup.set(definition.group, versions);
    const served = versions.get(definition.version) ?? [];
    versions.set(definition.version, served);
    served.push(definition);
  }
  const groups = [...byGroup].map(([group, versions]) => ({
    group,
    versions: [...versions]
      .map(([version, served]) => ({ version, definitions: served }))
      .sort((a, b) => compareVersions(b.version, a.version)),
  }));
  const custom = groups.filter(({ group }) => !builtIn.has(group));
  custom.sort((a, b) => (a.group < b.group ? -1 : 1));
  return [...groups.filter(({ group }) => builtIn.has(group)), ...custom];
}

/**
 * Kubernetes' own order of version names: v2 > v1 > v1beta2 > v1beta1 > v1alpha1 > anything else, which goes
 * by name. Greater means preferred.
 *
 * @see apimachinery pkg/version/helpers.go
 */
export function compareVersions(a: string, b: string): number {
  const left = parseVersion(a);
  const right = parseVersion(b);
  if (left === undefined || right === undefined) {
    if (left !== undefined) return 1;
    if (right !== undefined) return -1;
    return a === b ? 0 : a < b ? 1 : -1;
  }
  return left.stage - right.stage || left.major - right.major || left.minor - right.minor;
}

function parseVersion(
  version: string,
): { readonly major: number; readonly stage: number; readonly minor: number } | undefined {
  const match = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (match === null) return undefined;
  const stage = match[2] === undefined ? 2 : match[2] === "beta" ? 1 : 0;
  return { major: Number(match[1]), stage, minor: Number(match[3] ?? 0) };
}
