import { numberOf, objectOf } from "../../codec/json/plain-object.ts";
import type { ResourceDefinition, TableColumn } from "../resource-definition.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { ageOf, nameOf } from "./core-rows.ts";

/** What a Table needs to know of a kind. */
export type TableKind = Pick<
  ResourceDefinition,
  "columns" | "toTableRow" | "tableRowConditions" | "hasNullRows" | "metadataAlone"
>;

/**
 * How a Scale is shown: custom resources have columns of their own for it.
 *
 * @see kubernetes pkg/printers/internalversion/printers.go, apiextensions-apiserver pkg/registry/customresource/tableconvertor
 */
export function scaleTable(origin: ResourceDefinition["origin"]): TableKind {
  return origin === "custom" ? customTable : builtInTable;
}

function count(name: string, description: string): TableColumn {
  return { name, type: "integer", format: "", description, priority: 0 };
}

const toTableRow: TableKind["toTableRow"] = (scale, now) => {
  const { spec, status } = objectOf(scale);
  return [
    nameOf(objectOf(scale)),
    numberOf(objectOf(spec)["replicas"]),
    numberOf(objectOf(status)["replicas"]),
    ageOf(objectOf(scale), now),
  ];
};

const builtInTable: TableKind = {
  columns: [
    { ...nameColumn, format: "" },
    count("Desired", "replicas is the desired number of instances for the scaled object."),
    count("Available", "replicas is the actual number of observed instances of the scaled object."),
    { ...ageColumn, type: "string" },
  ],
  toTableRow,
};

const customTable: TableKind = {
  columns: [
    nameColumn,
    count("Desired", "Number of desired replicas"),
    count("Available", "Number of actual replicas"),
    ageColumn,
  ],
  toTableRow,
};
