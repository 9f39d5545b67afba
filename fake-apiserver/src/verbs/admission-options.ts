import type { ResourceRequest } from "../request/read/resource-request.ts";
import type { WriteOptions } from "../request/read/write-options.ts";

/** The options of a write as an admission review carries them. */
export function admissionOptions(
  kind: "CreateOptions" | "UpdateOptions" | "PatchOptions",
  { isDryRun, force }: WriteOptions,
  { query }: ResourceRequest,
): object {
  const manager = query.get("fieldManager") ?? "";
  const validation = query.get("fieldValidation") ?? "";
  return {
    kind,
    apiVersion: "meta.k8s.io/v1",
    ...(isDryRun ? { dryRun: ["All"] } : {}),
    ...(force === undefined ? {} : { force }),
    ...(manager === "" ? {} : { fieldManager: manager }),
    ...(validation === "" ? {} : { fieldValidation: validation }),
  };
}
