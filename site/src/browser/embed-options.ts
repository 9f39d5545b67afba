import { type Language, toLanguage } from "../config/languages.ts";

/** What an embedding page may ask for in the address. */
export interface EmbedOptions {
  readonly lesson: string;
  readonly language: Language;
  /** Attributes of the picture, as they are. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly queue: string | undefined;
  /** A position, or a beat's id. */
  readonly place: { readonly event: number } | { readonly beat: string } | undefined;
}

const passedOn = [
  "theme",
  "mode",
  "motion",
  "speed",
  "size",
  "panels",
  "scale",
  "lanes",
  "controls",
];

/** Reads `?lesson=gone&lang=zh-CN&theme=dark&queue=real&beat=relist`; what is not there has its default. */
export function embedOptions(search: string, firstLesson: string): EmbedOptions {
  const values = new URLSearchParams(search);
  const step = values.get("e") ?? values.get("step") ?? "";
  const beat = values.get("beat");
  const attributes = passedOn.flatMap((name) => {
    const value = values.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return {
    lesson: values.get("lesson") ?? firstLesson,
    language: toLanguage(values.get("lang") ?? "en"),
    attributes: { mode: "lesson", ...Object.fromEntries(attributes) },
    queue: values.get("queue") ?? undefined,
    place: beat !== null ? { beat } : /^\d{1,7}$/.test(step) ? { event: Number(step) } : undefined,
  };
}
