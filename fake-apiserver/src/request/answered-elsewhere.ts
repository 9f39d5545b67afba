import type { AdmissionView } from "../admission/admission-view.ts";
import { apiServices, serviceOf } from "../kinds/built-in/api-service-objects.ts";

/** Whether another server would have to answer for a group version: here nobody can be asked. */
export function isAnsweredElsewhere(
  view: Pick<AdmissionView, "get">,
  group: string,
  version: string,
): boolean {
  const service = view.get(apiServices, `${version}.${group}`);
  return service !== undefined && serviceOf(service) !== undefined;
}
