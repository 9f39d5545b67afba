import type { EncodedColumn } from "../../schema/built-in-data.ts";
import type { TableColumn } from "../resource-definition.ts";
import { columnDescriptions } from "./column-descriptions.ts";

const nameDescription =
  "Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";
const ageDescription =
  "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

/** The column that every Table begins with. */
export const nameColumn: TableColumn = {
  name: "Name",
  type: "string",
  format: "name",
  description: nameDescription,
  priority: 0,
};

/** The last column of kinds that have none of their own. */
export const createdAtColumn: TableColumn = {
  name: "Created At",
  type: "date",
  format: "",
  description: ageDescription,
  priority: 0,
};

/** What custom resources without columns of their own have. */
export const ageColumn: TableColumn = { ...createdAtColumn, name: "Age" };

/** The columns of a built-in resource. */
export function builtInColumns(
  path: string,
  encoded: readonly EncodedColumn[] | undefined,
): readonly TableColumn[] {
  if (encoded === undefined) return [nameColumn, createdAtColumn];
  return encoded.map(([name, type, format, priority]) => ({
    name,
    type,
    format,
    description: descriptionOf(path.slice(path.lastIndexOf("/") + 1), name),
    priority,
  }));
}

function descriptionOf(resource: string, column: string): string {
  if (column === "Name") return nameDescription;
  if (column === "Age" || column === "Created At") return ageDescription;
  return columnDescriptions[resource]?.[column] ?? columnDescriptions[""]?.[column] ?? "";
}
