import { goFloatText, htmlSafe } from "../../codec/go/go-text.ts";
import { millisecondsOf } from "../../codec/go/time-text.ts";
import { isWhole } from "../../codec/json/kept-number.ts";
import {
  canonicalText,
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/json/plain-object.ts";
import { compileJsonPath, type PathReader } from "../../schema/json-path/json-path.ts";
import type { TableCell, TableColumn } from "../resource-definition.ts";
import { ageText } from "./age.ts";
import { ageColumn, nameColumn } from "./columns.ts";

/** A column of a custom resource and where its cells come from. */
export interface CustomColumn {
  readonly column: TableColumn;
  /** Undefined for the name. */
  readonly read: PathReader | undefined;
}

/**
 * The columns of a version: the name, then what the definition says, or the age.
 *
 * @see apiextensions-apiserver pkg/registry/customresource/tableconvertor/tableconvertor.go
 */
export function customColumns(version: PlainObject): readonly CustomColumn[] {
  const given = listOf(version["additionalPrinterColumns"]).map(objectOf).map(customColumn);
  // From the first whose path is none, all are left out.
  const broken = given.findIndex(({ read }) => read === undefined);
  const printed = broken < 0 ? given : given.slice(0, broken);
  const age = { column: ageColumn, read: compileJsonPath(".metadata.creationTimestamp") };
  return [{ column: nameColumn, read: undefined }, ...(given.length === 0 ? [age] : printed)];
}

function customColumn(entry: PlainObject): CustomColumn {
  const path = textOf(entry["jsonPath"]);
  const description = textOf(entry["description"]);
  const priority = entry["priority"];
  return {
    column: {
      name: textOf(entry["name"]),
      type: textOf(entry["type"]),
      format: textOf(entry["format"]),
      description:
        description === ""
          ? `Custom resource definition column (in JSONPath format): ${path}`
          : description,
      priority: typeof priority === "number" ? priority : 0,
    },
    read: compileJsonPath(path),
  };
}

/** The cells of a custom object's row. */
export function customRow(
  object: PlainObject,
  columns: readonly CustomColumn[],
  now: number,
): readonly TableCell[] {
  return columns.map(({ column, read }) =>
    column.format === "name" && read === undefined
      ? textOf(valueAt(object, "metadata", "name"))
      : cellOf(read?.(object)[0], column.type, now),
  );
}

/** What does not have the type of its column is left blank, and nothing but texts is printed. */
function cellOf(value: unknown, type: string, now: number): TableCell {
  if (value === undefined) return null;
  if (type === "string") return printed(value);
  switch (type) {
    case "integer":
      if (typeof value === "bigint") return value;
      return typeof value === "number" ? int64Of(value) : null;
    case "number":
      return typeof value === "number" || typeof value === "bigint" ? Number(value) : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    case "date":
      return typeof value === "string" ? dateCell(value, now) : null;
    default:
      return null;
  }
}

function dateCell(text: string, now: number): TableCell {
  if (text === "" || text === "null") return "<unknown>";
  return millisecondsOf(text) === undefined ? "<invalid>" : ageText(text, now);
}

/** A fraction is cut off; what is too large for an int64 is the least of them, as the processor has it. */
function int64Of(value: number): TableCell {
  const whole = Math.trunc(value);
  return Math.abs(whole) < 2 ** 63 ? whole : -(2n ** 63n);
}

function printed(value: unknown): string {
  if (value === null) return "<no value>";
  if (Array.isArray(value) || isPlainObject(value)) return htmlSafe(canonicalText(value));
  return typeof value === "number" && !isWhole(value) ? goFloatText(value) : String(value);
}
