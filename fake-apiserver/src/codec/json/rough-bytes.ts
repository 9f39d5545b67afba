const bytesOfMember = 24;

/** About how much memory a JSON value takes: the letters of its texts, and something for each member and element. */
export function roughBytesOf(value: unknown): number {
  if (typeof value === "string") return value.length + bytesOfMember;
  if (typeof value !== "object" || value === null) return bytesOfMember;
  let bytes = bytesOfMember;
  if (Array.isArray(value)) {
    for (const item of value) bytes += roughBytesOf(item);
    return bytes;
  }
  const members = value as Readonly<Record<string, unknown>>;
  for (const name in members) bytes += name.length + roughBytesOf(members[name]);
  return bytes;
}
