import type { Progress } from "../request/outcome.ts";
import type { ResourceRequest } from "../request/resource-request.ts";
import type { ServerCore } from "../request/server-core.ts";
import { methodNotAllowed } from "../request/status-errors.ts";
import { create } from "./create.ts";
import { deleteOne } from "./delete.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { update } from "./update.ts";
import { watch } from "./watch.ts";

/** Does what a request asks for. @throws StatusError */
export function performVerb(core: ServerCore, request: ResourceRequest): Progress {
  switch (request.verb) {
    case "get":
      return get(core, request);
    case "list":
      return list(core, request);
    case "watch":
      return watch(core, request);
    case "create":
      return create(core, request);
    case "update":
      return update(core, request);
    case "delete":
      return deleteOne(core, request);
    default:
      throw methodNotAllowed();
  }
}
