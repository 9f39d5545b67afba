import { isPlainObject, setMember } from "../../codec/json/plain-object.ts";
import type { ObjectSchema } from "../object-schema.ts";
import { identityFields } from "./prune.ts";

/**
 * A custom object without the members that are null though their schema has neither a null nor a default for them.
 *
 * @see apiextensions-apiserver pkg/apiserver/schema/defaulting/prunenulls.go
 */
export function dropNulls(value: unknown, schema: ObjectSchema | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => dropNulls(item, schema?.elements));
  if (!isPlainObject(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const child = schema?.fields?.get(name)?.schema ?? schema?.elements;
    const isIdentity = schema?.isEmbeddedResource === true && identityFields.has(name);
    const isKept =
      isIdentity || child === undefined || child.isNullable === true || child.default !== undefined;
    if (member !== null || isKept) setMember(result, name, dropNulls(member, child));
  }
  return result;
}
