import { isObject, type Json } from "./fixture.ts";

const expression = /\$\{([^}]+)\}/g;
const wholeExpression = /^\$\{([^}]+)\}$/;

/** The values that a script has kept: `${name}`, `${name+1}`, and `${fill:x:1000}` for a thousand x. */
export class Variables {
  readonly #values = new Map<string, Json>();

  set(name: string, value: Json): void {
    this.#values.set(name, value);
  }

  /** The value with every expression in it replaced, member names included. */
  expand(value: Json): Json {
    if (typeof value === "string") {
      const whole = wholeExpression.exec(value)?.[1];
      if (whole !== undefined) return this.#evaluate(whole);
      return value.replace(expression, (_all, inner: string) => String(this.#evaluate(inner)));
    }
    if (Array.isArray(value)) return value.map((item: Json) => this.expand(item));
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        String(this.expand(name)),
        this.expand(member ?? null),
      ]),
    );
  }

  expandText(text: string): string {
    return String(this.expand(text));
  }

  #evaluate(inner: string): Json {
    const [, filler, count] = /^fill:(.):(\d+)$/.exec(inner) ?? [];
    if (filler !== undefined) return filler.repeat(Number(count));
    const [, base, distance] = /^(\w+)([+-]\d+)$/.exec(inner) ?? [];
    if (base !== undefined) return String(Number(this.#valueOf(base)) + Number(distance));
    return this.#valueOf(inner);
  }

  #valueOf(name: string): Json {
    const value = this.#values.get(name);
    // A step before it failed to answer with this value; what follows then differs, and says so.
    return value === undefined ? "MISSING" : value;
  }
}

/** The member at `metadata.name`, `items.0.metadata.uid` or `metadata.annotations.[a/b.c]`. */
export function memberAt(document: Json | undefined, path: string): Json | undefined {
  let current: Json | undefined = document;
  for (const raw of path.match(/\[[^\]]*\]|[^.[\]]+/g) ?? []) {
    const part = raw.startsWith("[") ? raw.slice(1, -1) : raw;
    if (Array.isArray(current)) current = (current as readonly Json[])[Number(part)];
    else current = isObject(current) ? current[part] : undefined;
  }
  return current;
}
