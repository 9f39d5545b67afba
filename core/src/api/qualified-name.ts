const labelKeyFormat = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const labelKeyRule =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const labelKeyPattern = new RegExp(`^${labelKeyFormat}$`);
const labelKeyLengthMax = 63;

const labelValueFormat = `(${labelKeyFormat})?`;
const labelValueRule = `a valid label must be an empty string or ${labelKeyRule.slice("must ".length)}`;
const labelValuePattern = new RegExp(`^${labelValueFormat}$`);
const labelValueLengthMax = 63;

const dns1123LabelFormat = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const dns1123SubdomainFormat = `${dns1123LabelFormat}(\\.${dns1123LabelFormat})*`;
const dns1123SubdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const dns1123SubdomainPattern = new RegExp(`^${dns1123SubdomainFormat}$`);
const dns1123SubdomainLengthMax = 253;

/**
 * Why `key` is no label key (also called qualified name): `[prefix/]name`. Empty when it is one. The texts are the
 * apiserver's.
 *
 * @see apimachinery pkg/api/validate/content/kube.go
 */
export function labelKeyErrors(key: string): readonly string[] {
  const parts = key.split("/");
  if (parts.length > 2) {
    const rule = formatError(labelKeyRule, labelKeyFormat, ["MyName", "my.name", "123-abc"]);
    return [
      `a valid label key ${rule} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const errors: string[] = [];
  const name = parts[parts.length - 1] ?? "";
  const prefix = parts.length === 2 ? parts[0] : undefined;
  if (prefix === "") errors.push("prefix part must be non-empty");
  else if (prefix !== undefined) {
    errors.push(...dns1123SubdomainErrors(prefix).map((error) => `prefix part ${error}`));
  }
  if (name === "") errors.push("name part must be non-empty");
  else if (utf8Length(name) > labelKeyLengthMax) {
    errors.push(`name part ${lengthError(labelKeyLengthMax)}`);
  }
  if (!labelKeyPattern.test(name)) {
    errors.push(
      `name part ${formatError(labelKeyRule, labelKeyFormat, ["MyName", "my.name", "123-abc"])}`,
    );
  }
  return errors;
}

/** Why `value` is no label value. Empty when it is one. The texts are the apiserver's. */
export function labelValueErrors(value: string): readonly string[] {
  const errors: string[] = [];
  if (utf8Length(value) > labelValueLengthMax) errors.push(lengthError(labelValueLengthMax));
  if (!labelValuePattern.test(value)) {
    errors.push(formatError(labelValueRule, labelValueFormat, ["MyValue", "my_value", "12345"]));
  }
  return errors;
}

/** Why `value` is no DNS subdomain by RFC 1123. Empty when it is one. The texts are the apiserver's. */
export function dns1123SubdomainErrors(value: string): readonly string[] {
  const errors: string[] = [];
  if (utf8Length(value) > dns1123SubdomainLengthMax)
    errors.push(lengthError(dns1123SubdomainLengthMax));
  if (!dns1123SubdomainPattern.test(value)) {
    errors.push(formatError(dns1123SubdomainRule, dns1123SubdomainFormat, ["example.com"]));
  }
  return errors;
}

function lengthError(lengthMax: number): string {
  return `must be no more than ${lengthMax} bytes`;
}

function formatError(rule: string, format: string, examples: readonly string[]): string {
  // Two spaces before "or" are in the original text.
  const listed = examples.map((example) => `'${example}', `).join(" or ");
  return `${rule} (e.g. ${listed}regex used for validation is '${format}')`;
}

/** Length in bytes, as Go counts it. */
function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}
