import type { Json } from "@informerlab/core";
import { encodeBase64, toUtf8 } from "../../codec/bytes/base64.ts";
import { isPlainObject, textOf } from "../../codec/json/plain-object.ts";

/** Which stay where they are: names are told by their kinds; of the others old kubectls tell what a server can. */
const unshared: ReadonlySet<string> = new Set(["name", "fieldValidation", "dryRun"]);
const generic = "#/definitions/io.k8s.apimachinery";

/**
 * The parameters that operations of an OpenAPI 2 document refer to, by names that tell their content.
 *
 * @see k8s.io/kube-openapi pkg/builder/parameters.go
 */
export class SharedParameters {
  readonly #references = new Map<string, Json>();
  readonly #definitions = new Map<string, Json>();

  /** What stands in place of a parameter: a reference, or the parameter itself. */
  referenceTo(parameter: Readonly<Record<string, Json>>): Json {
    if (!isShared(parameter)) return parameter;
    const text = JSON.stringify(parameter);
    let reference = this.#references.get(text);
    if (reference === undefined) {
      const name = `${textOf(parameter["name"])}-${shortHash(text)}`;
      reference = { $ref: `#/parameters/${name}` };
      this.#references.set(text, reference);
      this.#definitions.set(name, parameter);
    }
    return reference;
  }

  /** All that were shared, by name. */
  definitions(): Readonly<Record<string, Json>> {
    return Object.fromEntries(
      [...this.#definitions].sort(([one], [other]) => (one < other ? -1 : 1)),
    );
  }
}

function isShared(parameter: Readonly<Record<string, Json>>): boolean {
  const { in: place, name, schema } = parameter;
  if (place !== "body") return !unshared.has(textOf(name));
  return isPlainObject(schema) && textOf(schema["$ref"]).startsWith(generic);
}

const fnvOffset = 0xcbf29ce484222325n;
const fnvPrime = 0x100000001b3n;

/** The first six bytes of FNV-1, for addresses. */
function shortHash(text: string): string {
  let hash = fnvOffset;
  for (const byte of toUtf8(text)) hash = BigInt.asUintN(64, hash * fnvPrime) ^ BigInt(byte);
  const bytes = Uint8Array.from({ length: 6 }, (_, index) =>
    Number((hash >> BigInt(56 - 8 * index)) & 0xffn),
  );
  return encodeBase64(bytes).replaceAll("+", "-").replaceAll("/", "_");
}
