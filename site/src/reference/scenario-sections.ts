import { scenarioJsonSchema } from "@informerlab/test";

/** One field of an object in a scenario file. */
export interface FieldRow {
  readonly name: string;
  readonly type: string;
  readonly about: string;
  readonly isRequired: boolean;
}

/** One kind of a value that comes in kinds, such as an operation of the script. */
export interface VariantRow {
  readonly name: string;
  readonly fields: readonly FieldRow[];
}

/** One object of a scenario file: `scenario`, `informers[]`, `informers[].handlers[]` … */
export interface Section {
  readonly name: string;
  readonly fields: readonly FieldRow[];
  /** Only where a field says which further fields there are. */
  readonly variants: readonly VariantRow[];
}

/** As much of JSON Schema as the scenario format uses. */
export interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly additionalProperties?: Schema | boolean;
}

const kindField = "do";

/** The scenario format as tables, read from its JSON schema. */
export function scenarioSections(): readonly Section[] {
  const sections: Section[] = [];
  collect("scenario", scenarioJsonSchema(), sections);
  return sections;
}

function collect(name: string, schema: Schema, sections: Section[]): void {
  const child = (field: string): string => (name === "scenario" ? field : `${name}.${field}`);
  if (schema.oneOf !== undefined) {
    const variants = schema.oneOf.map((variant) => ({
      name: String(variant.properties?.[kindField]?.enum?.[0]),
      fields: rowsOf(variant).filter((row) => row.name !== kindField),
    }));
    const common = (variants[0]?.fields ?? []).filter((row) =>
      variants.every(({ fields }) => fields.some((other) => sameRow(row, other))),
    );
    const own = variants.map((variant) => ({
      ...variant,
      fields: variant.fields.filter((row) => !common.some((other) => sameRow(row, other))),
    }));
    sections.push({ name, fields: common, variants: own });
    return;
  }
  sections.push({ name, fields: rowsOf(schema), variants: [] });
  for (const [field, value] of Object.entries(schema.properties ?? {})) {
    if (value.items !== undefined && isStructured(value.items)) {
      collect(`${child(field)}[]`, value.items, sections);
    } else if (isStructured(value) && !isLocalized(value)) collect(child(field), value, sections);
  }
}

function isStructured(schema: Schema): boolean {
  return schema.properties !== undefined || schema.oneOf !== undefined;
}

/** Texts in both languages are a type, not a section. */
function isLocalized({ properties = {} }: Schema): boolean {
  return "en" in properties && "zh-CN" in properties;
}

function rowsOf({ properties = {}, required = [] }: Schema): readonly FieldRow[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    type: name.endsWith("Ms") ? "ms" : typeOf(schema),
    about: schema.description ?? "",
    isRequired: required.includes(name),
  }));
}

function typeOf(schema: Schema): string {
  if (schema.enum !== undefined)
    return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(" | ");
  if (isLocalized(schema)) return "{ en, zh-CN }";
  if (schema.type === "array") return `${typeOf(schema.items ?? {})}[]`;
  if (schema.type === "integer") {
    const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = schema;
    return maximum === Number.MAX_SAFE_INTEGER
      ? `integer ≥ ${minimum}`
      : `integer ${minimum} … ${maximum}`;
  }
  if (schema.type === "object" && typeof schema.additionalProperties === "object") {
    return `{ name: ${typeOf(schema.additionalProperties)} }`;
  }
  return schema.type ?? "any";
}

function sameRow(a: FieldRow, b: FieldRow): boolean {
  return a.name === b.name && a.type === b.type && a.about === b.about;
}
