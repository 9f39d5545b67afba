import type { KubernetesObject, StatusCause, StatusError } from "@informerlab/core";
import { forbidden } from "../request/answer/status-errors.ts";
import type { ResourceRequest } from "../request/read/resource-request.ts";
import type { Findings } from "./findings.ts";

/** What a write does to its object. */
export type AdmissionOperation = "CREATE" | "UPDATE" | "DELETE" | "CONNECT";

/** What an admission plugin is asked about. */
export interface AdmissionRequest {
  readonly request: ResourceRequest;
  readonly operation: AdmissionOperation;
  /** The new state; undefined for deletions. Before validation a new object has no uid and perhaps no name yet. */
  readonly object: KubernetesObject | undefined;
  /** The state before; undefined for creates. */
  readonly old: KubernetesObject | undefined;
  readonly isDryRun: boolean;
  /** `CreateOptions`, `UpdateOptions` …, as webhooks see them; null for CONNECT. */
  readonly options: object | null;
  /** Where a plugin says what it noticed besides refusing. */
  readonly findings: Findings;
}

/** The name that refusals give: the request's, the object's, or what its name will be made of. */
export function nameOf({ request, object, old }: AdmissionRequest): string {
  if (request.isOneOfMany === true) return "Unknown";
  const { name = "", generateName = "" } = object?.metadata ?? old?.metadata ?? {};
  const asked = request.name ?? "";
  return asked !== "" ? asked : name !== "" ? name : generateName !== "" ? generateName : "Unknown";
}

/** The name that was asked for: of many that are deleted at once there is none, nor of one whose name will be made. */
export function askedName({ request, object }: AdmissionRequest): string {
  if (request.isOneOfMany === true) return "";
  return request.name ?? object?.metadata?.name ?? "";
}

/** 403 as the real server's plugins say it: `pods "a" is forbidden: …`. */
export function refused(
  asked: AdmissionRequest,
  message: string,
  causes?: readonly StatusCause[],
): StatusError {
  return forbidden(asked.request.definition, nameOf(asked), message, causes);
}
