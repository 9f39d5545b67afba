import { goJsonType } from "../codec/go-text.ts";
import { JsonSyntaxError, parseJson } from "../codec/parse-json.ts";
import { parseYaml, YamlSyntaxError } from "../codec/parse-yaml.ts";
import { isPlainObject } from "../codec/plain-object.ts";
import { badRequest } from "../request/answer/status-errors.ts";
import { decodeBody, unsupportedMediaType, visitorKind } from "../request/read/decode.ts";
import { parseBoolean, parseInteger } from "../request/read/list-options.ts";
import type { ResourceRequest } from "../request/read/resource-request.ts";
import type { ServerCore } from "../request/server-core.ts";
import { type FieldError, invalidObject } from "../schema/field-error.ts";

/** `metav1.DeleteOptions`, as far as a server acts on them. */
export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: "Foreground" | "Background" | "Orphan";
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: readonly string[];
}

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

/** @throws StatusError 422 for values that are none. */
export function checkDeleteOptions(options: DeleteOptions): void {
  const errors = problemsOf(options);
  if (errors.length > 0)
    throw invalidObject({ group: "meta.k8s.io", kind: "DeleteOptions" }, "", errors);
}

/** True when nothing is to be stored. */
export function isDryRunDelete(options: DeleteOptions): boolean {
  return (options.dryRun?.length ?? 0) > 0;
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
  if (typeof content === "object") return checked(content as Readonly<Record<string, unknown>>);
  if (!["", "application/json", "application/yaml"].includes(mediaType))
    throw unsupportedMediaType();
  return checked(parsed(content, mediaType));
}

function parsed(text: string, mediaType: string): Readonly<Record<string, unknown>> {
  const value = parsedValue(text, mediaType) ?? {};
  if (isPlainObject(value)) return value;
  throw unreadable(
    `json: cannot unmarshal ${goJsonType(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`,
  );
}

function parsedValue(text: string, mediaType: string): unknown {
  try {
    return mediaType === "application/yaml" ? parseYaml(text).value : parseJson(text).value;
  } catch (error) {
    if (error instanceof YamlSyntaxError) throw badRequest(error.message);
    throw error instanceof JsonSyntaxError ? unreadable(error.message) : error;
  }
}

function unreadable(problem: string): Error {
  return badRequest(`couldn't get version/kind; json parse error: ${problem}`);
}

const fieldTypes: Readonly<Record<string, { readonly type: string; readonly go: string }>> = {
  dryRun: { type: "array", go: "[]string" },
  preconditions: { type: "object", go: "v1.Preconditions" },
  gracePeriodSeconds: { type: "number", go: "int64" },
  orphanDependents: { type: "bool", go: "bool" },
  propagationPolicy: { type: "string", go: "v1.DeletionPropagation" },
};

function checked(body: Readonly<Record<string, unknown>>): DeleteOptions {
  const { kind, apiVersion } = body;
  if (kind !== undefined && kind !== "DeleteOptions") {
    throw badRequest(
      `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion ?? "meta.k8s.io/v1")} in scheme "pkg/runtime/scheme.go:111"`,
    );
  }
  for (const [field, { type, go }] of Object.entries(fieldTypes)) {
    const value = body[field];
    const found = goJsonType(value);
    if (value === undefined || value === null || found === type) continue;
    throw badRequest(
      `json: cannot unmarshal ${found} into Go struct field DeleteOptions.${field} of type ${go}`,
    );
  }
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null));
}

function fromQuery(query: ReadonlyMap<string, string>): DeleteOptions {
  const options: { -readonly [K in keyof DeleteOptions]: DeleteOptions[K] } = {};
  const grace = query.get("gracePeriodSeconds");
  if (grace !== undefined && grace !== "") options.gracePeriodSeconds = parseInteger(grace);
  const policy = query.get("propagationPolicy");
  if (policy !== undefined && policy !== "") options.propagationPolicy = policy as "Orphan";
  const orphan = query.get("orphanDependents");
  if (orphan !== undefined && orphan !== "") options.orphanDependents = parseBoolean(orphan);
  const dryRun = query.get("dryRun");
  if (dryRun !== undefined) options.dryRun = [dryRun];
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

function problemsOf(options: DeleteOptions): readonly FieldError[] {
  const errors: FieldError[] = [];
  const { propagationPolicy: policy, orphanDependents, dryRun } = options;
  if (policy !== undefined && orphanDependents !== undefined) {
    errors.push({
      reason: "FieldValueInvalid",
      message: `Invalid value: ${JSON.stringify(policy)}: orphanDependents and deletionPropagation cannot be both set`,
      field: "propagationPolicy",
    });
  }
  if (policy !== undefined && !["Foreground", "Background", "Orphan"].includes(policy)) {
    errors.push({
      reason: "FieldValueNotSupported",
      message: `Unsupported value: ${JSON.stringify(policy)}: supported values: "Foreground", "Background", "Orphan", "nil"`,
      field: "propagationPolicy",
    });
  }
  if (dryRun?.some((value) => value !== "All")) {
    errors.push({
      reason: "FieldValueNotSupported",
      message: `Unsupported value: ${JSON.stringify(dryRun)}: supported values: "All"`,
      field: "dryRun",
    });
  }
  return errors;
}
