import { failureStatus, StatusError } from "@informerlab/core";
import type { ApiRequest } from "../request/read/api-request.ts";

/** 501: nobody asked this while it was recorded, so nobody knows the answer. */
export function notRecorded(what: string, why = "no client asked for it"): StatusError {
  return new StatusError(
    failureStatus({
      code: 501,
      reason: "NotRecorded",
      message: `the recording does not know ${what}: ${why}`,
    }),
  );
}

/** 405: what was recorded has happened. */
export function readOnly({ method, path }: ApiRequest): StatusError {
  return new StatusError(
    failureStatus({
      code: 405,
      reason: "MethodNotAllowed",
      message: `${method} ${path}: a replay is read-only; replay --seed begins a cluster that can be written to`,
    }),
  );
}
