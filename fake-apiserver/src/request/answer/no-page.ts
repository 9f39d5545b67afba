import type { AdmissionView } from "../../admission/admission-view.ts";
import { isAnsweredElsewhere } from "../answered-elsewhere.ts";
import type { ApiResponse } from "../read/api-request.ts";
import { textResponse } from "./encode.ts";

/** Nothing is there, or only another server would know. */
export function noPage(
  view: Pick<AdmissionView, "get">,
  [group, version]: readonly [group: string, version: string],
  auditId: string,
): ApiResponse {
  return isAnsweredElsewhere(view, group, version)
    ? textResponse(503, "service unavailable\n", auditId)
    : textResponse(404, "404 page not found\n", auditId);
}
