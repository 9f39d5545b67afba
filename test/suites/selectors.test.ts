import { FieldSelector, type LabelRequirement, Selector } from "@informerlab/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { labelMeaning } from "../src/model/label-meaning.ts";

const runs = { numRuns: 3000 };
const keys = ["zone", "app.kubernetes.io/name", "rank", "in"] as const;
const words = ["a", "b", "a.b", "in", "notin", "10", "9", "09"] as const;
const labels = fc.dictionary(fc.constantFrom(...keys), fc.constantFrom(...words, "", "1"), {
  maxKeys: 4,
});
const space = fc.constantFrom("", " ", "  ");

type Labels = Readonly<Record<string, string>>;

/** One requirement, as it is written and as the documentation of labels has it. */
interface Term {
  readonly text: string;
  readonly isMet: (labels: Labels) => boolean;
}

const values = fc.uniqueArray(fc.constantFrom(...words), { minLength: 1, maxLength: 3 });
const term: fc.Arbitrary<Term> = fc
  .tuple(fc.constantFrom(...keys), values, fc.nat(7), fc.integer({ min: 0, max: 12 }), space)
  .map(([key, [value, ...more], kind, number, gap]): Term => {
    const all: readonly (string | undefined)[] = [value, ...more];
    const list = `(${all.join(`,${gap}`)})`;
    const held = (of: Labels): string | undefined => (Object.hasOwn(of, key) ? of[key] : undefined);
    const isNumber = (of: Labels): boolean => /^-?\d+$/.test(held(of) ?? "");
    const kinds: readonly Term[] = [
      { text: `${key}${gap}=${gap}${value}`, isMet: (of) => held(of) === value },
      { text: `${key}${gap}==${gap}${value}`, isMet: (of) => held(of) === value },
      { text: `${key}${gap}!=${gap}${value}`, isMet: (of) => held(of) !== value },
      {
        text: `${key} in ${list}`,
        isMet: (of) => held(of) !== undefined && all.includes(held(of)),
      },
      {
        text: `${key} notin ${list}`,
        isMet: (of) => held(of) === undefined || !all.includes(held(of)),
      },
      { text: key, isMet: (of) => held(of) !== undefined },
      { text: `!${gap}${key}`, isMet: (of) => held(of) === undefined },
      number % 2 === 0
        ? { text: `${key}>${number}`, isMet: (of) => isNumber(of) && Number(held(of)) > number }
        : { text: `${key}<${number}`, isMet: (of) => isNumber(of) && Number(held(of)) < number },
    ];
    return kinds[kind] as Term;
  });
const terms = fc.array(term, { maxLength: 4 });

test("a label selector selects what its terms say, all of them, and as it is printed the same", () => {
  fc.assert(
    fc.property(terms, labels, (wanted, given) => {
      const isMet = wanted.every((each) => each.isMet(given));
      const selector = Selector.parse(wanted.map(({ text }) => text).join(","));

      expect(selector.matches(given)).toBe(isMet);
      expect(Selector.parse(selector.toString()).matches(given)).toBe(isMet);
    }),
    runs,
  );
});

test("the judge's own reading of a label selector says the same", () => {
  fc.assert(
    fc.property(terms, labels, (wanted, given) => {
      const meaning = labelMeaning(wanted.map(({ text }) => text).join(","));

      expect(meaning(given)).toBe(wanted.every((each) => each.isMet(given)));
    }),
    runs,
  );
});

const operators = {
  In: (held: string | undefined, among: readonly string[]) =>
    held !== undefined && among.includes(held),
  NotIn: (held: string | undefined, among: readonly string[]) =>
    held === undefined || !among.includes(held),
  Exists: (held: string | undefined) => held !== undefined,
  DoesNotExist: (held: string | undefined) => held === undefined,
} as const;
const expression = fc.record({
  key: fc.constantFrom(...keys),
  operator: fc.constantFrom(...(Object.keys(operators) as (keyof typeof operators)[])),
  values,
});

test("a LabelSelector of an object selects what its labels and expressions say", () => {
  fc.assert(
    fc.property(
      labels,
      fc.array(expression, { maxLength: 3 }),
      labels,
      (matchLabels, all, given) => {
        const held = (key: string): string | undefined =>
          Object.hasOwn(given, key) ? given[key] : undefined;
        const isMet =
          Object.entries(matchLabels).every(([key, value]) => held(key) === value) &&
          all.every((each) => operators[each.operator](held(each.key), each.values));
        const matchExpressions = all.map(({ key, operator, values: among }) =>
          operator === "In" || operator === "NotIn"
            ? { key, operator, values: among }
            : { key, operator },
        );

        expect(Selector.fromLabelSelector({ matchLabels, matchExpressions }).matches(given)).toBe(
          isMet,
        );
      },
    ),
    runs,
  );
});

test("an empty LabelSelector selects everything, a missing one nothing, and what is added narrows", () => {
  const zone: LabelRequirement = { key: "zone", operator: "=", values: ["a"] };

  expect(Selector.fromLabelSelector({}).matches({})).toBe(true);
  expect(Selector.fromLabelSelector(undefined).matches({ zone: "a" })).toBe(false);
  expect(Selector.everything().with(zone).matches({ zone: "b" })).toBe(false);
  expect(Selector.nothing().with(zone).matches({ zone: "a" })).toBe(false);
});

const fieldText = fc.string({
  unit: fc.constantFrom("a", "b", "/", "-", ",", "=", "\\", " "),
  maxLength: 4,
});
const fieldTerm = fc.record({
  field: fc.constantFrom("metadata.name", "spec.nodeName", "status.phase"),
  operator: fc.constantFrom("=", "==", "!="),
  value: fieldText,
});

test("a field selector selects what its terms say, whatever stands in a value, and as it is printed the same", () => {
  fc.assert(
    fc.property(
      fc.array(fieldTerm, { maxLength: 3 }),
      fc.dictionary(
        fieldTerm.map(({ field }) => field),
        fieldText,
      ),
      (wanted, given) => {
        const held = (field: string): string => given[field] ?? "";
        const isMet = wanted.every(
          ({ field, operator, value }) => (held(field) === value) === (operator !== "!="),
        );
        const text = wanted
          .map(({ field, operator, value }) => `${field}${operator}${escaped(value)}`)
          .join(",");
        const selector = FieldSelector.parse(text);

        expect(selector.matches(held)).toBe(isMet);
        expect(FieldSelector.parse(selector.toString()).matches(held)).toBe(isMet);
      },
    ),
    runs,
  );
});

/** As in `fields.EscapeValue`. */
function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll(",", "\\,").replaceAll("=", "\\=");
}
