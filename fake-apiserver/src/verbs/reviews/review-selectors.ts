import {
  type FieldRequirement,
  FieldSelector,
  type LabelRequirement,
  Selector,
  SelectorError,
} from "@informerlab/core";

/** The objects that a question about access is about. */
export interface AskedSelector {
  readonly rawSelector?: string;
  readonly requirements?: readonly AskedRequirement[];
}

const labelOperators: ReadonlyMap<string, LabelRequirement["operator"]> = new Map([
  ["In", "in"],
  ["NotIn", "notin"],
  ["Exists", "exists"],
  ["DoesNotExist", "!"],
]);

interface AskedRequirement {
  readonly key?: string;
  readonly operator?: string;
  readonly values?: readonly string[];
}

/**
 * What the real server says of selectors that it cannot use: it answers as if they, or the parts of them, had not been
 * there. Empty: nothing.
 *
 * @see kubernetes pkg/registry/authorization/util/helpers.go
 */
export function selectorProblems(asked: {
  readonly fieldSelector?: AskedSelector;
  readonly labelSelector?: AskedSelector;
}): string {
  const { fieldSelector = {}, labelSelector = {} } = asked;
  const problems = [
    problemOf("fieldSelector", fieldSelector, (text) => FieldSelector.parse(text), isUsableField),
    problemOf("labelSelector", labelSelector, (text) => Selector.parse(text), isUsableLabel),
  ];
  return problems.filter((problem) => problem !== undefined).join("; ");
}

/** The fields that a question selects by, as far as they can be used. */
export function fieldRequirements({
  rawSelector = "",
  requirements = [],
}: AskedSelector = {}): readonly FieldRequirement[] {
  if (rawSelector !== "")
    return isParsed(() => FieldSelector.parse(rawSelector))
      ? FieldSelector.parse(rawSelector).requirements
      : [];
  return requirements
    .filter(isUsableField)
    .map(({ key = "", operator, values: [value = ""] = [] }) => ({
      field: key,
      operator: operator === "In" ? "=" : "!=",
      value,
    }));
}

/** The same by labels. */
export function labelRequirements({
  rawSelector = "",
  requirements = [],
}: AskedSelector = {}): readonly LabelRequirement[] {
  if (rawSelector !== "")
    return isParsed(() => Selector.parse(rawSelector))
      ? Selector.parse(rawSelector).requirements
      : [];
  return requirements.flatMap(({ key = "", operator = "", values = [] }) => {
    const meant = labelOperators.get(operator);
    return meant === undefined ? [] : [{ key, operator: meant, values }];
  });
}

function problemOf(
  name: string,
  { rawSelector = "", requirements = [] }: AskedSelector,
  parse: (text: string) => unknown,
  isUsable: (requirement: AskedRequirement) => boolean,
): string | undefined {
  const ignored = `spec.resourceAttributes.${name} ignored due to parse error`;
  if (rawSelector !== "") return isParsed(() => parse(rawSelector)) ? undefined : ignored;
  const usable = requirements.filter(isUsable).length;
  if (usable === requirements.length) return undefined;
  return usable === 0
    ? ignored
    : `spec.resourceAttributes.${name} partially ignored due to parse error`;
}

function isParsed(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    return false;
  }
}

/** A field is, or is not, one value. */
function isUsableField({ operator, values = [] }: AskedRequirement): boolean {
  return (operator === "In" || operator === "NotIn") && values.length === 1;
}

function isUsableLabel({ operator = "" }: AskedRequirement): boolean {
  return labelOperators.has(operator);
}
