import { type ApiResource, type GroupVersionResource, resourceNameOf } from "../api/resource.ts";
import { type Status, statusOf } from "../api/status.ts";
import { StatusError } from "../api/status-error.ts";
import type { RestResponseHead } from "./rest-transport.ts";
import { TransportError } from "./transport-error.ts";

/** What was asked of whom, for messages. */
export interface RequestSubject {
  readonly verb:
    | "get"
    | "list"
    | "watch"
    | "create"
    | "update"
    | "patch"
    | "delete"
    | "deletecollection";
  readonly resource: GroupVersionResource;
  /** Address and path. */
  readonly url: string;
}

interface GenericAnswer {
  readonly reason: string;
  readonly message: string;
}

const excerptLengthMax = 200;

/** What client-go makes of a code that came without a Status. */
const genericAnswers: ReadonlyMap<number, GenericAnswer> = new Map([
  [400, { reason: "BadRequest", message: "the server rejected our request for an unknown reason" }],
  [
    401,
    {
      reason: "Unauthorized",
      message: "the server has asked for the client to provide credentials",
    },
  ],
  [404, { reason: "NotFound", message: "the server could not find the requested resource" }],
  [
    405,
    {
      reason: "MethodNotAllowed",
      message: "the server does not allow this method on the requested resource",
    },
  ],
  [409, { reason: "Conflict", message: "the server reported a conflict" }],
  [
    422,
    {
      reason: "Invalid",
      message: "the server rejected our request due to an error in our request",
    },
  ],
  [
    429,
    {
      reason: "TooManyRequests",
      message: "the server has received too many requests and has asked us to try again later",
    },
  ],
  [
    503,
    {
      reason: "ServiceUnavailable",
      message: "the server is currently unable to handle the request",
    },
  ],
  [
    504,
    {
      reason: "Timeout",
      message:
        "the server was unable to return a response in the time allotted, but may still be processing the request",
    },
  ],
]);

/**
 * The Status for an answer that brought none, with client-go's reasons and texts.
 *
 * @see apimachinery pkg/api/errors/errors.go NewGenericServerResponse
 */
export function genericStatus(answer: {
  readonly code: number;
  readonly serverMessage: string;
  readonly subject?: RequestSubject;
  readonly retryAfterSeconds?: number;
}): Status {
  const { code, serverMessage, subject, retryAfterSeconds } = answer;
  const { reason, message } = genericAnswers.get(code) ?? otherAnswer(code, serverMessage);
  const about =
    subject === undefined ? "" : ` (${subject.verb} ${resourceNameOf(subject.resource)})`;
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: `${message}${about}`,
    reason,
    details: {
      ...(subject === undefined
        ? {}
        : { group: subject.resource.group, kind: subject.resource.resource }),
      causes: [{ reason: "UnexpectedServerResponse", message: serverMessage }],
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    },
    code,
  };
}

function otherAnswer(code: number, serverMessage: string): GenericAnswer {
  switch (code) {
    case 403:
      return { reason: "Forbidden", message: serverMessage };
    case 406:
      return { reason: "NotAcceptable", message: serverMessage };
    case 415:
      return { reason: "UnsupportedMediaType", message: serverMessage };
    default:
      return code >= 500
        ? {
            reason: "InternalError",
            message: `an error on the server (${JSON.stringify(serverMessage)}) has prevented the request from succeeding`,
          }
        : {
            reason: "",
            message: `the server responded with the status code ${code} but did not return more information`,
          };
  }
}

/** The error for an answer whose code says that the request failed. */
export function errorOfResponse(
  head: RestResponseHead,
  body: string,
  subject: RequestSubject,
): Error {
  if (head.status < 400) {
    const target = head.headers["location"];
    return unexpectedContent(
      subject,
      `status ${head.status}${target === undefined ? "" : `, leading to ${target}`}; is this the address of an apiserver, or of a login page or proxy?`,
      body,
    );
  }
  const seconds = Number(head.headers["retry-after"]);
  const retryAfterSeconds = Number.isInteger(seconds) && seconds > 0 ? seconds : undefined;
  const sent = parseStatus(body);
  if (sent === undefined) {
    const serverMessage = body.trim() === "" ? "unknown" : excerptOf(body);
    const answer = { code: head.status, serverMessage, subject };
    const status = genericStatus(
      retryAfterSeconds === undefined ? answer : { ...answer, retryAfterSeconds },
    );
    return withAdvice(status, subject);
  }
  const isSaid = sent.details?.retryAfterSeconds !== undefined || retryAfterSeconds === undefined;
  const details = isSaid ? sent.details : { ...sent.details, retryAfterSeconds };
  return withAdvice(
    { ...sent, ...(details === undefined ? {} : { details }), code: sent.code ?? head.status },
    subject,
  );
}

