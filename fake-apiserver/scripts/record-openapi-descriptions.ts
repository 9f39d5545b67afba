// Asks a kube-apiserver for its OpenAPI documents and keeps what it says of types, fields and parameters, as data of this
// package. The server must have no custom resources, and should serve all it can (`--runtime-config=api/all=true`).
// NODE_TLS_REJECT_UNAUTHORIZED=0 node record-openapi-descriptions.ts https://127.0.0.1:6443 TOKEN
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

interface Described {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly description?: string;
}

/** Of the path, below `parameters`, or of one of its methods. */
type PathItem = Readonly<Record<string, Parameter[] | { readonly parameters?: Parameter[] }>>;

const [server = "", token = ""] = process.argv.slice(2);

async function ask<T>(path: string): Promise<T> {
  const headers = { authorization: `Bearer ${token}`, accept: "application/json" };
  return (await (await fetch(server + path, { headers })).json()) as T;
}

const { definitions } = await ask<{ definitions: Record<string, Described> }>("/openapi/v2");
const found = Object.entries(definitions).map(([name, { description = "", properties = {} }]) => [
  name,
  [
    description,
    Object.fromEntries(
      Object.entries(properties).flatMap(([field, { description: text = "" }]) =>
        text === "" ? [] : [[field, text]],
      ),
    ),
  ],
]);

// Those of patches are told apart: one of them differs. So are those of streams, of which each has its own words.
const { paths } = await ask<{ paths: Record<string, PathItem> }>("/openapi/v3/api/v1");
const parameters = new Map<string, string>();
for (const [path, item] of Object.entries(paths)) {
  const [, resource, subresource] =
    /(\w+)\/\{name\}\/(attach|exec|log|portforward|proxy)\b/.exec(path) ?? [];
  for (const [method, operation] of Object.entries(item)) {
    const own = Array.isArray(operation) ? operation : operation.parameters;
    for (const { name, in: place, description = "" } of own ?? []) {
      if (place === "path" && name === "name") continue;
      if (resource !== undefined && place === "path" && name !== "path") continue;
      if (resource !== undefined && name === "pretty") continue;
      if (place === "path") parameters.set(name === "path" ? "{path}" : name, description);
      else if (resource !== undefined)
        parameters.set(`${resource}/${subresource} ${name}`, description);
      else parameters.set(method === "patch" ? `patch ${name}` : name, description);
    }
  }
}
for (const [key, text] of [...parameters]) {
  const name = key.replace(/^patch /, "");
  if (name === key || (parameters.get(name) ?? text) !== text) continue;
  parameters.delete(key);
  parameters.set(name, text);
}

writeFileSync(
  join(import.meta.dirname, "../data/openapi-descriptions.json.br"),
  brotliCompressSync(
    JSON.stringify(
      Object.fromEntries([...found, ["parameters", ["", Object.fromEntries(parameters)]]]),
    ),
  ),
);
