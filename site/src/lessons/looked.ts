import { createHash } from "node:crypto";
import type { LessonFolder } from "@informerlab/test/lessons";
import { parse } from "yaml";

/** What a reader sees: whoever changes it has to look again. */
const seen = ["scenario.yaml", "lesson.yaml", "levels.yaml", "en.md", "zh-CN.md"] as const;

/** Every way in which a lesson can meet its reader: language, width in CSS pixels, light or dark. */
export const combinations: readonly string[] = ["en", "zh-CN"].flatMap((language) =>
  [1280, 820, 390].flatMap((width) =>
    ["light", "dark"].map((scheme) => `${language}-${width}-${scheme}`),
  ),
);

/**
 * The text of a lesson's `looked.yaml` after it was looked at, written by `npm run -s lesson -- --looked NAME --as …`.
 * What was looked at before stays noted while the text is the same.
 */
export function lookedFile(files: LessonFolder["files"], now: readonly string[]): string {
  const { digest, at } = noted(files);
  const before = digest === digestOf(files) ? at : [];
  const all = combinations.filter((one) => now.includes(one) || before.includes(one));
  return [
    "# Stepped to its end by keyboard in a browser and read: language, width in px, light or dark.",
    `seen: ${digestOf(files)}`,
    "at:",
    ...all.map((one) => `  - ${one}`),
    "",
  ].join("\n");
}

/** `12 of 12`, fewer with those that are left out, `no`, or `changed since`: what was looked at is no longer what is there. */
export function lookedAt(files: LessonFolder["files"]): string {
  const { digest, at } = noted(files);
  if (digest === undefined) return "no";
  if (digest !== digestOf(files)) return "changed since";
  const left = combinations.filter((one) => !at.includes(one));
  const count = `${combinations.length - left.length} of ${combinations.length}`;
  return left.length === 0 ? count : `${count}, not ${left.join(", ")}`;
}

function noted({ "looked.yaml": file }: LessonFolder["files"]): {
  readonly digest: string | undefined;
  readonly at: readonly string[];
} {
  if (file === undefined) return { digest: undefined, at: [] };
  const { seen: digest, at = [] } = parse(file) as {
    readonly seen?: string;
    readonly at?: readonly string[];
  };
  return { digest, at };
}

/** Begins with a letter: a digest of digits only would be a number in YAML. */
function digestOf(files: LessonFolder["files"]): string {
  const hash = createHash("sha256");
  for (const name of seen) hash.update(`${name}\0${files[name] ?? ""}\0`);
  return `text-${hash.digest("hex").slice(0, 16)}`;
}
