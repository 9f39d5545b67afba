import { dryRunErrors } from "../../request/read/write-options.ts";
import { type FieldError, invalidObject } from "../../schema/field-error.ts";

/** `metav1.DeleteOptions`, as far as a server acts on them. */
export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: "Foreground" | "Background" | "Orphan";
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: readonly string[];
}

/** @throws StatusError 422 for values that are none. */
export function checkDeleteOptions(options: DeleteOptions): void {
  const errors = problemsOf(options);
  if (errors.length > 0)
    throw invalidObject({ group: "meta.k8s.io", kind: "DeleteOptions" }, "", errors);
}

/** True when nothing is to be stored. */
export function isDryRunDelete(options: DeleteOptions): boolean {
  return (options.dryRun?.length ?? 0) > 0;
}

function problemsOf(options: DeleteOptions): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { propagationPolicy: policy, orphanDependents, dryRun } = options;
  if (policy !== undefined && orphanDependents !== undefined) {
    errors.push({
      reason: "FieldValueInvalid",
      message: `Invalid value: ${JSON.stringify(policy)}: orphanDependents and deletionPropagation cannot be both set`,
      field: "propagationPolicy",
    });
  }
  if (policy !== undefined && !["Foreground", "Background", "Orphan"].includes(policy)) {
    errors.push({
      reason: "FieldValueNotSupported",
      message: `Unsupported value: ${JSON.stringify(policy)}: supported values: "Foreground", "Background", "Orphan", "nil"`,
      field: "propagationPolicy",
    });
  }
  return [...errors, ...dryRunErrors(dryRun ?? [])];
}
