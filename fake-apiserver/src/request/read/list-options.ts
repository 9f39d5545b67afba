import type { ListOptions } from "@informerlab/core";
import { readInt64 } from "../../codec/go/go-integer.ts";
import { type FieldError, invalidObject } from "../../schema/field-error.ts";
import { badRequest, bareInternalError } from "../answer/status-errors.ts";
import type { RequestVerb } from "./resource-request.ts";

type Query = ReadonlyMap<string, string>;

/**
 * Reads the query of a list or watch. Unknown parameters are ignored, as in the real server.
 *
 * @throws StatusError 400 for numbers that are none.
 */
export function parseListOptions(query: Query): ListOptions {
  const options: { -readonly [K in keyof ListOptions]: ListOptions[K] } = {};
  for (const name of ["resourceVersion", "continue", "labelSelector", "fieldSelector"] as const) {
    const value = query.get(name);
    if (value !== undefined && value !== "") options[name] = value;
  }
  const match = query.get("resourceVersionMatch");
  if (match !== undefined && match !== "") options.resourceVersionMatch = match as "Exact";
  for (const name of ["timeoutSeconds", "limit"] as const) {
    const value = query.get(name);
    if (value !== undefined) options[name] = parseInteger(value);
  }
  for (const name of ["allowWatchBookmarks", "sendInitialEvents"] as const) {
    const value = query.get(name);
    if (value !== undefined) options[name] = parseBoolean(value);
  }
  return options;
}

/**
 * What the query of a read says: of one object only from when, and nothing of other verbs. A watch by the path of one object
 * selects that, unless it selects itself.
 *
 * @throws StatusError 400
 */
export function parseReadOptions(
  verb: RequestVerb,
  query: Query,
  watchedName?: string,
): ListOptions | undefined {
  switch (verb) {
    case "watch": {
      const options = parseListOptions(query);
      return watchedName === undefined || options.fieldSelector !== undefined
        ? options
        : { ...options, fieldSelector: `metadata.name=${watchedName}` };
    }
    case "list":
    case "deletecollection":
      return parseListOptions(query);
    case "get":
      return parseGetOptions(query);
    default:
      return undefined;
  }
}

function parseGetOptions(query: Query): ListOptions {
  if (parseBoolean(query.get("export")))
    throw badRequest("the export parameter, deprecated since v1.14, is no longer supported");
  const resourceVersion = query.get("resourceVersion") ?? "";
  return resourceVersion === "" ? {} : { resourceVersion };
}

/** A watch is one by its query. By the old paths it is one without saying so, and what it asks for is judged as a list. */
export function saysWatch(query: Query, watchPath: object | undefined): boolean {
  return watchPath === undefined || parseBoolean(query.get("watch"));
}

/** Anything but `0`, `false` and absence is true, in any case. */
export function parseBoolean(value: string | undefined): boolean {
  return value !== undefined && value !== "0" && value.toLowerCase() !== "false";
}

/** @throws StatusError 400 with Go's text. */
export function parseInteger(value: string): number {
  const read = readInt64(value);
  if (typeof read === "bigint") return Number(read);
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: ${read}`);
}

/**
 * Refuses combinations that mean nothing, with the real server's texts.
 *
 * @see apimachinery pkg/apis/meta/internalversion/validation/validation.go
 */
export function validateListOptions(options: ListOptions, isWatch: boolean): void {
  const errors = isWatch ? watchErrors(options) : listErrors(options);
  if (errors.length > 0) {
    throw invalidObject({ group: "meta.k8s.io", kind: "ListOptions" }, "", errors);
  }
}

function listErrors(options: ListOptions): FieldError[] {
  const errors = matchErrors(options);
  if (options.sendInitialEvents !== undefined) {
    errors.push(forbiddenField("sendInitialEvents", "sendInitialEvents is forbidden for list"));
  }
  return errors;
}

function matchErrors(options: ListOptions): FieldError[] {
  const { resourceVersion = "", resourceVersionMatch: match } = options;
  if (match === undefined) return [];
  const errors: FieldError[] = [];
  const forbid = (message: string): void => {
    errors.push(forbiddenField("resourceVersionMatch", message));
  };
  if (resourceVersion === "") {
    forbid("resourceVersionMatch is forbidden unless resourceVersion is provided");
  }
  if (options.continue !== undefined) {
    forbid("resourceVersionMatch is forbidden when continue is provided");
  }
  if (match !== "Exact" && match !== "NotOlderThan") {
    errors.push({
      reason: "FieldValueNotSupported",
      message: `Unsupported value: ${JSON.stringify(match)}: supported values: "Exact", "NotOlderThan", ""`,
      field: "resourceVersionMatch",
    });
  }
  if (match === "Exact" && resourceVersion === "0") {
    forbid('resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  }
  return errors;
}

function watchErrors(options: ListOptions): FieldError[] {
  const { sendInitialEvents, resourceVersionMatch: match, resourceVersion = "0" } = options;
  const errors: FieldError[] = [];
  const forbid = (message: string): void => {
    errors.push(forbiddenField("resourceVersionMatch", message));
  };
  if (sendInitialEvents !== undefined && match !== "NotOlderThan")
    forbid("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
  if (sendInitialEvents === undefined && match !== undefined)
    forbid("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
  if (match !== undefined && match !== "NotOlderThan") {
    errors.push({
      reason: "FieldValueNotSupported",
      message: `Unsupported value: ${JSON.stringify(match)}: supported values: "NotOlderThan"`,
      field: "resourceVersionMatch",
    });
  }
  // A watch from anywhere counts as one that asks for initial events, NotOlderThan.
  const isFromAnywhere = sendInitialEvents === undefined && resourceVersion === "0";
  if (options.continue !== undefined && (match !== undefined || isFromAnywhere))
    forbid("resourceVersionMatch is forbidden when continue is provided");
  return errors;
}

function forbiddenField(field: string, message: string): FieldError {
  return { reason: "FieldValueForbidden", message: `Forbidden: ${message}`, field };
}

/** What a resourceVersion in a query is, as Go's `strconv.ParseUint` sees it. */
export function resourceVersionProblem(text: string): string | undefined {
  if (!/^\d+$/.test(text)) return "invalid syntax";
  return BigInt(text) >= 2n ** 64n ? "value out of range" : undefined;
}

/** The revision a list asks for; undefined for none. @throws StatusError 400. */
export function listRevisionOf(text: string | undefined): number | undefined {
  return revisionOf(text, (message) => badRequest(`invalid resource version: ${message}`));
}

/** A revision as it was asked for: those beyond what a number holds, too. */
export function revisionText(text: string | undefined, revision: number): string {
  return Number.isSafeInteger(revision) || text === undefined
    ? String(revision)
    : BigInt(text).toString();
}

/** The revision a get or watch asks for; undefined for none. @throws StatusError 500, as the real server. */
export function readRevisionOf(text: string | undefined): number | undefined {
  return revisionOf(text, bareInternalError);
}

function revisionOf(
  text: string | undefined,
  refuse: (message: string) => Error,
): number | undefined {
  if (text === undefined || text === "") return undefined;
  const problem = resourceVersionProblem(text);
  if (problem === undefined) return Number(text);
  const quoted = JSON.stringify(text);
  throw refuse(
    `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: ${problem}`,
  );
}
