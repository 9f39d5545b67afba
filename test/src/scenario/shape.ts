/** One thing that is wrong with data: where, and what would be right. */
export interface Problem {
  /** Names and positions from the root: `["script", 3, "do"]`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

type Path = readonly (string | number)[];

/** What data must look like: one description gives the check with teaching messages and the JSON schema. */
export interface Shape {
  check(value: unknown, path: Path, problems: Problem[]): void;
  toJsonSchema(): Record<string, unknown>;
}

/** A field of an object, with its shape. */
export interface Field {
  readonly shape: Shape;
  readonly isRequired: boolean;
  readonly about: string;
}

/** A field that may be absent. */
export function optional(shape: Shape, about: string): Field {
  return { shape, isRequired: false, about };
}

/** A field that must be there. */
export function required(shape: Shape, about: string): Field {
  return { shape, isRequired: true, about };
}

/** A string; with a pattern, `hint` says in words what matches it. */
export function text(rule?: { readonly pattern: RegExp; readonly hint: string }): Shape {
  return {
    check: (value, path, problems) => {
      if (typeof value !== "string")
        problems.push({ path, message: `must be text, found ${describe(value)}` });
      else if (rule !== undefined && !rule.pattern.test(value)) {
        problems.push({ path, message: `${JSON.stringify(value)} is not ${rule.hint}` });
      }
    },
    toJsonSchema: () => ({
      type: "string",
      ...(rule === undefined ? {} : { pattern: rule.pattern.source }),
    }),
  };
}

/** A whole number within bounds. */
export function integer(minimum: number, maximum: number = Number.MAX_SAFE_INTEGER): Shape {
  return {
    check: (value, path, problems) => {
      if (
        Number.isSafeInteger(value) &&
        (value as number) >= minimum &&
        (value as number) <= maximum
      )
        return;
      const range =
        maximum === Number.MAX_SAFE_INTEGER
          ? `at least ${minimum}`
          : `from ${minimum} to ${maximum}`;
      problems.push({ path, message: `must be a whole number ${range}, found ${describe(value)}` });
    },
    toJsonSchema: () => ({ type: "integer", minimum, maximum }),
  };
}

/** `true` or `false`. */
export const flag: Shape = {
  check: (value, path, problems) => {
    if (typeof value !== "boolean")
      problems.push({ path, message: `must be true or false, found ${describe(value)}` });
  },
  toJsonSchema: () => ({ type: "boolean" }),
};

/** One of a few values. */
export function oneOf(...values: readonly (string | number | boolean | null)[]): Shape {
  return {
    check: (value, path, problems) => {
      if (values.includes(value as string)) return;
      const known = values.map((one) => JSON.stringify(one)).join(", ");
      const near = typeof value === "string" ? nearest(value, values.map(String)) : undefined;
      const guess = near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`;
      problems.push({ path, message: `must be one of ${known}, found ${describe(value)}${guess}` });
    },
    toJsonSchema: () => ({ enum: values }),
  };
}

/** A list of things of one shape. */
export function list(item: Shape): Shape {
  return {
    check: (value, path, problems) => {
      if (!Array.isArray(value))
        problems.push({ path, message: `must be a list, found ${describe(value)}` });
      else for (const [index, one] of value.entries()) item.check(one, [...path, index], problems);
    },
    toJsonSchema: () => ({ type: "array", items: item.toJsonSchema() }),
  };
}

/** Names of the writer's choice, each with a value of one shape. */
export function record(value: Shape): Shape {
  return {
    check: (data, path, problems) => {
      if (!isObject(data))
        problems.push({ path, message: `must be a mapping, found ${describe(data)}` });
      else
        for (const [name, one] of Object.entries(data)) value.check(one, [...path, name], problems);
    },
    toJsonSchema: () => ({ type: "object", additionalProperties: value.toJsonSchema() }),
  };
}

/** Text, a number, a flag or null, each as one shape allows. */
export function either(...shapes: readonly Shape[]): Shape {
  return {
    check: (value, path, problems) => {
      let first: Problem[] | undefined;
      for (const shape of shapes) {
        const found: Problem[] = [];
        shape.check(value, path, found);
        if (found.length === 0) return;
        first ??= found;
      }
      problems.push(...(first ?? []));
    },
    toJsonSchema: () => ({ anyOf: shapes.map((shape) => shape.toJsonSchema()) }),
  };
}

/** Any mapping of JSON data. */
export const anyObject: Shape = record({ check: () => undefined, toJsonSchema: () => ({}) });

/** An object with these fields and no others. */
export function object(fields: Readonly<Record<string, Field>>): Shape {
  return {
    check: (value, path, problems) => {
      if (!isObject(value))
        problems.push({ path, message: `must be a mapping, found ${describe(value)}` });
      else checkFields(value, fields, path, problems);
    },
    toJsonSchema: () => objectSchema(fields),
  };
}

/** An object whose field `tag` says which further fields it has. */
export function variants(
  tag: string,
  kinds: Readonly<Record<string, Readonly<Record<string, Field>>>>,
): Shape {
  const tagShape = oneOf(...Object.keys(kinds));
  return {
    check: (value, path, problems) => {
      if (!isObject(value)) {
        problems.push({
          path,
          message: `must be a mapping with "${tag}", found ${describe(value)}`,
        });
        return;
      }
      const kind = value[tag];
      const fields =
        typeof kind === "string" && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
      if (fields === undefined) tagShape.check(kind, [...path, tag], problems);
      else checkFields(value, { ...fields, [tag]: required(tagShape, "") }, path, problems);
    },
    toJsonSchema: () => ({
      oneOf: Object.entries(kinds).map(([kind, fields]) =>
        objectSchema({ [tag]: required(oneOf(kind), "what is done"), ...fields }),
      ),
    }),
  };
}

function checkFields(
  value: Record<string, unknown>,
  fields: Readonly<Record<string, Field>>,
  path: Path,
  problems: Problem[],
): void {
  for (const [name, field] of Object.entries(fields)) {
    if (value[name] !== undefined) field.shape.check(value[name], [...path, name], problems);
    else if (field.isRequired)
      problems.push({ path, message: `"${name}" is missing (${field.about})` });
  }
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(fields, name)) continue;
    const near = nearest(name, Object.keys(fields));
    const advice =
      near === undefined ? `known: ${Object.keys(fields).join(", ")}` : `did you mean "${near}"?`;
    problems.push({ path: [...path, name], message: `is not known here; ${advice}` });
  }
}

function objectSchema(fields: Readonly<Record<string, Field>>): Record<string, unknown> {
  const names = Object.keys(fields);
  return {
    type: "object",
    properties: Object.fromEntries(
      names.map((name) => {
        const { shape, about } = fields[name] as Field;
        return [
          name,
          about === "" ? shape.toJsonSchema() : { description: about, ...shape.toJsonSchema() },
        ];
      }),
    ),
    required: names.filter((name) => fields[name]?.isRequired),
    additionalProperties: false,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (isObject(value)) return "a mapping";
  if (["function", "bigint", "symbol"].includes(typeof value)) return `a ${typeof value}`;
  return JSON.stringify(value).slice(0, 60);
}

/** The known word that a typing slip most likely meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({
      candidate,
      distance: editDistance(word.toLowerCase(), candidate.toLowerCase()),
    }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= Math.ceil(word.length / 3)
    ? best.candidate
    : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
