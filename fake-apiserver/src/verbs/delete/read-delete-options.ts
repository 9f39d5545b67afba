import { goJsonType } from "../../codec/go/go-text.ts";
import { JsonSyntaxError, parseJson } from "../../codec/json/parse-json.ts";
import { isPlainObject, type PlainObject, textOf } from "../../codec/json/plain-object.ts";
import { parseYaml, YamlSyntaxError } from "../../codec/yaml/parse-yaml.ts";
import { badRequest } from "../../request/answer/status-errors.ts";
import { unsupportedMediaType } from "../../request/read/body-format.ts";
import { decodeBody, visitorKind } from "../../request/read/decode.ts";
import { parseBoolean, parseInteger } from "../../request/read/list-options.ts";
import { allOf } from "../../request/read/request-query.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import type { ServerCore } from "../../request/server-core.ts";
import { readObject, UnreadableObjectError } from "../../schema/decode/decode-object.ts";
import { sortedWithin } from "../../schema/map-order.ts";
import { checkDeleteOptions, type DeleteOptions } from "./delete-options.ts";

/**
 * The options of a deletion: from the body when there is one, else from the query.
 *
 * @throws StatusError 400, 415 or 422 with the real server's text.
 */
export function deleteOptionsOf(
  core: Pick<ServerCore, "settings">,
  request: ResourceRequest,
): DeleteOptions {
  const body = bodyOf(core, request);
  const options = body ?? fromQuery(request.query);
  checkDeleteOptions(options);
  return options;
}

function bodyOf(
  core: Pick<ServerCore, "settings">,
  { body }: ResourceRequest,
): DeleteOptions | undefined {
  if (body === undefined) return undefined;
  const { content } = body;
  const mediaType = body.mediaType.toLowerCase();
  if (content instanceof Uint8Array) {
    if (content.length === 0) return undefined;
    const { object } = decodeBody(core, {
      body,
      definition: visitorKind("", "v1", "DeleteOptions"),
      fieldValidation: "Ignore",
    });
    return object as DeleteOptions;
  }
  if (content === "") return undefined;
  if (typeof content === "object") return optionsIn(content as PlainObject);
  if (!["", "application/json", "application/yaml"].includes(mediaType))
    throw unsupportedMediaType();
  const { value, literals } = parsed(content, mediaType);
  if (isPlainObject(value)) return optionsIn(value, literals);
  throw unreadable(
    `json: cannot unmarshal ${goJsonType(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
  );
}

interface Parsed {
  readonly value: unknown;
  readonly literals?: ReadonlyMap<string, string> | undefined;
}

function parsed(text: string, mediaType: string): Parsed {
  try {
    const { value, literals } = mediaType === "application/yaml" ? ofYaml(text) : parseJson(text);
    return { value: value ?? {}, literals };
  } catch (error) {
    if (error instanceof YamlSyntaxError) throw badRequest(error.message);
    throw error instanceof JsonSyntaxError ? unreadable(error.message) : error;
  }
}

/** The real server reads the JSON that its library makes of it, which has maps by their keys. */
function ofYaml(text: string): Parsed {
  const read = parseYaml(text);
  return { ...read, value: sortedWithin(read.value) };
}

function unreadable(problem: string): Error {
  return badRequest(`couldn't get version/kind; json parse error: ${problem}`);
}

/** Kinds that are registered without a version: they are found, and cannot be what is wanted. */
const unversionedKinds: readonly unknown[] = [
  "APIGroup",
  "APIGroupList",
  "APIResourceList",
  "APIVersions",
  "Status",
];

/** What a body says, whatever group and version it is said to be of. @throws StatusError 400 */
function optionsIn(body: PlainObject, literals?: ReadonlyMap<string, string>): DeleteOptions {
  const { kind: saidKind, apiVersion: saidVersion, ...options } = body;
  for (const [member, said] of Object.entries({ apiVersion: saidVersion, kind: saidKind })) {
    if (said === undefined || said === null || typeof said === "string") continue;
    throw unreadable(
      `json: cannot unmarshal ${goJsonType(said)} into Go struct field .${member} of type string`,
    );
  }
  const kind = textOf(saidKind);
  const apiVersion = textOf(saidVersion);
  if (apiVersion.split("/").length > 2)
    throw badRequest(`unexpected GroupVersion string: ${apiVersion}`);
  if (unversionedKinds.includes(kind))
    throw badRequest(`converting (v1.${kind}) to (v1.DeleteOptions): unknown conversion`);
  if (kind !== "" && kind !== "DeleteOptions") {
    throw badRequest(
      `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion === "" ? "meta.k8s.io/v1" : apiVersion)} in scheme "pkg/runtime/scheme.go:111"`,
    );
  }
  try {
    const { object } = readObject(options, visitorKind("", "v1", "DeleteOptions"), { literals });
    return object as DeleteOptions;
  } catch (error) {
    throw error instanceof UnreadableObjectError ? badRequest(error.message) : error;
  }
}

function fromQuery(query: ReadonlyMap<string, string>): DeleteOptions {
  const options: { -readonly [K in keyof DeleteOptions]: DeleteOptions[K] } = {};
  const grace = query.get("gracePeriodSeconds");
  if (grace !== undefined) options.gracePeriodSeconds = parseInteger(grace);
  const policy = query.get("propagationPolicy");
  if (policy !== undefined) options.propagationPolicy = policy as "Orphan";
  const orphan = query.get("orphanDependents");
  if (orphan !== undefined) options.orphanDependents = parseBoolean(orphan);
  const dryRun = allOf(query, "dryRun");
  if (dryRun.length > 0) options.dryRun = dryRun;
  const uid = query.get("uid") ?? "";
  const resourceVersion = query.get("resourceVersion") ?? "";
  if (uid !== "" || resourceVersion !== "") {
    options.preconditions = {
      ...(uid === "" ? {} : { uid }),
      ...(resourceVersion === "" ? {} : { resourceVersion }),
    };
  }
  return options;
}
