import type { Schema } from "../reference/scenario-sections.ts";

/** The field that says which further fields there are. */
const kindField = "do";

/** Schemas of which any may hold, one by one. */
export function alternativesOf(schemas: readonly Schema[]): readonly Schema[] {
  return schemas.flatMap((schema) =>
    schema.anyOf === undefined ? [schema] : alternativesOf(schema.anyOf),
  );
}

/** What holds for a mapping with these members: of several kinds its own, else what all of them have. */
export function fitting(
  schemas: readonly Schema[],
  members: Readonly<Record<string, unknown>>,
): readonly Schema[] {
  return alternativesOf(schemas).map((schema) => {
    const kinds = schema.oneOf;
    if (kinds === undefined) return schema;
    return kinds.find((kind) => kindsOf(kind).includes(members[kindField])) ?? common(kinds);
  });
}

/** What a list of these schemas may hold. */
export function itemsOf(schemas: readonly Schema[]): readonly Schema[] {
  return alternativesOf(schemas).flatMap(({ items }) => items ?? []);
}

/** What may stand under a key. */
export function memberOf(schemas: readonly Schema[], key: string): readonly Schema[] {
  return schemas.flatMap(({ properties = {}, additionalProperties }) => {
    if (Object.hasOwn(properties, key)) return properties[key] ?? [];
    return typeof additionalProperties === "object" ? [additionalProperties] : [];
  });
}

function kindsOf({ properties }: Schema): readonly unknown[] {
  return properties?.[kindField]?.enum ?? [];
}

function common(kinds: readonly Schema[]): Schema {
  const [first = {}, ...others] = kinds;
  const shared = Object.entries(first.properties ?? {}).filter(([name]) =>
    others.every(({ properties = {} }) => Object.hasOwn(properties, name)),
  );
  const kind = { ...first.properties?.[kindField], enum: kinds.flatMap(kindsOf) };
  const required = first.required ?? [];
  return { required, properties: { ...Object.fromEntries(shared), [kindField]: kind } };
}
