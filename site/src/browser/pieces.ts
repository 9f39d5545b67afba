/** A value on one line, as YAML people write: `{ atMs: 5000, do: expire-watches }`. */
export function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([name, member]) => `${name}: ${flowText(member)}`);
    return `{ ${members.join(", ")} }`;
  }
  return typeof value === "string" && !/^[a-z][\w.-]*$/i.test(value)
    ? JSON.stringify(value)
    : String(value);
}

/** A text with one more operation at the end of its script, and where that stands: all else stays as it was written. */
export function withPiece(
  yaml: string,
  piece: string,
): { readonly text: string; readonly from: number; readonly to: number } {
  const lines = yaml.replace(/\n+$/, "").split("\n");
  let head = lines.findIndex((line) => /^script:\s*(\[\s*\])?\s*(#.*)?$/.test(line));
  if (head < 0) head = lines.push("script:") - 1;
  lines[head] = (lines[head] ?? "").replace(/\[\s*\]/, "").trimEnd();
  const next = lines.findIndex((line, index) => index > head && /^[^\s#-]/.test(line));
  let end = next < 0 ? lines.length : next;
  while (end > head + 1 && (lines[end - 1] ?? "").trim() === "") end -= 1;
  const indent = lines.slice(head + 1, end).flatMap((line) => /^( *)- /.exec(line)?.[1] ?? [])[0];
  const line = `${indent ?? "  "}- ${piece}`;
  lines.splice(end, 0, line);
  const from = lines.slice(0, end).join("\n").length + 1;
  return { text: `${lines.join("\n")}\n`, from, to: from + line.length };
}
