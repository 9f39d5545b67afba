import { banner, moduleName, namespaceName } from "./module-name.ts";

/** Aggregated discovery: `/api` and `/apis`. */
export type Discovery = Readonly<Record<string, { readonly items: readonly DiscoveredGroup[] }>>;

interface DiscoveredGroup {
  readonly metadata: { readonly name?: string };
  readonly versions: readonly {
    readonly version: string;
    readonly resources: readonly DiscoveredResource[];
  }[];
}

interface DiscoveredResource {
  readonly resource: string;
  readonly responseKind: { readonly kind: string };
  readonly scope: "Namespaced" | "Cluster";
  readonly verbs: readonly string[];
}

interface Row {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
}

/** Every resource that can be listed and watched, typed by its kind. */
export function resourceTable(discovery: Discovery): string {
  const rows = Object.values(discovery)
    .flatMap(({ items }) => items)
    .flatMap(({ metadata, versions }) =>
      versions.flatMap(({ version, resources }) =>
        resources.filter(isWatchable).map(
          ({ resource, responseKind, scope }): Row => ({
            group: metadata.name ?? "",
            version,
            resource,
            kind: responseKind.kind,
            isNamespaced: scope === "Namespaced",
          }),
        ),
      ),
    );
  const modules = Map.groupBy(rows, ({ group, version }) => moduleName(group, version));
  const names = [...modules.keys()].sort();
  const groups = Map.groupBy(names, (name) => name.slice(0, name.indexOf("-")));
  const lines = [
    banner,
    'import type { ApiResource } from "../api/resource.ts";\n',
    'import type { TypedResource } from "../api/typed-resource.ts";\n',
  ];
  for (const name of names)
    lines.push(`import type * as ${namespaceName(name)} from "./${name}.generated.ts";\n`);
  lines.push(
    "\n/** Group → version → resource, as in client-go's informers. */\nexport interface ResourceGroups {\n",
  );
  for (const [group, members] of groups) {
    lines.push(`  readonly ${group}: {\n`);
    for (const name of members) {
      lines.push(`    readonly ${name.slice(group.length + 1)}: {\n`);
      for (const row of modules.get(name) ?? []) {
        lines.push(
          `      readonly ${propertyName(row)}: TypedResource<${namespaceName(name)}.${row.kind}>;\n`,
        );
      }
      lines.push("    };\n");
    }
    lines.push("  };\n");
  }
  lines.push(
    "}\n\n/** Every built-in resource that can be listed and watched. */\nexport const resources: ResourceGroups = {\n",
  );
  for (const [group, members] of groups) {
    lines.push(`  ${group}: {\n`);
    for (const name of members) {
      lines.push(`    ${name.slice(group.length + 1)}: {\n`);
      for (const row of modules.get(name) ?? [])
        lines.push(`      ${propertyName(row)}: ${JSON.stringify(row)},\n`);
      lines.push("    },\n");
    }
    lines.push("  },\n");
  }
  lines.push(
    "};\n\ntype Nested = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, ApiResource>>>>>>;\n\n/** The same as one list. */\nexport const builtInResources: readonly ApiResource[] = Object.values(resources as unknown as Nested).flatMap((versions) =>\n  Object.values(versions).flatMap((named) => Object.values(named)),\n);\n",
  );
  return lines.join("");
}

function isWatchable({ verbs }: DiscoveredResource): boolean {
  return verbs.includes("list") && verbs.includes("watch");
}

/** `configmaps` of kind ConfigMap → `configMaps`; `csidrivers` of kind CSIDriver → `csiDrivers`. */
function propertyName({ resource, kind }: Row): string {
  let shared = 0;
  while (shared < kind.length && kind[shared]?.toLowerCase() === resource[shared]) shared += 1;
  const name = kind.slice(0, shared) + resource.slice(shared);
  return name.replace(/^[A-Z]+(?=[A-Z][a-z]|$)|^[A-Z]/, (capitals) => capitals.toLowerCase());
}
