import {
  failureStatus,
  type Status,
  type StatusCause,
  type StatusDetails,
  StatusError,
} from "@informerlab/core";
import type { ResourceDefinition } from "../../kinds/resource-definition.ts";
import { qualifiedResourceOf } from "../../schema/api-version.ts";

/** What an error is about, as error texts name it. */
type Named = Pick<ResourceDefinition, "group" | "resource">;

/** 400 with the text given. */
export function badRequest(message: string): StatusError {
  return new StatusError(failureStatus({ code: 400, reason: "BadRequest", message }));
}

/** 500 without reason and details: how the real server shows an error that it did not expect. */
export function bareInternalError(message: string): StatusError {
  return new StatusError(failureStatus({ code: 500, message }));
}

/** 500 with reason and cause, for what went wrong inside. */
export function internalError(message: string): StatusError {
  return new StatusError(
    failureStatus({
      code: 500,
      reason: "InternalError",
      message: `Internal error occurred: ${message}`,
      details: { causes: [{ message }] },
    }),
  );
}

/** 404 for an object. */
export function notFound(definition: Named, name: string): StatusError {
  return new StatusError(
    failureStatus({
      code: 404,
      reason: "NotFound",
      message: `${qualifiedResourceOf(definition)} ${JSON.stringify(name)} not found`,
      details: detailsOf(definition, name),
    }),
  );
}

/** 404 for a path below a group that has no such version or resource. */
export function noResource(): StatusError {
  return new StatusError(
    failureStatus({
      code: 404,
      reason: "NotFound",
      message: "the server could not find the requested resource",
      details: {},
    }),
  );
}

/** 409 for a name that is taken. */
export function alreadyExists(definition: Named, name: string): StatusError {
  return new StatusError(
    failureStatus({
      code: 409,
      reason: "AlreadyExists",
      message: `${qualifiedResourceOf(definition)} ${JSON.stringify(name)} already exists`,
      details: detailsOf(definition, name),
    }),
  );
}

/** The text of a write that was overtaken. */
export const modifiedMessage =
  "the object has been modified; please apply your changes to the latest version and try again";

/** 409 for a write that cannot be done on what is there. */
export function conflict(definition: Named, name: string, message: string): StatusError {
  return new StatusError(
    failureStatus({
      code: 409,
      reason: "Conflict",
      message: `Operation cannot be fulfilled on ${qualifiedResourceOf(definition)} ${JSON.stringify(name)}: ${message}`,
      details: detailsOf(definition, name),
    }),
  );
}

/** 403 for a write that a rule of the object's surroundings forbids. */
export function forbidden(
  definition: Named,
  name: string,
  message: string,
  causes?: readonly StatusCause[],
): StatusError {
  const whose = name === "" ? "" : ` ${JSON.stringify(name)}`;
  return new StatusError(
    failureStatus({
      code: 403,
      reason: "Forbidden",
      message: `${qualifiedResourceOf(definition)}${whose} is forbidden: ${message}`,
      details: { ...detailsOf(definition, name), ...(causes === undefined ? {} : { causes }) },
    }),
  );
}

/** 405 for a verb that the resource does not have. */
export function methodNotAllowed(): StatusError {
  return new StatusError(
    failureStatus({
      code: 405,
      reason: "MethodNotAllowed",
      message: "the server does not allow this method on the requested resource",
      details: {},
    }),
  );
}

/** 405 for a verb that a custom resource does not have. */
export function verbNotSupported(
  { group, resource }: { readonly group: string; readonly resource: string },
  verb: string,
): StatusError {
  return new StatusError(
    failureStatus({
      code: 405,
      reason: "MethodNotAllowed",
      message: `${verb} is not supported on resources of kind ${JSON.stringify(group === "" ? resource : `${resource}.${group}`)}`,
      details: group === "" ? { kind: resource } : { group, kind: resource },
    }),
  );
}

/** 410: the revision asked for is forgotten. */
export function expired(message: string): StatusError {
  return new StatusError(failureStatus({ code: 410, reason: "Expired", message }));
}

/** 503: nobody is there who could answer. */
export function unavailable(message: string): StatusError {
  return new StatusError(failureStatus({ code: 503, reason: "ServiceUnavailable", message }));
}

/** 504: the request took longer than one may. */
export function timedOut(): StatusError {
  return new StatusError(timedOutStatus);
}

/** Said by those who watch the time, who know nothing of kinds and forms: see `toResponse`. */
export const timedOutStatus: Status = failureStatus({
  code: 504,
  reason: "Timeout",
  message: "Timeout: request did not complete within the allotted timeout",
  details: {},
});

/** 504: the revision asked for has not come. Only the watch cache, which waits for it, says when to retry. */
export function tooLargeResourceVersion(
  requested: number | string,
  current: number,
  retryAfterSeconds?: number,
): StatusError {
  return new StatusError(
    failureStatus({
      code: 504,
      reason: "Timeout",
      message: `Timeout: Too large resource version: ${requested}, current: ${current}`,
      details: {
        causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
        ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      },
    }),
  );
}

/** 501 for what the real server can do and this one cannot: law two of the fake apiserver. */
export function unsupported(feature: string, hint: string): StatusError {
  return new StatusError(
    failureStatus({
      code: 501,
      reason: "FakeUnsupported",
      message: `the fake apiserver does not support ${feature}; ${hint}`,
    }),
  );
}

function detailsOf(definition: Named, name: string): StatusDetails {
  return {
    ...(name === "" ? {} : { name }),
    ...(definition.group === "" ? {} : { group: definition.group }),
    kind: definition.resource,
  };
}
