import { isPlainObject, listOf, objectOf, type PlainObject } from "../codec/json/plain-object.ts";
import type { RequestAttributes } from "../request/read/route.ts";

/** Stands for each value of a Secret: "left out of the recording", as base64. */
export const leftOutValue = "bGVmdCBvdXQgb2YgdGhlIHJlY29yZGluZw==";

const leftOutText = "left out of the recording";

/** kubectl keeps in it what was applied, values and all. */
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/** What an answer to such a request holds is a credential, or no object of the cluster. */
const leftOutSubresources: ReadonlySet<string> = new Set([
  "attach",
  "exec",
  "log",
  "portforward",
  "proxy",
  "token",
]);
const reading: ReadonlySet<string> = new Set(["get", "list", "watch"]);
/** Paths that are no resources but tell what the server is. */
const describing = /^\/(?:api|apis|openapi|version|healthz|livez|readyz)(?:\/|$)/;

/** Why the body of an answer is not kept; undefined where it is. */
export function reasonToLeaveOut(
  method: string,
  path: string,
  attributes: RequestAttributes | undefined,
): string | undefined {
  if (attributes === undefined) {
    return describing.test(path) && method === "GET"
      ? undefined
      : "only lists, objects, watches and what describes the server are recorded";
  }
  const { verb, subresource } = attributes;
  if (!reading.has(verb)) return "the answers to writes are not recorded";
  return leftOutSubresources.has(subresource)
    ? `what ${subresource} answers is not recorded`
    : undefined;
}

/** Objects of this resource hold what nobody else should see. */
export function isSecret({ group, resource }: RequestAttributes): boolean {
  return group === "" && resource === "secrets";
}

/** A Secret, a list or a Table of them, without their values. Names and keys stay. */
export function withoutSecrets(value: PlainObject): PlainObject {
  const { kind, items, rows, object } = value;
  if (kind === "Status") return withoutWords(value);
  if (Array.isArray(items)) return { ...value, items: items.map(withoutValues) };
  if (kind === "Table") {
    return { ...value, rows: listOf(rows).map((row) => withoutObject(objectOf(row))) };
  }
  return object === undefined ? withoutValues(value) : withoutObject(value);
}

/** A refusal repeats what was sent: `.data: expected map, got &{…}`. */
function withoutWords({ message, details, ...status }: PlainObject): PlainObject {
  const { causes: _causes, ...named } = objectOf(details);
  return {
    ...status,
    ...(message === undefined ? {} : { message: leftOutText }),
    ...(details === undefined ? {} : { details: named }),
  };
}

function withoutObject(row: PlainObject): PlainObject {
  return { ...row, object: withoutValues(row["object"]) };
}

function withoutValues(secret: unknown): PlainObject {
  const { data, stringData, metadata, ...rest } = objectOf(secret);
  return {
    ...rest,
    ...(isPlainObject(metadata) ? { metadata: withoutLastApplied(metadata) } : {}),
    ...valuesLeftOut("data", data, leftOutValue),
    ...valuesLeftOut("stringData", stringData, leftOutText),
  };
}

function valuesLeftOut(name: string, values: unknown, instead: string): PlainObject {
  if (!isPlainObject(values)) return {};
  const keys = Object.keys(values);
  return { [name]: Object.fromEntries(keys.map((key) => [key, instead])) };
}

function withoutLastApplied(metadata: PlainObject): PlainObject {
  const { annotations, ...rest } = metadata;
  if (!isPlainObject(annotations)) return metadata;
  const { [lastApplied]: _applied, ...others } = annotations;
  return { ...rest, annotations: others };
}
