/**
 * Asks a kube-apiserver to describe its API, for `generate-built-in-kinds.ts`: writes `v3/*.json`, `discovery.json` and
 * `table-columns.json` to FOLDER, without descriptions. The server must have no custom resources.
 *
 *     NODE_TLS_REJECT_UNAUTHORIZED=0 node fake-apiserver/scripts/record-api-description.ts https://127.0.0.1:6443 TOKEN FOLDER
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Discovery {
  readonly items: readonly {
    readonly metadata: { readonly name?: string };
    readonly versions: readonly {
      readonly version: string;
      readonly resources?: readonly {
        readonly resource: string;
        readonly verbs: readonly string[];
      }[];
    }[];
  }[];
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly priority: number;
}

const [server = "", token = "", folder = ""] = process.argv.slice(2);
if (folder === "") {
  console.error("usage: record-api-description.ts URL TOKEN FOLDER");
  process.exit(2);
}
const aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
const asTable = "application/json;as=Table;g=meta.k8s.io;v=v1";

async function ask<T>(path: string, accept = "application/json"): Promise<T> {
  const headers = { authorization: `Bearer ${token}`, accept };
  return (await (await fetch(server + path, { headers })).json()) as T;
}

function write(name: string, value: unknown): void {
  writeFileSync(join(folder, name), `${JSON.stringify(value, undefined, 1)}\n`);
}

/** A field may have this name, too. */
function withoutDescriptions(value: unknown, isNames = false): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutDescriptions(item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) =>
      key === "description" && !isNames
        ? []
        : [[key, withoutDescriptions(member, key === "properties" && !isNames)]],
    ),
  );
}

mkdirSync(join(folder, "v3"), { recursive: true });
const { paths } = await ask<{ paths: Record<string, { serverRelativeURL: string }> }>(
  "/openapi/v3",
);
for (const [path, { serverRelativeURL }] of Object.entries(paths)) {
  if (!/^apis?\/.*v\d/.test(path)) continue;
  write(`v3/${path.replaceAll("/", "_")}.json`, withoutDescriptions(await ask(serverRelativeURL)));
}
const discovery = {
  "/api": await ask<Discovery>("/api", aggregated),
  "/apis": await ask<Discovery>("/apis", aggregated),
};
write("discovery.json", discovery);
const columns: Record<string, readonly Column[]> = {};
for (const [root, { items }] of Object.entries(discovery))
  for (const { metadata, versions } of items)
    for (const { version, resources = [] } of versions)
      for (const { resource, verbs } of resources) {
        if (!verbs.includes("list")) continue;
        const parts = [root, metadata.name, version, resource];
        const path = parts.filter((part) => part !== undefined).join("/");
        const { columnDefinitions } = await ask<{ columnDefinitions: readonly Column[] }>(
          path,
          asTable,
        );
        columns[path] = columnDefinitions.map(({ name, type, format, priority }) => ({
          name,
          type,
          format,
          priority,
        }));
      }
write("table-columns.json", columns);
console.log(`${Object.keys(paths).length} documents, ${Object.keys(columns).length} tables`);
