import { isPlainObject, type PlainObject } from "../../codec/json/plain-object.ts";
import type { ObjectSchema } from "../../schema/object-schema.ts";

/** An object being filled in: a copy that nobody else sees yet. */
export type Draft = Record<string, unknown>;

/** Fills in the defaults of one type that its schema does not say. Parents are filled in before their fields. */
export type Defaulter = (draft: Draft) => void;

/** Defaulters by OpenAPI name of the type. */
export type Defaulters = Readonly<Record<string, Defaulter>>;

/**
 * Fills in an object by its schema: the schema's own defaults, and the defaulter of each named type, wherever in the
 * object the type occurs; so the pods in deployments, jobs and templates need no rules of their own.
 *
 * @returns the object itself when nothing was missing.
 */
export function applyDefaults(
  value: unknown,
  schema: ObjectSchema,
  defaulters: Defaulters,
): unknown {
  if (!hasDefaults(schema, defaulters)) return value;
  switch (schema.type) {
    case "struct":
      return isPlainObject(value) ? defaultStruct(value, schema, defaulters) : value;
    case "list":
      return Array.isArray(value) ? defaultList(value, schema, defaulters) : value;
    case "map":
      return isPlainObject(value) ? defaultMap(value, schema, defaulters) : value;
    default:
      return value;
  }
}

/** The types of drafts: an empty text is a value where Go has a pointer, and none elsewhere. */
const draftSchemas = new WeakMap<Draft, ObjectSchema>();

/** Sets a field unless it has a value. */
export function fill(draft: Draft, name: string, value: unknown): void {
  const present = draft[name];
  if (present === undefined || present === null) draft[name] = value;
  else if ((present === "" || present === 0) && !isPointer(draft, name)) draft[name] = value;
}

function isPointer(draft: Draft, name: string): boolean {
  const presence = draftSchemas.get(draft)?.fields?.get(name)?.presence;
  return presence === "pointer" || presence === "pointer-or-null";
}

/** A copy of the object in a field, to be filled in; made when there is none. */
export function fillObject(draft: Draft, name: string): Draft {
  const present = draft[name];
  const copy: Draft = isPlainObject(present) ? { ...present } : {};
  draft[name] = copy;
  const schema = draftSchemas.get(draft)?.fields?.get(name)?.schema;
  if (schema !== undefined) draftSchemas.set(copy, schema);
  return copy;
}

function defaultStruct(
  value: PlainObject,
  schema: ObjectSchema,
  defaulters: Defaulters,
): PlainObject {
  const draft: Draft = { ...value };
  draftSchemas.set(draft, schema);
  for (const field of schema.fields?.values() ?? []) {
    const preset = field.schema.default;
    if (preset !== undefined && !isPlainObject(preset)) fill(draft, field.name, preset);
  }
  defaulters[schema.openApiName ?? ""]?.(draft);
  for (const [name, member] of Object.entries(draft)) {
    const field = schema.fields?.get(name);
    if (field !== undefined) draft[name] = applyDefaults(member, field.schema, defaulters);
  }
  return draft;
}

function defaultList(
  value: readonly unknown[],
  schema: ObjectSchema,
  defaulters: Defaulters,
): unknown {
  const { elements } = schema;
  return elements === undefined
    ? value
    : value.map((item) => applyDefaults(item, elements, defaulters));
}

function defaultMap(value: PlainObject, schema: ObjectSchema, defaulters: Defaulters): PlainObject {
  const { elements } = schema;
  if (elements === undefined) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      applyDefaults(member, elements, defaulters),
    ]),
  );
}

const knownToHaveDefaults = new WeakMap<Defaulters, Map<ObjectSchema, boolean>>();

/** Whether anything at or below a schema has defaults; types that contain themselves count once. */
function hasDefaults(schema: ObjectSchema, defaulters: Defaulters): boolean {
  let known = knownToHaveDefaults.get(defaulters);
  if (known === undefined) {
    known = new Map();
    knownToHaveDefaults.set(defaulters, known);
  }
  const answer = known.get(schema);
  if (answer !== undefined) return answer;
  known.set(schema, false);
  const found = findDefaults(schema, defaulters);
  known.set(schema, found);
  return found;
}

function findDefaults(schema: ObjectSchema, defaulters: Defaulters): boolean {
  if (schema.openApiName !== undefined && Object.hasOwn(defaulters, schema.openApiName))
    return true;
  if (schema.elements !== undefined) return hasDefaults(schema.elements, defaulters);
  for (const field of schema.fields?.values() ?? []) {
    const preset = field.schema.default;
    if (preset !== undefined && !isPlainObject(preset)) return true;
    if (hasDefaults(field.schema, defaulters)) return true;
  }
  return false;
}
