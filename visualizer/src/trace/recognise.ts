import { InputError } from "./input-error.ts";
import type { InputProblemId } from "./input-problem.ts";
import { excerpt } from "./json-documents.ts";
import { isObject } from "./object-facts.ts";

/** What a text is, by its beginning; the first that fits. */
const looks: readonly (readonly [InputProblemId, RegExp])[] = [
  ["html", /^\s*</],
  ["scenario", /^(informers|script|objects|faults):/m],
  ["kubectl-yaml", /^(apiVersion|kind|items|metadata|object|- apiVersion):/m],
  ["kubectl-table", /^(NAMESPACE\s+|EVENT\s+)*NAME(\s{2,}|\s*$)/m],
  [
    "kubectl-message",
    /^\s*(error:|Error from server|Unable to connect|The connection to the server|No resources found)/i,
  ],
  ["program-log", /^\s*([IWEF]\d{4} |\d{4}-\d\d-\d\d[T ]\d\d:\d\d|time=)/],
  ["unknown-text", /^/],
];

/** What was copied with the output of kubectl from a terminal: the command above it; `^C`, and what the shell says then. */
export function withoutTerminal(text: string): string {
  const begin = /^[^\n{[]*\bkubectl [^\n]*\n(?=\s*[{[])/.exec(text)?.[0].length ?? 0;
  const end = /^\^C/m.exec(text)?.index;
  return text.slice(begin, end);
}

/** Texts that are known by their looks. */
export function refuseOtherThanJson(text: string): void {
  if (/^[[{]/.test(text.trimStart())) return;
  const start = text.slice(0, 4000);
  if (hasControls(start)) {
    // Every other byte of Latin text in UTF-16 is nothing.
    const isWide = start.split("\0").length > start.length / 3;
    throw new InputError({ id: isWide ? "utf16" : "binary" });
  }
  const id = looks.find(([, look]) => look.test(start))?.[0] ?? "unknown-text";
  throw new InputError({ id, values: { line: 1, text: excerpt(text.trimStart()) } });
}

/** JSON that is known by its fields, and is no trace and no objects. */
export function refuseOtherThanObjects(value: unknown): void {
  const fields = (value ?? {}) as Readonly<Record<string, unknown>>;
  const { kind, apiVersion, type, items } = fields;
  if (kind === "Status") {
    const {
      code = "",
      reason = "",
      message = "",
    } = fields as { code?: number; reason?: string; message?: string };
    throw new InputError({ id: "status", values: { code, reason, text: message } });
  }
  if (typeof apiVersion === "string" && apiVersion.startsWith("audit.k8s.io/")) {
    throw new InputError({ id: "audit-log" });
  }
  if (Array.isArray(fields["informers"]) || Array.isArray(fields["script"]))
    throw new InputError({ id: "scenario" });
  const isKnown =
    isObject(value) ||
    typeof type === "string" ||
    (typeof kind === "string" && Array.isArray(items));
  if (isKnown) return;
  const names = Array.isArray(value)
    ? `[${value.length}]`
    : Object.keys(fields).slice(0, 8).join(", ");
  throw new InputError({ id: "unknown-json", values: { fields: names === "" ? "–" : names } });
}

/** What no text holds: bytes below the space, but for line ends, tabs and terminal colours. */
function hasControls(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 9 || (code > 13 && code < 27) || code === 0xfffd) return true;
  }
  return false;
}
