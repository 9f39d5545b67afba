import { printJson } from "@informerlab/core";
import { AdminError } from "./admin-route.ts";

/** A JSON object of a body, with members read one by one; unknown ones are refused, not ignored. */
export class BodyReader {
  readonly #members: Readonly<Record<string, unknown>>;
  readonly #what: string;

  /** @throws AdminError when the body is no object or has members that nobody reads. */
  constructor(what: string, body: unknown, known: readonly string[]) {
    if (body !== undefined && (typeof body !== "object" || body === null || Array.isArray(body))) {
      throw new AdminError(400, `${what} takes a JSON object with ${listed(known)}`);
    }
    this.#what = what;
    this.#members = (body ?? {}) as Readonly<Record<string, unknown>>;
    const unknown = Object.keys(this.#members).find((name) => !known.includes(name));
    if (unknown !== undefined) {
      throw new AdminError(
        400,
        `${what} knows no ${JSON.stringify(unknown)}; it takes ${listed(known)}`,
      );
    }
  }

  boolean(name: string): boolean | undefined {
    const value = this.#members[name];
    if (value === undefined || typeof value === "boolean") return value;
    throw this.#wrong(name, "true or false", value);
  }

  text(name: string): string | undefined {
    const value = this.#members[name];
    if (value === undefined || typeof value === "string") return value;
    throw this.#wrong(name, "text", value);
  }

  /** A revision: digits, as text or as a number. */
  revision(name: string): number | undefined {
    const value = this.#members[name];
    if (value === undefined) return undefined;
    if (/^\d{1,15}$/.test(String(value))) return Number(value);
    throw this.#wrong(name, 'a resourceVersion such as "42"', value);
  }

  #wrong(name: string, wanted: string, value: unknown): AdminError {
    return new AdminError(400, `${this.#what}: ${name} must be ${wanted}, got ${printJson(value)}`);
  }
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "no members" : names.join(", ");
}
