import { isPlainObject } from "../../codec/plain-object.ts";

/** One step of a path. */
type Step =
  | { readonly kind: "member"; readonly name: string }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "all" }
  | { readonly kind: "filter"; readonly name: string; readonly value: unknown };

/** Reads values out of an object. */
export type PathReader = (value: unknown) => readonly unknown[];

const stepPattern =
  /\.([A-Za-z0-9_-]+)|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]|\[(-?\d+)\]|\[(\*)\]|\.(\*)|\[\?\(@\.([\w-]+)\s*==\s*(?:'([^']*)'|"([^"]*)"|(true|false|-?\d+(?:\.\d+)?))\)\]|\.((?:[A-Za-z0-9_-]|\\\.)+)/y;

/**
 * Compiles the JSONPath subset of printer columns, scales and selectable fields: members, indexes, `[*]` and
 * `[?(@.type=="Ready")]`. Undefined for any other path.
 */
export function compileJsonPath(path: string): PathReader | undefined {
  const source = path.startsWith("{") && path.endsWith("}") ? path.slice(1, -1) : path;
  const text = source.startsWith(".") || source.startsWith("[") ? source : `.${source}`;
  const steps: Step[] = [];
  stepPattern.lastIndex = 0;
  while (stepPattern.lastIndex < text.length) {
    // A name may hold escaped dots, which the plain form would end at.
    const start = stepPattern.lastIndex;
    const escaped = /^\.((?:[A-Za-z0-9_/-]|\\\.)+)/.exec(text.slice(start));
    if (escaped?.[1]?.includes("\\.") === true) {
      steps.push({ kind: "member", name: escaped[1].replaceAll("\\.", ".") });
      stepPattern.lastIndex = start + escaped[0].length;
      continue;
    }
    const match = stepPattern.exec(text);
    if (match === null) return undefined;
    steps.push(stepOf(match));
  }
  return (value) =>
    steps.reduce<readonly unknown[]>(
      (values, step) => values.flatMap((item) => take(item, step)),
      [value],
    );
}

function stepOf(match: RegExpExecArray): Step {
  const [
    ,
    name,
    single,
    double,
    index,
    star,
    dotStar,
    filterName,
    filterSingle,
    filterDouble,
    filterLiteral,
  ] = match;
  if (star !== undefined || dotStar !== undefined) return { kind: "all" };
  if (index !== undefined) return { kind: "index", index: Number(index) };
  if (filterName !== undefined) {
    const value = filterSingle ?? filterDouble ?? (JSON.parse(filterLiteral ?? "null") as unknown);
    return { kind: "filter", name: filterName, value };
  }
  return { kind: "member", name: name ?? single ?? double ?? "" };
}

function take(value: unknown, step: Step): readonly unknown[] {
  switch (step.kind) {
    case "member":
      return isPlainObject(value) && Object.hasOwn(value, step.name) ? [value[step.name]] : [];
    case "index": {
      const item = Array.isArray(value) ? (value as readonly unknown[]).at(step.index) : undefined;
      return item === undefined ? [] : [item];
    }
    case "all":
      if (Array.isArray(value)) return value;
      return isPlainObject(value) ? Object.values(value) : [];
    default:
      return Array.isArray(value)
        ? value.filter((item) => isPlainObject(item) && item[step.name] === step.value)
        : [];
  }
}
