import { createHash } from "node:crypto";
import type { LessonFolder } from "@informerlab/test/lessons";
import { parse } from "yaml";

/** What a reader sees: whoever changes it has to look again. */
const seen = ["scenario.yaml", "lesson.yaml", "levels.yaml", "en.md", "zh-CN.md"] as const;

/** The text of a lesson's `looked.yaml`, written by `npm run -s lesson -- --looked NAME`. */
export function lookedFile(files: LessonFolder["files"]): string {
  return [
    "# Stepped to its end in a browser, English at 1280 px, Chinese at 820 and 390 px, light and dark; read in both languages.",
    `seen: ${digestOf(files)}`,
    "",
  ].join("\n");
}

/** `yes`, `no`, or `changed since`: what was looked at is no longer what is there. */
export function lookedAt(files: LessonFolder["files"]): string {
  const file = files["looked.yaml"];
  if (file === undefined) return "no";
  const { seen: digest } = parse(file) as { readonly seen?: unknown };
  return digest === digestOf(files) ? "yes" : "changed since";
}

/** Begins with a letter: a digest of digits only would be a number in YAML. */
function digestOf(files: LessonFolder["files"]): string {
  const hash = createHash("sha256");
  for (const name of seen) hash.update(`${name}\0${files[name] ?? ""}\0`);
  return `text-${hash.digest("hex").slice(0, 16)}`;
}
