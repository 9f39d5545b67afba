import type { StatusError } from "@informerlab/core";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { conflict } from "../../request/answer/status-errors.ts";
import { registryKeyOf } from "./registry-key.ts";

/** The object that a write meant, and how it would have been written. */
export interface MeantObject {
  readonly name: string;
  /** In storage: `namespace/name`. */
  readonly key: string;
  readonly isDryRun: boolean;
}

/** 409 in the words of the storage, for an object that is not the one that was meant. */
export function preconditionFailed(
  definition: ResourceDefinition,
  { name, key, isDryRun }: MeantObject,
  problem: string,
): StatusError {
  const place = `${isDryRun ? "" : "/registry"}${registryKeyOf(definition, key)}`;
  return conflict(
    definition,
    name,
    `StorageError: invalid object, Code: 4, Key: ${place}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: ${problem}`,
  );
}
