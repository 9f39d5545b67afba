import type { Flow } from "../../flow-control/flow.ts";

/** What an answer says of who counts its request. */
export function flowHeaders(flow: Flow | undefined): Readonly<Record<string, string>> {
  return flow === undefined
    ? {}
    : {
        "x-kubernetes-pf-flowschema-uid": flow.flowSchema,
        "x-kubernetes-pf-prioritylevel-uid": flow.priorityLevel,
      };
}
