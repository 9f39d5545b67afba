import type { Fault, FaultKind } from "./fault.ts";
import { FaultError, faultKindOf } from "./fault-kinds.ts";

/** What some transports cannot express. */
export interface TransportLimits {
  readonly name: string;
  readonly cannot: readonly FaultKind[];
  /** Kinds of moments that it never knows. @defaultValue none */
  readonly cannotTell?: readonly MomentKind[];
}

/** A kind of moment that needs a cluster's own count. */
export type MomentKind = "resourceVersion" | "writes";

/** @throws FaultError for what the transport cannot do, or cannot know. */
export function refuseWhatCannotBe(limits: TransportLimits, fault: Fault): void {
  refuseInexpressible(limits, faultKindOf(fault.do));
  refuseUnknownMoments(limits, fault);
}

function refuseInexpressible({ name, cannot }: TransportLimits, kind: FaultKind): void {
  if (!cannot.includes(kind)) return;
  throw new FaultError(
    `the ${name} transport cannot express ${kind}; it can do everything but ${cannot.join(", ")}`,
  );
}

function refuseUnknownMoments({ name, cannotTell = [] }: TransportLimits, { life }: Fault): void {
  for (const member of ["after", "until"] as const) {
    const moment = life?.[member];
    const unknown = cannotTell.find((kind) => moment !== undefined && kind in moment);
    if (unknown === undefined) continue;
    throw new FaultError(
      `the ${name} transport cannot tell when life.${member}.${unknown} has come; "ms" and "fault" it can`,
    );
  }
}
