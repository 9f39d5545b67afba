import { type PlainObject, textOf } from "../../codec/json/plain-object.ts";
import type { JsonPatchError } from "../../patch/json-patch-error.ts";

/**
 * Why an operation of a JSON patch could not be applied, in the words of the library of the real server.
 *
 * @see evanphx/json-patch v4 patch.go
 */
export function whyNotApplied(operation: PlainObject, { message, at }: JsonPatchError): string {
  const { op } = operation;
  if (message.startsWith("Unexpected kind")) return message;
  if (message.startsWith("testing value")) return `${message}: test failed`;
  const place = textOf(operation[at]);
  if (isMissing(message)) return missing(op, place, at);
  const key = textOf(place.split("/").at(-1)).replaceAll("~1", "/").replaceAll("~0", "~");
  return said(op, at, { place, key }, reasonOf(op, message, key));
}

function isMissing(message: string): boolean {
  return /^missing path|^the whole document|names no place$/.test(message);
}

function missing(op: unknown, place: string, at: "path" | "from"): string {
  if (op === "test")
    return `test operation does not apply: is missing path: ${place}: missing value`;
  const what =
    at === "from"
      ? "missing from path"
      : op === "move" || op === "copy"
        ? "missing destination path"
        : "missing path";
  const shown = op === "add" || op === "remove" ? JSON.stringify(place) : place;
  return `${op} operation does not apply: doc is ${what}: ${shown}: missing value`;
}

function reasonOf(op: unknown, message: string, key: string): string {
  if (message.startsWith("Unable to remove")) return `${message}: missing value`;
  if (message.startsWith("Unable to access")) return `${message}: invalid index referenced`;
  const syntax = `strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`;
  if (!message.endsWith("is no index of a list")) return `${message}: missing value`;
  return op === "add" ? `value was not a proper array index: '${key}': ${syntax}` : syntax;
}

function said(
  op: unknown,
  at: "path" | "from",
  { place, key }: { readonly place: string; readonly key: string },
  reason: string,
): string {
  if (op === "replace")
    return `replace operation does not apply: doc is missing key: ${place}: missing value`;
  if (op === "move") return `error in move for path: '${at === "from" ? key : place}': ${reason}`;
  if (op === "copy")
    return at === "from"
      ? `error in copy for from: '${place}': ${reason}`
      : `error while adding value during copy: ${reason}`;
  return `error in ${op} for path: '${place}': ${reason}`;
}
