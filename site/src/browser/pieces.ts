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

/** A text, and where the new operation stands in it. */
interface Pieced {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** A text with one more operation at the end of its script, and where that stands: all else stays as it was written. */
export function withPiece(yaml: string, piece: string): Pieced {
  return inBrackets(`${yaml.replace(/\n+$/, "")}\n`, piece) ?? asItem(yaml, piece);
}

/** In a script like `[{ atMs: 1, do: compact }]`; undefined when there is none, or nothing in it. */
function inBrackets(yaml: string, piece: string): Pieced | undefined {
  const script = /^script:\s*\[/m.exec(yaml);
  if (script === null) return undefined;
  const start = script.index + script[0].length;
  const length = yaml.slice(start).search(/\n[^\s#\]-]/);
  const rest = yaml.slice(start, length < 0 ? undefined : start + length);
  // A bracket in a comment closes nothing.
  const bare = rest.replace(/\s#.*/g, (comment) => " ".repeat(comment.length));
  const items = bare.slice(0, Math.max(0, bare.lastIndexOf("]"))).trimEnd();
  if (items === "") return undefined;
  const end = start + items.length;
  const from = end + (items.endsWith(",") ? 1 : 2);
  const before = `${yaml.slice(0, end)}${items.endsWith(",") ? " " : ", "}`;
  return { text: `${before}${piece}${yaml.slice(end)}`, from, to: from + piece.length };
}

function asItem(yaml: string, piece: string): Pieced {
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
