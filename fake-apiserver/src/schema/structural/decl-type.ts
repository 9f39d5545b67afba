import { escapeFieldName, namesOfField } from "../../cel/field-names.ts";
import { type CelType, celTypes, listType, mapType, structType } from "../../cel/types/cel-type.ts";
import { utf8Length } from "../../codec/bytes/base64.ts";
import { textOf } from "../../codec/json/plain-object.ts";
import type { ObjectSchema } from "../object-schema.ts";

/** A schema as expressions see it: its type, and how large its values can get. */
export interface DeclType {
  readonly type: CelType;
  /** The most letters, items or members; 0 for what has none. */
  readonly elementsMax: number;
  /** The fewest bytes of a value in JSON. */
  readonly bytesMin: number;
  readonly key?: DeclType;
  /** Items of a list, values of a map. */
  readonly element?: DeclType;
  /** By the names that expressions use. */
  readonly fields?: ReadonlyMap<string, DeclType>;
}

const requestBytesMax = 3 * 1024 * 1024;
const textBytesMin = 2;

function scalar(type: CelType, bytesMin: number, elementsMax = 0): DeclType {
  return { type, bytesMin, elementsMax };
}

const mapKey = scalar(celTypes.string, textBytesMin);
const plainText = scalar(celTypes.string, textBytesMin, requestBytesMax - 2);

/**
 * What expressions may say about values of a schema; undefined where they cannot see them at all.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/cel/common/schemas.go
 */
export function declTypeOf(
  schema: ObjectSchema,
  { isResourceRoot, name }: { readonly isResourceRoot: boolean; readonly name: string },
): DeclType | undefined {
  switch (schema.type) {
    case "int-or-string":
      return scalar(celTypes.dyn, 1, textLengthMax(schema));
    case "list":
      return declList(schema, name);
    case "map":
      return isResourceRoot ? declObject(schema, name, true) : declMap(schema, name);
    case "struct":
      return declObject(schema, name, isResourceRoot);
    case "string":
      return declText(schema);
    case "boolean":
      return scalar(celTypes.bool, 4);
    case "number":
      return scalar(celTypes.double, 1);
    case "integer":
      return scalar(celTypes.int, 1);
    default:
      return undefined;
  }
}

function below(schema: ObjectSchema, name: string): DeclType | undefined {
  return declTypeOf(schema, { isResourceRoot: schema.isEmbeddedResource === true, name });
}

function declList(schema: ObjectSchema, name: string): DeclType | undefined {
  const element =
    schema.elements === undefined ? undefined : below(schema.elements, `${name}.@idx`);
  if (element === undefined) return undefined;
  const elementsMax =
    schema.rules?.maxItems === undefined
      ? Math.floor((requestBytesMax - 2) / (element.bytesMin + 1))
      : Math.max(0, schema.rules.maxItems);
  return { type: listType(element.type), bytesMin: 2, elementsMax, element };
}

function declMap(schema: ObjectSchema, name: string): DeclType | undefined {
  const element =
    schema.elements === undefined ? undefined : below(schema.elements, `${name}.@elem`);
  if (element === undefined) return undefined;
  const elementsMax =
    schema.rules?.maxProperties === undefined
      ? Math.floor((requestBytesMax - 2) / (element.bytesMin + 6))
      : Math.max(0, schema.rules.maxProperties);
  const type = mapType(celTypes.string, element.type);
  return { type, bytesMin: 2, elementsMax, key: mapKey, element };
}

function declObject(schema: ObjectSchema, name: string, isResourceRoot: boolean): DeclType {
  const fields = new Map<string, DeclType>();
  const required = new Set((schema.rules?.required ?? []).map(textOf));
  let bytesMin = 2;
  for (const { name: field, schema: child } of schema.fields?.values() ?? []) {
    const isIdentity = field === "apiVersion" || field === "kind" || field === "metadata";
    if (isResourceRoot && isIdentity) continue;
    const escaped = escapeFieldName(field);
    const declared = below(child, `${name}.${escaped ?? field}`);
    if (declared === undefined) continue;
    if (escaped !== undefined) fields.set(escaped, declared);
    if (required.has(field) && child.default === undefined)
      bytesMin += [...field].length + declared.bytesMin + 4;
  }
  if (isResourceRoot) addIdentity(fields, name);
  return { type: objectType(name, fields), bytesMin, elementsMax: 0, fields };
}

/** Of its own identity an expression sees the kind and the names. */
function addIdentity(fields: Map<string, DeclType>, name: string): void {
  const names = new Map([
    ["name", plainText],
    ["generateName", plainText],
  ]);
  fields.set("apiVersion", plainText);
  fields.set("kind", plainText);
  fields.set("metadata", {
    type: objectType(`${name}.metadata`, names),
    bytesMin: 2,
    elementsMax: 0,
    fields: names,
  });
}

function objectType(name: string, fields: ReadonlyMap<string, DeclType>): CelType {
  const types = new Map<string, CelType>();
  for (const [field, { type }] of fields) {
    types.set(field, type);
    const word = /^__([a-z]+)__$/.exec(field)?.[1];
    if (word !== undefined && namesOfField(word).length > 1) types.set(word, type);
  }
  return structType(name, types);
}

function declText(schema: ObjectSchema): DeclType {
  switch (schema.format) {
    case "byte":
      return scalar(celTypes.bytes, textBytesMin, schema.rules?.maxLength ?? requestBytesMax - 2);
    case "duration":
      return scalar(celTypes.duration, 3, 32);
    case "date":
      return scalar(celTypes.timestamp, 12, 12);
    case "date-time":
      return scalar(celTypes.timestamp, 21, 32);
    default:
      return scalar(celTypes.string, textBytesMin, textLengthMax(schema));
  }
}

/** Four bytes a letter at the most; of an enumeration the longest. */
function textLengthMax({ rules, type }: ObjectSchema): number {
  if (rules?.maxLength !== undefined) return Math.max(0, rules.maxLength) * 4;
  if (type === "string" && rules?.enum !== undefined && rules.enum.length > 0) {
    return Math.max(
      0,
      ...rules.enum.map((each) => (typeof each === "string" ? utf8Length(each) : 0)),
    );
  }
  return requestBytesMax - 2;
}

/** How often values of a type can stand in one object at the most, where nothing else limits them. */
export function cardinalityMax({ bytesMin }: DeclType): number {
  return Math.floor(requestBytesMax / (bytesMin + 1));
}

/** The largest size of what lies at a path below `self`. */
export function sizeAt(
  root: DeclType,
  path: readonly string[],
): { readonly min: number; readonly max: number } | undefined {
  let current: DeclType | undefined = root;
  for (const step of path.slice(1)) {
    if (step === "@items" || step === "@values") current = current.element;
    else if (step === "@keys") current = current.key;
    else current = current.fields?.get(step);
    if (current === undefined) return undefined;
  }
  return { min: 0, max: current.elementsMax };
}
