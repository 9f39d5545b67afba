import type { Flow, FlowClassifier } from "../flow-control/flow-classifier.ts";
import type { ApiRequest, UserIdentity } from "./read/api-request.ts";
import { isLongRunning, type Route } from "./read/route.ts";

/** To which flow a request on the wire belongs: what streams from a node is not counted among what the server does at a time. */
export function flowOf(
  flows: FlowClassifier,
  asked: {
    readonly request: Pick<ApiRequest, "method" | "path">;
    readonly route: Route | undefined;
    readonly user: UserIdentity;
  },
): Flow | undefined {
  const { route, user } = asked;
  const { method, path } = asked.request;
  if (route?.kind !== "resource") return flows.classify({ user, path, verb: method.toLowerCase() });
  const { attributes } = route;
  if (attributes.verb !== "watch" && isLongRunning(attributes)) return undefined;
  return flows.classify({ user, path, verb: attributes.verb, resource: attributes });
}
