// Asks a kube-apiserver for its OpenAPI document and keeps what it says of types and fields, as data of this package.
// NODE_TLS_REJECT_UNAUTHORIZED=0 node record-openapi-descriptions.ts https://127.0.0.1:6443 TOKEN
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";

interface Described {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
}

const [server = "", token = ""] = process.argv.slice(2);
const answer = await fetch(`${server}/openapi/v2`, {
  headers: { authorization: `Bearer ${token}`, accept: "application/json" },
});
const { definitions } = (await answer.json()) as {
  readonly definitions: Readonly<Record<string, Described>>;
};
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
writeFileSync(
  join(import.meta.dirname, "../data/openapi-descriptions.json.br"),
  brotliCompressSync(JSON.stringify(Object.fromEntries(found))),
);
