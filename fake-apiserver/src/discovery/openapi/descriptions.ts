import type { Json } from "@informerlab/core";

/** What is said of types and their fields, by the OpenAPI names of the types. */
export type OpenApiDescriptions = Readonly<
  Record<string, readonly [ofType: string, ofFields: Readonly<Record<string, string>>]>
>;

type Schema = Readonly<Record<string, Json>>;

/** Gives the descriptions, when OpenAPI is first asked for. */
export type DescriptionSource = () => OpenApiDescriptions;

/** The schema of a type with what is said of it and of its fields. */
export function described(name: string, schema: Schema, descriptions: OpenApiDescriptions): Schema {
  const [ofType, ofFields] = Object.hasOwn(descriptions, name)
    ? (descriptions[name] ?? ["", {}])
    : ["", {}];
  const { properties } = schema;
  return {
    ...(ofType === "" ? {} : { description: ofType }),
    ...schema,
    ...(properties === undefined
      ? {}
      : { properties: describedFields(properties as Fields, ofFields) }),
  };
}

type Fields = Readonly<Record<string, Schema>>;

function describedFields(properties: Fields, texts: Readonly<Record<string, string>>): Fields {
  return Object.fromEntries(
    Object.entries(properties).map(([field, schema]) => {
      const description = Object.hasOwn(texts, field) ? texts[field] : undefined;
      return [field, description === undefined ? schema : { description, ...schema }];
    }),
  );
}
