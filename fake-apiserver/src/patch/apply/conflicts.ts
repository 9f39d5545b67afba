import { failureStatus, StatusError } from "@informerlab/core";
import { type FieldSet, pathsOf } from "./field-set.ts";
import type { Manager } from "./managers.ts";
import { pathText } from "./path-element.ts";

/** What one manager owns of what an apply wants to change. */
export interface ManagerConflict {
  readonly manager: Manager;
  readonly fields: FieldSet;
}

/**
 * The 409 for an apply that wants what others own: one cause a field.
 *
 * @see apimachinery pkg/util/managedfields/internal/conflict.go
 */
export function applyConflict(conflicts: readonly ManagerConflict[]): StatusError {
  const fields = conflicts
    .map(({ manager, fields }) => ({
      identity: identityOf(manager),
      manager: managerText(manager),
      paths: pathsOf(fields).map(pathText),
    }))
    .sort((a, b) => (a.identity < b.identity ? -1 : 1));
  const causes = fields.flatMap(({ manager, paths }) =>
    paths.map((field) => ({
      reason: "FieldManagerConflict",
      message: `conflict with ${manager}`,
      field,
    })),
  );
  const message = fields.map(({ manager, paths }) =>
    [`conflicts with ${manager}:`, ...paths.map((path) => `- ${path}`)].join("\n"),
  );
  const [only] = causes;
  return new StatusError(
    failureStatus({
      code: 409,
      reason: "Conflict",
      message:
        causes.length === 1 && only !== undefined
          ? `Apply failed with 1 conflict: ${only.message}: ${only.field}`
          : `Apply failed with ${causes.length} conflicts: ${message.join("\n")}`,
      details: { causes },
    }),
  );
}

/** What managers are sorted by. */
function identityOf({ name, operation, apiVersion, subresource }: Manager): string {
  return JSON.stringify({
    manager: name,
    operation,
    ...(operation === "Apply" ? {} : { apiVersion }),
    ...(subresource === "" ? {} : { subresource }),
  });
}

function managerText({ name, operation, apiVersion, subresource }: Manager): string {
  const quoted = JSON.stringify(name);
  const place =
    subresource === "" ? quoted : `${quoted} with subresource ${JSON.stringify(subresource)}`;
  return operation === "Update" ? `${place} using ${apiVersion}` : place;
}
