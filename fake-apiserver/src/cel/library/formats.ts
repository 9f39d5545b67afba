import { isDate, isDateTime } from "../../codec/go/date-forms.ts";
import type { NameRule } from "../../codec/names/name-rule.ts";
import {
  label1035Name,
  labelName,
  labelValue,
  qualifiedName,
  subdomainName,
} from "../../codec/names/names.ts";
import type { LibraryTable } from "../check/environment.ts";
import { type CelType, celTypes } from "../types/cel-type.ts";
import { CelEvaluationError, ForeignValue, Optional } from "../values/cel-value.ts";
import { asText, textList } from "./arguments.ts";
import { parseGoUrl } from "./go-url.ts";

class NamedFormat extends ForeignValue {
  readonly type: CelType = celTypes.format;
  readonly name: string;
  readonly check: NameRule;

  constructor(name: string, check: NameRule) {
    super();
    this.name = name;
    this.check = check;
  }

  equals(other: ForeignValue): boolean {
    return other instanceof NamedFormat && other.name === this.name;
  }

  override toString(): string {
    return this.name;
  }
}

/** A prefix may end in a dash, as names of generated objects do. */
function prefixOf(rule: NameRule): NameRule {
  return (text) => rule(text.length > 1 && text.endsWith("-") ? `${text.slice(0, -1)}a` : text);
}

function matching(test: (text: string) => boolean, problem: string): NameRule {
  return (text) => (test(text) ? [] : [problem]);
}

const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/;

const uri: NameRule = (text) => {
  const found = parseGoUrl(text, { isRequest: true });
  return typeof found === "string" ? [found] : [];
};

const formats: Readonly<Record<string, NamedFormat>> = {
  dns1123Label: new NamedFormat("DNS1123Label", labelName),
  dns1123Subdomain: new NamedFormat("DNS1123Subdomain", subdomainName),
  dns1035Label: new NamedFormat("DNS1035Label", label1035Name),
  qualifiedName: new NamedFormat("QualifiedName", qualifiedName),
  dns1123LabelPrefix: new NamedFormat("DNS1123LabelPrefix", prefixOf(labelName)),
  dns1123SubdomainPrefix: new NamedFormat("DNS1123SubdomainPrefix", prefixOf(subdomainName)),
  dns1035LabelPrefix: new NamedFormat("DNS1035LabelPrefix", prefixOf(label1035Name)),
  labelValue: new NamedFormat("LabelValue", labelValue),
  uri: new NamedFormat("URI", uri),
  uuid: new NamedFormat(
    "uuid",
    matching((text) => uuid.test(text), "does not match the UUID format"),
  ),
  byte: new NamedFormat(
    "byte",
    matching((text) => base64.test(text), "invalid base64"),
  ),
  date: new NamedFormat("date", matching(isDate, "invalid date")),
  datetime: new NamedFormat("datetime", matching(isDateTime, "invalid datetime")),
};

function constants(): LibraryTable {
  const rows = Object.entries(formats).map(
    ([name, format]) =>
      [
        `format.${name}`,
        [[`format-${name}`, "-> format", () => format]],
      ] as const satisfies readonly [string, LibraryTable[string]],
  );
  return Object.fromEntries(rows);
}

/**
 * Forms that have names.
 *
 * @see kubernetes apiserver/pkg/cel/library/format.go
 */
export const namedFormats: LibraryTable = {
  ...constants(),
  "format.named": [
    [
      "format-named",
      "string -> optional(format)",
      ([name]) => {
        const text = asText(name);
        return new Optional(Object.hasOwn(formats, text) ? formats[text] : undefined);
      },
    ],
  ],
  validate: [
    [
      "format-validate",
      ".format string -> optional(list(string))",
      ([format, text]) => {
        if (!(format instanceof NamedFormat)) throw new CelEvaluationError("no such overload");
        const problems = format.check(asText(text));
        return new Optional(problems.length === 0 ? undefined : textList(problems));
      },
    ],
  ],
};
