import { staticTable } from "./hpack-tables.ts";

/** Names of headers, encoded as the first part of a literal that nobody remembers. */
const names = new Map<string, Buffer>();
const namesMax = 256;

const statuses = new Map(
  staticTable.flatMap(([name, value], index) =>
    name === ":status" ? [[Number(value), Buffer.of(0x80 | (index + 1))] as const] : [],
  ),
);
const statusIndex = 8;

/** Says that nothing is to be remembered; it stands in front of the first block of a connection. */
export const noTable: Buffer = Buffer.of(0x20);

/** The block of an answer's headers: nothing in it is remembered, so that it means the same on each connection. */
export function encodeHeaders(
  status: number,
  headers: Readonly<Record<string, string | readonly string[]>>,
): Buffer[] {
  const parts = [statuses.get(status) ?? literal(indexed(statusIndex), String(status))];
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === "string") parts.push(literal(nameOf(name), value));
    else for (const one of value ?? []) parts.push(literal(nameOf(name), one));
  }
  return parts;
}

function literal(name: Buffer, value: string): Buffer {
  const length = integer(7, 0, value.length);
  const bytes = Buffer.allocUnsafe(name.length + length.length + value.length);
  bytes.set(name);
  bytes.set(length, name.length);
  bytes.write(value, name.length + length.length, "latin1");
  return bytes;
}

function nameOf(name: string): Buffer {
  let known = names.get(name);
  if (known === undefined) {
    known = encodedName(name.toLowerCase());
    if (names.size < namesMax) names.set(name, known);
  }
  return known;
}

function encodedName(name: string): Buffer {
  const index = staticTable.findIndex(([known]) => known === name) + 1;
  if (index > 0) return indexed(index);
  const text = Buffer.from(name, "latin1");
  return Buffer.concat([Buffer.of(0), integer(7, 0, text.length), text]);
}

/** A literal whose name is one of those that both sides know. */
function indexed(index: number): Buffer {
  return integer(4, 0, index);
}

/** A number behind what the first bits of its first byte say. */
function integer(prefixBits: number, first: number, value: number): Buffer {
  const mask = (1 << prefixBits) - 1;
  if (value < mask) return Buffer.of(first | value);
  const bytes = [first | mask];
  let rest = value - mask;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}
