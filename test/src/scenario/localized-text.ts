/** One text in every language of the project. */
export interface LocalizedText {
  readonly en: string;
  readonly "zh-CN": string;
}

/** The languages that every text has. */
export type Language = keyof LocalizedText;

/** What is the same in every language: a name, a stack, the words of somebody else. */
export function sameInAll(text: string): LocalizedText {
  return { en: text, "zh-CN": text };
}

/** A sentence with whom it is about before it: `nodes: all is quiet, and …`. */
export function saidOf(name: string, sentence: LocalizedText): LocalizedText {
  return { en: `${name}: ${sentence.en}`, "zh-CN": `${name}：${sentence["zh-CN"]}` };
}

/** Names in a row, such as `n1 n2`; where there are none it says so. */
export function namesText(names: readonly string[]): LocalizedText {
  return names.length === 0 ? { en: "none", "zh-CN": "空" } : sameInAll(names.join(" "));
}

/** Fills `{path}` with the value found at that path of `values`; an unknown path stays as it is written. */
export function fillText(text: string, values: unknown): string {
  return text.replace(/\{([\w.-]+)\}/g, (whole, path: string) => {
    const value = valueAt(values, path);
    return value === undefined || typeof value === "object" ? whole : String(value);
  });
}

/** The value at a dotted path; keys that contain dots themselves are not reached. */
export function valueAt(value: unknown, path: string): unknown {
  let current = value;
  for (const name of path.split(".")) {
    if (typeof current !== "object" || current === null) return undefined;
    current = (current as Record<string, unknown>)[name];
  }
  return current;
}
