import type { Fault } from "../../faults/fault.ts";
import { AdminError } from "./admin-route.ts";
import { BodyReader } from "./read-body.ts";

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

/** The fault that a body describes; the faults themselves refuse what is no action. */
export function toFault(body: unknown): Fault {
  const known = ["id", "on", "life", "do", "unsound"];
  const reader = new BodyReader("a fault", body ?? {}, known);
  reader.text("id");
  reader.boolean("unsound");
  const { do: action } = (body ?? {}) as { readonly do?: unknown };
  if (typeof action !== "object" || action === null) {
    throw new AdminError(400, 'a fault needs "do": what happens, such as {"status": 500}');
  }
  return body as Fault;
}
