import { expect, test } from "vitest";
import { customColumns, customRow } from "./custom-columns.ts";

// What the real server of 1.35 showed of custom objects that were drawn at random.

const now = Date.UTC(2026, 0, 1);

const column = (jsonPath: string, type = "string"): object => ({ name: jsonPath, type, jsonPath });

/** The cells behind the name. */
function cells(spec: object, ...columns: readonly object[]): readonly unknown[] {
  const version = { additionalPrinterColumns: columns };
  const object = { metadata: { name: "a" }, spec };
  return customRow(object, customColumns(version), now).slice(1);
}

test("from the first column whose path is none, all are left out", () => {
  const columns = [column(".spec.a"), column(".spec["), column(".spec.b")];
  const names = customColumns({ additionalPrinterColumns: columns }).map(
    ({ column }) => column.name,
  );

  expect(names).toEqual(["Name", ".spec.a"]);
  expect(customColumns({ additionalPrinterColumns: [column(".spec[")] })).toHaveLength(1);
});

test("a column of texts prints what it finds as Go does, and null as no value", () => {
  const spec = { nothing: null, map: { b: "<", 2: 1 }, f: 1e21, big: 9007199254740993n };

  expect(
    cells(
      spec,
      column(".spec.nothing"),
      column(".spec.map"),
      column(".spec.f"),
      column(".spec.big"),
    ),
  ).toEqual(["<no value>", '{"2":1,"b":"\\u003c"}', "1e+21", "9007199254740993"]);
});

test("other columns show what has their type", () => {
  const spec = { f: 2.5, huge: 1e21, text: "x", empty: "" };

  expect(
    cells(
      spec,
      column(".spec.f", "integer"),
      column(".spec.huge", "integer"),
      column(".spec.text", "integer"),
      column(".spec.text", "date"),
      column(".spec.empty", "date"),
      column(".spec.text", "boolean"),
    ),
  ).toEqual([2, -(2n ** 63n), null, "<invalid>", "<unknown>", null]);
});
