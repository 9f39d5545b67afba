import type { Environment } from "@informerlab/core";
import type { ObjectRef } from "@informerlab/core/trace";
import type { WatchFrame } from "../request/read/api-request.ts";
import type { ResourceRequest } from "../request/read/resource-request.ts";
import type { Tap } from "./tap.ts";

/** Says in the trace what passes; without objects, of which a trace would keep every version. */
export function traceTap(trace: Environment["trace"]): Tap {
  return {
    requested({ request }) {
      const { id, verb, definition, options, client } = request;
      const resource = definition.storageKey;
      trace.emit?.({
        kind: "server.requested",
        request: id,
        ...{ verb, resource, key: keyOf(request), options, client },
      });
      return {
        answered: ({ code }) => {
          trace.emit?.({ kind: "server.responded", request: id, code });
        },
        watch({ id: watch }) {
          const { resourceVersion = "" } = options;
          trace.emit?.({ kind: "server.watch-opened", watch, resource, resourceVersion, client });
          return {
            frame: (frame, delayMs) => {
              trace.emit?.({
                kind: "server.watch-sent",
                watch,
                type: frame.type,
                ...(frame.type === "ERROR" ? {} : { ref: refOf(frame, resource) }),
                ...(delayMs > 0 ? { latencyMs: delayMs } : {}),
              });
            },
            ended: (reason) => {
              trace.emit?.({ kind: "server.watch-ended", watch, reason });
            },
          };
        },
      };
    },
  };
}

function keyOf({ namespace, name }: ResourceRequest): string {
  return namespace === undefined ? (name ?? "") : `${namespace}/${name ?? ""}`;
}

function refOf({ object }: WatchFrame, resource: string): ObjectRef {
  const { name = "", namespace, resourceVersion = "", uid } = object.metadata ?? {};
  const key = namespace === undefined || namespace === "" ? name : `${namespace}/${name}`;
  const ref = { resource, key, resourceVersion };
  return uid === undefined ? ref : { ...ref, uid };
}
