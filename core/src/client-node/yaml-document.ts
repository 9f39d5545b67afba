import {
  binaryTag,
  boolYaml11Tag,
  CORE_SCHEMA,
  intCoreTag,
  intYaml11Tag,
  load,
  mergeTag,
  NOT_RESOLVED,
} from "js-yaml";

/** `1_000` and `0b1` are numbers to Go, `1:30` is none. */
const integerTag: typeof intCoreTag = {
  ...intCoreTag,
  resolve: (source, isExplicit, tagName) => {
    const value = intCoreTag.resolve(source, isExplicit, tagName);
    if (value !== NOT_RESOLVED || source.includes(":")) return value;
    return intYaml11Tag.resolve(source, isExplicit, tagName);
  },
};

/** What Go reads beyond the core schema of YAML 1.2: `yes` is true, `<<` merges, `!!binary` is the text in base64. */
const schema = CORE_SCHEMA.withTags(boolYaml11Tag, integerTag, mergeTag, {
  ...binaryTag,
  resolve: (source, isExplicit, tagName) => {
    const bytes = binaryTag.resolve(source, isExplicit, tagName);
    return bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : bytes;
  },
});

/**
 * The first document of a YAML or JSON text; what follows is not read. Of members that are there twice the last one counts.
 *
 * @throws YAMLException
 * @see sigs.k8s.io/yaml
 */
export function loadFirstDocument(text: string): unknown {
  return load(firstDocument(text), { schema, json: true });
}

/** Documents are parted at the beginning of a line, whatever stands there. */
function firstDocument(text: string): string {
  const content = /^(?!---[ \t\r]*(?:#.*)?$)[ \t]*[^#%\s]/m.exec(text);
  if (content === null) return text;
  const mark = /^(?:---|\.\.\.)(?=\s|$)/gm;
  mark.lastIndex = content.index + 1;
  const end = mark.exec(text);
  return end === null ? text : text.slice(0, end.index);
}
