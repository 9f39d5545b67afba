import { failureStatus, type Status } from "@informerlab/core";
import type { ApiRequest, ApiResponse } from "../../../request/read/api-request.ts";
import type { RequestAttributes } from "../../../request/read/route.ts";

/** An answer of the proxy itself. */
export function statusResponse(status: Status): ApiResponse {
  const seconds = status.details?.retryAfterSeconds;
  return {
    status: status.code ?? 500,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-cache, private",
      ...(seconds === undefined ? {} : { "retry-after": String(seconds) }),
    },
    body: { kind: "json", value: status },
  };
}

/** What a client is told when the server behind cannot be reached. */
export function unreachableStatus(route: string, error: unknown): Status {
  const { message } = error as Error;
  return failureStatus({
    code: 502,
    reason: "ServiceUnavailable",
    message: `the proxy cannot reach ${route}: ${message}`,
  });
}

const reading: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);
/** Posted, but nothing comes of them. */
const reviews: ReadonlySet<string> = new Set([
  "selfsubjectaccessreviews",
  "selfsubjectrulesreviews",
  "selfsubjectreviews",
  "subjectaccessreviews",
  "localsubjectaccessreviews",
  "tokenreviews",
]);
/** Read by their method, but they act within a container or behind a service. */
const acting: ReadonlySet<string> = new Set(["attach", "exec", "portforward", "proxy"]);

/** Why a read-only proxy does not pass a request on; undefined where it does. */
export function readOnlyStatus(
  { method, path }: ApiRequest,
  attributes: RequestAttributes | undefined,
): Status | undefined {
  const isRead = reading.has(method) && !acting.has(attributes?.subresource ?? "");
  const isReview = attributes !== undefined && reviews.has(attributes.resource);
  if (isRead || isReview) return undefined;
  return failureStatus({
    code: 403,
    reason: "Forbidden",
    message: `${method} ${path}: this proxy is read-only; started without --read-only it passes writes on`,
  });
}

/** A client that asks for other rights than those that the kubeconfig asks for. */
export function doubleImpersonationStatus(): Status {
  return failureStatus({
    code: 403,
    reason: "Forbidden",
    message:
      "the proxy's kubeconfig impersonates a user itself (as), so a client of the proxy cannot impersonate another",
  });
}
