import type { ResourceRequest } from "./resource-request.ts";

/** Whether a request applies, on an object or on a part of it. */
export function isApply({ verb, body }: ResourceRequest): boolean {
  return verb === "patch" && body?.mediaType === "application/apply-patch+yaml";
}
