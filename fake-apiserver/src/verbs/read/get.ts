import type { Outcome, Progress } from "../../request/answer/outcome.ts";
import { notFound } from "../../request/answer/status-errors.ts";
import { listRevisionOf, readRevisionOf, revisionText } from "../../request/read/list-options.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import type { ServerCore } from "../../request/server-core.ts";
import { askedKeyOf } from "../write/commit-write.ts";
import { atRevision } from "./list.ts";

/** One object. @throws StatusError 404 when there is none. */
export function get(core: ServerCore, request: ResourceRequest): Progress {
  const { definition, name = "", options } = request;
  const key = askedKeyOf(request);
  const isCached = core.hub.cacheOf(definition.storageKey) !== undefined;
  // What has no watch cache (events) storage itself is asked for, which says it as a list would.
  const revisionOf = isCached ? readRevisionOf : listRevisionOf;
  const asked = revisionOf(options.resourceVersion);
  const stale = asked === undefined ? undefined : request.staleRevision;
  const read = (): Outcome => {
    const log = core.storage.of(definition.storageKey);
    const commit = log.at(
      key,
      stale === undefined ? core.storage.revision : Math.max(stale, asked ?? 0),
    );
    if (commit === undefined) throw notFound(definition, name);
    return { kind: "object", code: 200, object: definition.fromStored(commit.object) };
  };
  if (asked === undefined || asked === 0) return read();
  const shown = revisionText(options.resourceVersion, asked);
  return atRevision(core, isCached, asked, read, shown);
}
