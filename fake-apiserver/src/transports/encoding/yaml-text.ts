import { stringify } from "yaml";

/** YAML as the real server writes it: sorted members, sequences not indented, double quotes, no folding. */
export function toYamlText(value: unknown): string {
  return stringify(value, {
    version: "1.1",
    sortMapEntries: true,
    indentSeq: false,
    singleQuote: false,
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
}
