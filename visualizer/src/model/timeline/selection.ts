import { type Asked, askedBy } from "../../trace/selected.ts";
import type { TraceLog } from "../../trace/trace-log.ts";

/** Which objects an informer asked its server for. */
export interface Selection extends Asked {
  /** The request itself was seen; before that, only the resource is known. */
  readonly isAsked: boolean;
}

/** What an informer asks for, as it says itself when it starts, else as its first list or watch does. Undefined while the trace does not name its resource. */
export function selectionOf(log: TraceLog, informer: string): Selection | undefined {
  let resource: string | undefined;
  let asked: number | undefined;
  for (const { fact, seq, cause } of log.records) {
    if (fact.kind === "informer.started" && fact.informer === informer) {
      resource ??= fact.resource;
      if (fact.scope !== undefined) return { resource, ...fact.scope, isAsked: true };
    }
    const isRequest =
      fact.kind === "reflector.list-requested" || fact.kind === "reflector.watch-requested";
    if (isRequest && fact.informer === informer) asked ??= seq;
    if (fact.kind !== "server.requested" || asked === undefined || cause !== asked) continue;
    return { ...askedBy(fact), isAsked: true };
  }
  return resource === undefined ? undefined : { resource, isAsked: false };
}
