import { isPlainObject, objectOf, type PlainObject } from "../codec/json/plain-object.ts";
import { builtInData } from "./built-in-data.ts";
import { type TypedValue, TypeMismatchError, toTypedValue } from "./typed-value.ts";

/**
 * The metadata of a custom object, or of one inside of it, by its type: what that does not know goes.
 *
 * @throws TypeMismatchError for the first member that does not fit.
 * @see apiextensions-apiserver pkg/apiserver/schema/objectmeta/coerce.go
 */
export function typedMetadata(metadata: unknown): TypedValue {
  const schema = builtInData().table.named("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
  if (schema === undefined) return { value: metadata, unknownFields: [] };
  const { value, unknownFields } = toTypedValue(metadata ?? {}, schema);
  // It comes back from its type: nobody can see any more that this was sent empty.
  const { managedFields, ...rest } = objectOf(value);
  const isEmpty = Array.isArray(managedFields) && managedFields.length === 0;
  return { value: isEmpty ? rest : value, unknownFields };
}

/** The same of what is stored: members that do not fit go, too. Undefined for what is no object at all. */
export function readableMetadata(metadata: unknown): PlainObject | undefined {
  try {
    return objectOf(typedMetadata(metadata).value);
  } catch (error) {
    if (!(error instanceof TypeMismatchError)) throw error;
  }
  if (!isPlainObject(metadata)) return undefined;
  const fitting = Object.entries(metadata).filter(([name, value]) => fits({ [name]: value }));
  return objectOf(typedMetadata(Object.fromEntries(fitting)).value);
}

function fits(metadata: PlainObject): boolean {
  try {
    typedMetadata(metadata);
    return true;
  } catch (error) {
    if (!(error instanceof TypeMismatchError)) throw error;
    return false;
  }
}
