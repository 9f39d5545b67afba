import { type ScalarTag, stringify, type Tags } from "yaml";

/** YAML as the real server writes it: sorted members, sequences not indented, double quotes, no folding. */
export function toYamlText(value: unknown): string {
  return stringify(value, {
    version: "1.1",
    sortMapEntries: true,
    indentSeq: false,
    singleQuote: false,
    lineWidth: 0,
    aliasDuplicateObjects: false,
    customTags: (tags) => tags.map((tag) => (isLooseFloat(tag) ? { ...tag, test: float } : tag)),
  });
}

/** A float has a digit; the lone dot of managed fields is text and needs no quotes. */
const float = /^[-+]?(?=[._]*[0-9])(?:[0-9][0-9_]*)?\.[0-9_]*$/;

function isLooseFloat(tag: Tags[number]): tag is ScalarTag {
  return (
    typeof tag === "object" &&
    tag.tag === "tag:yaml.org,2002:float" &&
    "test" in tag &&
    (tag.test?.test(".") ?? false)
  );
}
