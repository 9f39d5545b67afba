import fc from "fast-check";
import { expect, test } from "vitest";
import { encodedAtOnce } from "../../request/answer/wire-form.ts";
import { encodeLongList, type ListStyle } from "./encode-long-list.ts";
import { toJsonText } from "./json-text.ts";
import { toYamlText } from "./yaml-text.ts";

const texts = fc.oneof(
  fc.string(),
  fc.constantFrom(
    "",
    " led by a blank",
    "two\nlines",
    "\n\nblank lines\n\nwithin\n",
    "- a",
    "a: b",
  ),
);
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    texts,
    fc.integer(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.stringMatching(/^[a-z.:]{1,8}$/), tie("value"), { maxKeys: 3 }),
  ),
})).value;
const elements = fc.array(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), values), {
  minLength: 1,
  maxLength: 40,
});

const atOnce: Readonly<Record<ListStyle, (value: unknown) => string>> = {
  compact: (value) => `${toJsonText(value)}\n`,
  indented: (value) => toJsonText(value, { isPretty: true }),
  yaml: toYamlText,
};

test.each(["compact", "indented", "yaml"] as const)(
  "%s: element by element a list is written as it is at once",
  (style) => {
    fc.assert(
      fc.property(elements, (items) => {
        const head = { kind: "List", apiVersion: "v1", metadata: { resourceVersion: "7" } };
        const { length: count } = items;
        const list = { head, member: "items", count, elementAt: (at: number) => items[at] };
        const written = new TextDecoder().decode(encodedAtOnce(encodeLongList(list, style)));

        expect(written).toBe(atOnce[style]({ ...head, items }));
      }),
      { numRuns: 200 },
    );
  },
);
