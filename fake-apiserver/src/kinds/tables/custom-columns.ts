import { printJson } from "@informerlab/core";
import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/plain-object.ts";
import { millisecondsOf } from "../../codec/time-text.ts";
import { compileJsonPath, type PathReader } from "../../schema/structural/json-path.ts";
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
  const printed = listOf(version["additionalPrinterColumns"]).map((entry) =>
    customColumn(objectOf(entry)),
  );
  const age = { column: ageColumn, read: compileJsonPath(".metadata.creationTimestamp") };
  return [{ column: nameColumn, read: undefined }, ...(printed.length === 0 ? [age] : printed)];
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

/** What does not have the type of its column is left blank. */
function cellOf(value: unknown, type: string, now: number): TableCell {
  if (value === undefined || value === null) return null;
  switch (type) {
    case "integer":
      if (typeof value === "bigint") return value;
      return typeof value === "number" ? Math.trunc(value) : null;
    case "number":
      return typeof value === "number" || typeof value === "bigint" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    case "date":
      if (typeof value !== "string") return null;
      return millisecondsOf(value) === undefined ? "<invalid>" : ageText(value, now);
    default:
      return Array.isArray(value) || isPlainObject(value) ? printJson(value) : String(value);
  }
}
