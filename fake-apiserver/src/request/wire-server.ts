import type { Cancel, Lane } from "@informerlab/core";
import type { AuditOptions } from "../audit/audit-options.ts";
import type { Proofs } from "../authentication/identify.ts";
import type { Outcome } from "./answer/outcome.ts";
import type { Call } from "./call.ts";
import type { OtherHandler } from "./other-paths.ts";
import type { Perform } from "./request-run.ts";
import type { ServerCore } from "./server-core.ts";

/** The server as requests on the wire meet it. */
export interface WireServer extends ServerCore, Omit<Proofs, "serviceAccountTokens"> {
  /** Asked in order for paths that are no resources. */
  readonly otherHandlers: readonly OtherHandler[];
  /** The id under which an audit log has a request. */
  drawAuditId(): string;
  /** Who is told what is asked. */
  readonly audit: AuditOptions | undefined;
  laneOf(client: string): Lane;
  /** Serves a request that is already understood; `perform` takes the place of its verb. */
  serve(call: Call, done: (outcome: Outcome) => void, perform?: Perform): Cancel;
  /** What `serve` does where nothing takes its place. */
  readonly perform: Perform;
}
