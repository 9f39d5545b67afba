import type { ResourceRequest } from "../../request/read/resource-request.ts";
import type { WriteOptions } from "../../request/read/write-options.ts";

/**
 * The options of a write as an admission review carries them: those of a patch are shown as of the update or create that
 * it becomes, without its force.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go patchToUpdateOptions
 */
export function admissionOptions(
  kind: "CreateOptions" | "UpdateOptions",
  { isDryRun }: WriteOptions,
  { query }: ResourceRequest,
): object {
  const manager = query.get("fieldManager") ?? "";
  const validation = query.get("fieldValidation") ?? "";
  return {
    kind,
    apiVersion: "meta.k8s.io/v1",
    ...(isDryRun ? { dryRun: ["All"] } : {}),
    ...(manager === "" ? {} : { fieldManager: manager }),
    ...(validation === "" ? {} : { fieldValidation: validation }),
  };
}
