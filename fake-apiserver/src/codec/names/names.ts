/**
 * What names may look like, and the words in which others are refused.
 *
 * @see apimachinery pkg/util/validation/validation.go
 */

import type { NameRule } from "./name-rule.ts";
import { isDots, pathSegmentName } from "./path-segment.ts";

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = `${label}(\\.${label})*`;
const label1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
const underscoredLabel = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
const underscored = `${underscoredLabel}(\\.${underscoredLabel})*`;
const wildcard = `\\*\\.${subdomain}`;
const qualifiedPart = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const configKey = "[-._a-zA-Z0-9]+";

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}

const labelPattern = whole(label);
const subdomainPattern = whole(subdomain);
const underscorePattern = whole(underscored);
const wildcardPattern = whole(wildcard);
const label1035Pattern = whole(label1035);
const qualifiedPattern = whole(qualifiedPart);
const labelValuePattern = whole(`(${qualifiedPart})?`);
const configKeyPattern = whole(configKey);

/** `a.b-c`: the rule for most kinds. */
export const subdomainName: NameRule = (name) => [
  ...lengthProblem(name, 253, "characters"),
  ...(subdomainPattern.test(name)
    ? []
    : [
        patternProblem(
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
          subdomain,
          ["example.com"],
        ),
      ]),
];

/** The same where the rule is one of the declared ones, which count bytes. */
export const longName: NameRule = (name) =>
  subdomainName(name).map((problem) => problem.replace(/ characters$/, " bytes"));

/** `a-b`: namespaces, containers, volumes. */
export const labelName: NameRule = (name) => [
  ...lengthProblem(name, 63, "characters"),
  ...(labelPattern.test(name)
    ? []
    : subdomainPattern.test(name)
      ? ["must not contain dots"]
      : [
          patternProblem(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
            label,
            ["my-name", "123-abc"],
          ),
        ]),
];

/** `a-b`, not beginning with a digit: services. */
export const label1035Name: NameRule = (name) => [
  ...lengthProblem(name, 63, "characters"),
  ...(label1035Pattern.test(name)
    ? []
    : [
        patternProblem(
          "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
          label1035,
          ["my-name", "abc-123"],
        ),
      ]),
];

/**
 * The rule for what names begin with that are made up: a dash at the end, with what stands before it, counts as a
 * letter. Parts of paths are looked at for what they may not contain alone.
 *
 * @see apimachinery pkg/api/validation/generic.go maskTrailingDash, path/name.go IsValidPathSegmentPrefix
 */
export function prefixOf(rule: NameRule): NameRule {
  if (rule === pathSegmentName) return (name) => (isDots(name) ? [] : pathSegmentName(name));
  return (name) => rule(name.length > 1 && name.endsWith("-") ? `${name.slice(0, -2)}a` : name);
}