function withAdvice(status: Status, { verb, resource, url }: RequestSubject): StatusError {
  const message = status.message ?? status.reason ?? `status ${status.code}`;
  const name = resourceNameOf(resource);
  switch (status.code) {
    case 401:
      return new StatusError(status, {
        message: `${message}: the server refused the credentials for "${verb} ${name}" (401 from ${url}); check the token or client certificate`,
      });
    case 403:
      // The real server's text names them already; what proxies and webhooks send does not.
      return new StatusError(status, {
        message: message.includes(`cannot ${verb} resource`)
          ? message
          : `${message}: missing permission to ${verb} ${name} (403 from ${url})`,
      });
    case 404:
      // What a Status says of an object that is not there is enough.
      if (status.details?.name !== undefined) return new StatusError(status);
      return new StatusError(status, {
        message: `${message}: ${url} does not exist there; is ${resource.resource} served in ${resource.group === "" ? "" : `${resource.group}/`}${resource.version}?`,
      });
    default:
      return new StatusError(status);
  }
}

function parseStatus(body: string): Status | undefined {
  try {
    const value = JSON.parse(body) as { readonly kind?: unknown; readonly status?: unknown } | null;
    return value?.kind === "Status" && value.status !== "Success" ? statusOf(value) : undefined;
  } catch {
    return undefined;
  }
}

/** An answer that says it went well but is none of a Kubernetes API. */
export function unexpectedContent(
  subject: RequestSubject,
  what: string,
  body: string,
): TransportError {
  const began = body.trim() === "" ? "" : `; it begins ${JSON.stringify(excerptOf(body))}`;
  return new TransportError("unexpected-content", `${subject.url} answered with ${what}${began}`);
}

/** What an answer of the right shape would be, or undefined when it has that shape. */
export function objectionTo(
  value: unknown,
  resource: GroupVersionResource & Partial<ApiResource>,
  representation: "objects" | "metadata" = "objects",
): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return "JSON that is no object where a list was expected";
  }
  const { kind, items } = value as { readonly kind?: unknown; readonly items?: unknown };
  if (kind === "Table") {
    return "a Table, which is for people to read; a cache needs the objects themselves: ask with Accept: application/json";
  }
  const isPartial = typeof kind === "string" && kind.startsWith("PartialObjectMetadata");
  if (isPartial && representation === "objects") {
    return "objects of which only the metadata was sent (PartialObjectMetadata); a cache needs whole ones: ask with Accept: application/json";
  }
  const wanted = builtInListKindOf(resource);
  const isOther = wanted !== undefined && typeof kind === "string" && kind.endsWith("List");
  if (isOther && !isPartial && kind !== wanted) return `a ${kind} where a ${wanted} was expected`;
  // A list without items is null from some servers.
  if (Array.isArray(items) || (items === null && typeof kind === "string" && kind.endsWith("List")))
    return undefined;
  return `${typeof kind === "string" ? `a ${kind}` : "an object without items"} where a list of ${resource.resource} was expected`;
}

/** The kind of a resource's lists, where it is certain: definitions of custom resources may choose another one. */
function builtInListKindOf({ group, kind }: Partial<ApiResource>): string | undefined {
  if (kind === undefined || group === undefined) return undefined;
  return !group.includes(".") || group.endsWith(".k8s.io") ? `${kind}List` : undefined;
}

/** How a body begins: enough to recognise a login page. */
export function excerptOf(body: string): string {
  const text = body.trim().replace(/\s+/g, " ");
  return text.length <= excerptLengthMax ? text : `${text.slice(0, excerptLengthMax)}…`;
}
