import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import type { OpenApiDescriptions } from "../../discovery/openapi/descriptions.ts";

const file = new URL("../../../data/openapi-descriptions.json.br", import.meta.url);

let read: OpenApiDescriptions | undefined;

/** What Kubernetes says of its built-in types, read from this package when it is first asked for. */
export function openApiDescriptions(): OpenApiDescriptions {
  read ??= JSON.parse(
    brotliDecompressSync(readFileSync(file)).toString("utf8"),
  ) as OpenApiDescriptions;
  return read;
}