/** `example.com/Name`: label keys, finalizers, resource names. */
export const qualifiedName: NameRule = (value) => {
  const [first = "", second, ...more] = value.split("/");
  if (more.length > 0) {
    return [
      `a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character${regexText(qualifiedPart, ["MyName", "my.name", "123-abc"])} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const problems: string[] = [];
  if (second !== undefined) {
    if (first === "") problems.push("prefix part must be non-empty");
    else problems.push(...subdomainName(first).map((problem) => `prefix part ${problem}`));
  }
  const name = second ?? first;
  if (name === "") problems.push("name part must be non-empty");
  else if (name.length > 63) problems.push("name part must be no more than 63 bytes");
  if (!qualifiedPattern.test(name)) {
    problems.push(
      `name part ${patternProblem("must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", qualifiedPart, ["MyName", "my.name", "123-abc"])}`,
    );
  }
  return problems;
};

/** The value of a label. */
export const labelValue: NameRule = (value) => [
  ...lengthProblem(value, 63, "bytes"),
  ...(labelValuePattern.test(value)
    ? []
    : [
        patternProblem(
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
          `(${qualifiedPart})?`,
          ["MyValue", "my_value", "12345"],
        ),
      ]),
];

/** A key of a config map or secret. */
export const configMapKey: NameRule = (key) => [
  ...lengthProblem(key, 253, "characters"),
  ...(configKeyPattern.test(key)
    ? key === "."
      ? [`must not be '.'`]
      : key === ".."
        ? [`must not be '..'`]
        : key.startsWith("..")
          ? ["must not start with '..'"]
          : []
    : [
        patternProblem(
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
          configKey,
          ["key.name", "KEY_NAME", "key-name"],
        ),
      ]),
];

/** `http`, `8080-tcp`: names of container and service ports that others refer to. */
export const portName: NameRule = (name) => {
  const problems: string[] = [];
  if (name.length > 15) problems.push("must be no more than 15 characters");
  if (!/^[-a-z0-9]+$/.test(name))
    problems.push("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
  if (!/[a-z]/.test(name)) problems.push("must contain at least one letter (a-z)");
  if (name.includes("--")) problems.push("must not contain consecutive hyphens");
  if (name.startsWith("-") || name.endsWith("-"))
    problems.push("must not begin or end with a hyphen");
  return problems;
};

/** The name of an environment variable: anything printable but the equals sign. */
export const environmentName: NameRule = (name) => [
  ...(name === "" ? ["environment variable name must be non-empty"] : []),
  ...(/^[\x20-\x3c\x3e-\x7e]*$/.test(name)
    ? []
    : [
        "a valid environment variable name must consist only of printable ASCII characters other than '='",
      ]),
];

/** `_tcp.example_x.com`: what resolvers look for. */
export const underscoreName: NameRule = (name) => [
  ...lengthProblem(name, 253, "characters"),
  ...(underscorePattern.test(name)
    ? []
    : [
        patternProblem(
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
          underscored,
          ["example.com"],
        ),
      ]),
];

/** `*.example.com`. */
export const wildcardSubdomain: NameRule = (name) => [
  ...lengthProblem(name, 253, "characters"),
  ...(wildcardPattern.test(name)
    ? []
    : [
        patternProblem(
          "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
          wildcard,
          ["*.example.com"],
        ),
      ]),
];

/** `X-Header`. */
export const headerName: NameRule = (name) =>
  /^[-A-Za-z0-9]+$/.test(name)
    ? []
    : [
        patternProblem(
          "a valid HTTP header must consist of alphanumeric characters or '-'",
          "[-A-Za-z0-9]+",
          ["X-Header-Name"],
        ),
      ];

/** `25%`. */
export const percentText: NameRule = (text) =>
  /^[0-9]+%$/.test(text)
    ? []
    : [
        patternProblem(
          "a valid percent string must be a numeric string followed by an ending '%'",
          "[0-9]+%",
          ["1%", "93%"],
        ),
      ];

/** The reason of a condition. */
export const conditionReason: NameRule = (reason) =>
  /^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/.test(reason)
    ? []
    : [
        patternProblem(
          "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'",
          "[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?",
          ["my_name", "MY_NAME", "MyName", "ReasonA,ReasonB", "ReasonA:ReasonB"],
        ),
      ];

function lengthProblem(
  value: string,
  lengthMax: number,
  unit: "characters" | "bytes",
): readonly string[] {
  return value.length > lengthMax ? [`must be no more than ${lengthMax} ${unit}`] : [];
}

function patternProblem(rule: string, pattern: string, examples: readonly string[]): string {
  return `${rule}${regexText(pattern, examples)}`;
}

/** Go's own spacing: a comma, a space and then another space from the word `or`. */
function regexText(pattern: string, examples: readonly string[]): string {
  const quoted = examples.map((example) => `'${example}', `);
  const list = quoted.join(" or ").replace(/, $/, "");
  return ` (e.g. ${list}, regex used for validation is '${pattern}')`;
}

/** Finalizers that mean something without a domain before them. */
const standardFinalizers = new Set(["orphan", "foregroundDeletion", "kubernetes"]);

/** A finalizer of a kind that wants them well-known or with a domain. */
export const finalizerName: NameRule = (name) => [
  ...qualifiedName(name),
  ...unknownFinalizer(name),
];

/** What is wrong with a finalizer that is neither well-known nor of a domain. */
export const unknownFinalizer: NameRule = (name) =>
  name.includes("/") || standardFinalizers.has(name)
    ? []
    : ["name is neither a standard finalizer name nor is it fully qualified"];
