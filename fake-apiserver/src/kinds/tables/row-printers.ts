import { type PlainObject, textOf, valueAt } from "../../codec/json/plain-object.ts";
import type { TableCell, TableColumn } from "../resource-definition.ts";
import { ageOf, coreRows, nameOf, type RowPrinter } from "./core-rows.ts";
import { otherRows } from "./other-rows.ts";
import { workloadRows } from "./workload-rows.ts";

/** Kinds whose printers begin without a list of rows, so that an empty Table has null for them. */
export const kindsWithNullRows: ReadonlySet<string> = new Set([
  "ClusterRole",
  "CSIStorageCapacity",
  "CustomResourceDefinition",
  "LimitRange",
  "Role",
]);

/** Makes the rows of a built-in kind; kinds without a printer have a name and a time. */
export function rowPrinterOf(kind: string, columns: readonly TableColumn[]): RowPrinter {
  return (
    coreRows[kind] ??
    workloadRows[kind] ??
    otherRows[kind] ??
    ((object, now) => plainRow(object, columns, now))
  );
}

function plainRow(
  object: PlainObject,
  columns: readonly TableColumn[],
  now: number,
): readonly TableCell[] {
  return columns.map(({ name, type }) => {
    if (name === "Name") return nameOf(object);
    if (name === "Age") return ageOf(object, now);
    if (type === "date")
      return textOf(valueAt(object, "metadata", "creationTimestamp")) || "0001-01-01T00:00:00Z";
    return "";
  });
}
