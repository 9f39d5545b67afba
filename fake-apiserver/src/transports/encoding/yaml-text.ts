import { type Scalar, type ScalarTag, stringify, type Tags } from "yaml";
import { goFloatText } from "../../codec/go-text.ts";

/** YAML as the real server writes it: sorted members, sequences not indented, double quotes, no folding. */
export function toYamlText(value: unknown): string {
  return stringify(value, {
    version: "1.1",
    sortMapEntries: true,
    indentSeq: false,
    singleQuote: false,
    lineWidth: 0,
    aliasDuplicateObjects: false,
    customTags: (tags) => tags.map(likeGo),
  });
}

function likeGo(tag: Tags[number]): Tags[number] {
  if (!isPlainNumber(tag)) return tag;
  const isLoose = tag.test?.test(".") ?? false;
  return { ...tag, ...(isLoose ? { test: float } : {}), stringify: numberText };
}

const floatTag = "tag:yaml.org,2002:float";
const intTag = "tag:yaml.org,2002:int";

/** An integer of 64 bits, with or without a sign, as it is; anything else as Go prints floats. */
function numberText({ value }: Scalar): string {
  if (typeof value !== "number") return String(value);
  const isInteger = Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 64;
  return isInteger ? String(value) : goFloatText(value);
}

/** A float has a digit; the lone dot of managed fields is text and needs no quotes. */
const float = /^[-+]?(?=[._]*[0-9])(?:[0-9][0-9_]*)?\.[0-9_]*$/;

/** Without a form of its own, such as hexadecimal digits or an exponent. */
function isPlainNumber(tag: Tags[number]): tag is ScalarTag {
  if (typeof tag !== "object" || !("test" in tag) || tag.format !== undefined) return false;
  return tag.tag === floatTag || tag.tag === intTag;
}
