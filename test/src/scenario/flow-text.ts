import { stringify } from "yaml";

/** A value as YAML in one line. */
export function flowText(value: unknown): string {
  return stringify(value, {
    collectionStyle: "flow",
    lineWidth: 0,
    flowCollectionPadding: false,
  }).trimEnd();
}

/** The lines of a list of which each item is one line. */
export function flowList(name: string, items: readonly unknown[]): readonly string[] {
  if (items.length === 0) return [`${name}: []`];
  return [`${name}:`, ...items.map((item) => `  - ${flowText(item)}`)];
}
