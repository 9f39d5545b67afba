import { problemOfFault } from "../../faults/check-fault.ts";
import type { Fault } from "../../faults/fault.ts";
import { FaultError } from "../../faults/fault-kinds.ts";

/** JSON schema of a fault. */
export const faultBody: object = {
  type: "object",
  required: ["do"],
  properties: {
    id: { type: "string" },
    on: { type: "object", description: "which requests, watches or events" },
    life: { type: "object", description: "when, and how often" },
    do: { type: "object", description: "what happens: exactly one action" },
    unsound: { type: "boolean", description: "wanted although it breaks a promise of Kubernetes" },
  },
};

/** The fault that a body describes. @throws FaultError saying what is wrong with it. */
export function toFault(body: unknown): Fault {
  const problem = problemOfFault(body);
  if (problem !== undefined) throw new FaultError(problem);
  return body as Fault;
}
