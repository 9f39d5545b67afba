import { utf8Of } from "../../codec/bytes/byte-store.ts";
import { goFloatText } from "../../codec/go/go-text.ts";
import { compareKeys } from "./yaml/key-order.ts";
import { scalarText } from "./yaml/scalar-text.ts";

const step = 2;
/** A longer key stands in lines of its own. */
const simpleKeyMax = 128;

/**
 * JSON values as the real server's YAML: block style, sequences not indented below their member, long lines folded.
 *
 * @see sigs.k8s.io/yaml/goyaml.v2 emitterc.go
 */
export function toYamlText(value: unknown): string {
  const pieces: string[] = [];
  write(pieces, value, { indent: 0, column: 0, isItem: true });
  return `${pieces.join("")}\n`;
}

/** Where a value begins. */
interface Place {
  /** Of the collection that it is in. */
  readonly indent: number;
  readonly column: number;
  /** In a sequence or alone: what it is made of begins in this line. */
  readonly isItem: boolean;
}

function write(pieces: string[], value: unknown, place: Place): void {
  const members = isMap(value)
    ? Object.entries(value).filter(([, member]) => member !== undefined)
    : [];
  if (Array.isArray(value) && value.length > 0) writeSequence(pieces, value, place);
  else if (members.length > 0) writeMapping(pieces, members, place);
  else {
    const column = place.column + (place.isItem ? 0 : 1);
    pieces.push(place.isItem ? "" : " ", shortText(value, column, place.indent + step));
  }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shortText(value: unknown, column: number, indent: number): string {
  if (typeof value === "string") return scalarText(value, { column, indent, isKey: false });
  if (Array.isArray(value)) return "[]";
  if (typeof value === "object" && value !== null) return "{}";
  return typeof value === "number" ? numberText(value) : String(value);
}

/** An integer of 64 bits, with or without a sign, as it is; anything else as Go prints floats. */
function numberText(value: number): string {
  const isInteger = Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 64;
  return isInteger ? String(value) : goFloatText(value);
}

function writeSequence(
  pieces: string[],
  items: readonly unknown[],
  { column, isItem }: Place,
): void {
  const indent = column;
  for (const [index, item] of items.entries()) {
    if (index > 0 || !isItem) pieces.push("\n", " ".repeat(indent));
    pieces.push("- ");
    write(pieces, item, { indent, column: indent + step, isItem: true });
  }
}

function writeMapping(
  pieces: string[],
  entries: readonly (readonly [string, unknown])[],
  { indent: outer, column, isItem }: Place,
): void {
  const indent = isItem ? column : outer + step;
  const sorted = entries.toSorted(([a], [b]) => compareKeys(a, b));
  for (const [index, [name, member]] of sorted.entries()) {
    if (index > 0 || !isItem) pieces.push("\n", " ".repeat(indent));
    const isSimple = utf8Of(name).length <= simpleKeyMax && !/[\r\n\u0085\u2028\u2029]/.test(name);
    const key = scalarText(name, { column: indent + step, indent: indent + step, isKey: isSimple });
    if (isSimple) {
      pieces.push(`${key}:`);
      writeMember(pieces, member, indent, key.length + 1);
    } else {
      pieces.push(`? ${key}\n${" ".repeat(indent)}: `);
      write(pieces, member, { indent, column: indent + step, isItem: true });
    }
  }
}

function writeMember(pieces: string[], member: unknown, indent: number, width: number): void {
  // Items stand as far in as their member.
  const column = Array.isArray(member) && member.length > 0 ? indent : indent + width;
  write(pieces, member, { indent, column, isItem: false });
}
