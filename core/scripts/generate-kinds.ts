/**
 * Writes the TypeScript types and the resource table of all built-in kinds from a running apiserver's description of
 * itself: `node core/scripts/generate-kinds.ts FOLDER`, where FOLDER holds `v3/*.json` (the documents of /openapi/v3),
 * `discovery.json` (aggregated discovery of /api and /apis) and `protobuf.json` (which says what is a Go pointer).
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Discovery, resourceTable } from "./kinds/resource-table.ts";
import { type ProtobufTypes, type Schema, TypeModules } from "./kinds/type-modules.ts";

const folder = process.argv[2];
if (folder === undefined) {
  console.error(
    "usage: node core/scripts/generate-kinds.ts FOLDER (with v3/*.json, discovery.json and protobuf.json)",
  );
  process.exit(2);
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, "utf8")) as T;
}

const schemas = new Map<string, Schema>();
for (const file of readdirSync(join(folder, "v3")).sort()) {
  const document = readJson<{ components?: { schemas?: Record<string, Schema> } }>(
    join(folder, "v3", file),
  );
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {}))
    schemas.set(name, schema);
}
const protobuf = readJson<{ types: ProtobufTypes }>(join(folder, "protobuf.json"));
const discovery = readJson<Discovery>(join(folder, "discovery.json"));

const output = join(import.meta.dirname, "../src/kinds");
mkdirSync(output, { recursive: true });
const modules = new TypeModules(schemas, protobuf.types);
for (const [name, text] of modules.print())
  writeFileSync(join(output, `${name}.generated.ts`), text);
writeFileSync(join(output, "resources.generated.ts"), resourceTable(discovery));
writeFileSync(join(output, "index.ts"), modules.printIndex());
