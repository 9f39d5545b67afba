import { parseGoDuration } from "../codec/go/go-duration.ts";
import type { Work } from "../flow-control/estimate-seats.ts";
import type { Arrival } from "../flow-control/flow-control.ts";
import type { ApiRequest, UserIdentity } from "./read/api-request.ts";
import { isLongRunning, type RequestAttributes, type Route } from "./read/route.ts";
import type { ServerCore } from "./server-core.ts";

/** A request on the wire. */
interface Asked {
  readonly request: Pick<ApiRequest, "method" | "path">;
  readonly query: ReadonlyMap<string, string>;
  readonly route: Route | undefined;
  readonly user: UserIdentity;
  /** For how long it is here already. */
  readonly waitedMs: number;
}

const waitMsMax = 60_000;
const defaultTimeoutMs = 60_000;

/** What decides on how long a request waits, and how many seats it takes. */
export function arrivalOf(
  server: Pick<ServerCore, "settings" | "storage" | "hub">,
  { request, query, route, user, waitedMs }: Asked,
): Arrival {
  const { method, path } = request;
  const attributes = route?.kind === "resource" ? route.attributes : undefined;
  const isLong = attributes !== undefined && isLongRunning(attributes);
  const whole = timeoutMs(server.settings.requestTimeoutMs ?? defaultTimeoutMs, isLong, query);
  return {
    user,
    path,
    verb: attributes?.verb ?? method.toLowerCase(),
    ...(attributes === undefined ? {} : { resource: attributes }),
    isLongRunning: isLong,
    work: () => (attributes === undefined ? other : workOf(server, attributes, query)),
    waitMsMax: Math.max(0, Math.min(whole / 4, waitMsMax) - waitedMs),
  };
}

const other: Work = { kind: "other" };

/** Watches have no time of their own. @see apiserver pkg/endpoints/filters/request_deadline.go */
function timeoutMs(most: number, isLong: boolean, query: ReadonlyMap<string, string>): number {
  const asked = isLong ? "" : (query.get("timeout") ?? "");
  if (asked === "") return most;
  const parsed = parseGoDuration(asked);
  if ("problem" in parsed || parsed.milliseconds <= 0) return most;
  return Math.min(parsed.milliseconds, most);
}

function workOf(
  server: Pick<ServerCore, "storage" | "hub">,
  attributes: RequestAttributes,
  query: ReadonlyMap<string, string>,
): Work {
  const { verb, group, resource, subresource } = attributes;
  const storageKey = group === "" ? resource : `${resource}.${group}`;
  switch (verb) {
    case "list":
      return listWork(server, storageKey, query);
    case "watch":
      return beginsWithList(query) ? listWork(server, storageKey, query) : other;
    case "create":
    case "update":
    case "patch":
    case "delete":
      if (resource === "serviceaccounts" && subresource === "token") return other;
      return { kind: "write", watchers: watchersOf(server, storageKey, attributes) };
    default:
      return other;
  }
}

function beginsWithList(query: ReadonlyMap<string, string>): boolean {
  const version = query.get("resourceVersion") ?? "";
  return query.get("sendInitialEvents") === "true" || version === "" || version === "0";
}

function listWork(
  { storage }: Pick<ServerCore, "storage">,
  storageKey: string,
  query: ReadonlyMap<string, string>,
): Work {
  const text = (name: string): string => query.get(name) ?? "";
  const version = text("resourceVersion");
  const limit = Number(text("limit")) || 0;
  const match = text("resourceVersionMatch");
  const isExact = match === "" && limit > 0 && version !== "" && version !== "0";
  return {
    kind: "list",
    size: {
      stored: storage.of(storageKey).size,
      isSingle: /(?:^|,)metadata\.name==?[^,]+/.test(text("fieldSelector")),
      limit,
      hasSelector: text("fieldSelector") !== "" || text("labelSelector") !== "",
      isFromStorage: match === "Exact" || (match === "" && (text("continue") !== "" || isExact)),
    },
  };
}

/** Who watches what a request may change. @see apiserver pkg/util/flowcontrol/watch_tracker.go */
function watchersOf(
  { hub }: Pick<ServerCore, "hub">,
  storageKey: string,
  { namespace }: RequestAttributes,
): number {
  let count = 0;
  for (const { prefix } of hub.watchers(storageKey))
    if (prefix === "" || prefix === `${namespace}/`) count += 1;
  return count;
}
