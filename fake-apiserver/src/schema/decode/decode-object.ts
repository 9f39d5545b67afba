import { type KubernetesObject, printJson } from "@informerlab/core";
import { toUtf8 } from "../../codec/bytes/base64.ts";
import { NumberRangeError } from "../../codec/json/kept-number.ts";
import { JsonSyntaxError, type OnRepeat, parseJson } from "../../codec/json/parse-json.ts";
import { isPlainObject, type PlainObject } from "../../codec/json/plain-object.ts";
import { parseYaml, YamlSyntaxError } from "../../codec/yaml/parse-yaml.ts";
import { apiVersionOf, splitApiVersion } from "../api-version.ts";
import { builtInData } from "../built-in-data.ts";
import { sortedWithin } from "../map-order.ts";
import { type ReadOptions, TypeMismatchError, toTypedValue } from "../typed-value.ts";
import {
  badRequest,
  notHandled,
  strictDecodingError,
  strictProblemsInOrder,
  unrecognized,
} from "./decode-errors.ts";
import type { Decoded, DecodeInput, DecodeTarget, ParsedBody } from "./decode-input.ts";
import { decodeProtobuf } from "./protobuf/decode-protobuf.ts";
import { RepeatedMembers } from "./repeated-members.ts";

/**
 * Reads a request body as an object of `definition`: syntax, kind, types, unknown and duplicate fields.
 *
 * @throws StatusError 400 with the real server's text.
 */
export function decodeObject(input: DecodeInput): Decoded {
  const { definition } = input;
  const repeated =
    definition.decode === undefined ? new RepeatedMembers(definition.schema) : undefined;
  const parsed = parseBody(input, repeated?.read);
  if (definition.decode !== undefined) return definition.decode(parsed, input);
  const value = parsed.value ?? {};
  if (!isPlainObject(value)) throw unrecognized(definition.kind, notAnObject(value), parsed.source);
  const declared = (): DeclaredKind => declaredKind(value, definition, parsed.source);
  const toldOf = (unknownFields: readonly string[]): readonly string[] =>
    warningsFor(strictProblemsInOrder(parsed, unknownFields), declared, input);
  try {
    const { object, unknownFields } = readObject(value, definition, {
      literals: parsed.literals,
      source: parsed.source,
      found: (unknownFields) => {
        input.warn?.(...toldOf(unknownFields));
      },
    });
    if (repeated?.mismatch !== undefined)
      throw new UnreadableObjectError(declared(), repeated.mismatch.message);
    return { object, warnings: toldOf(unknownFields) };
  } catch (error) {
    if (!(error instanceof UnreadableObjectError)) throw error;
    throw notHandled(error.declared, definition, error.message);
  }
}

/** A value that is no object of the kind wanted, in the words of the real server's decoder. */
export class UnreadableObjectError extends Error {
  override readonly name = "UnreadableObjectError";
  /** What the value says it is. */
  readonly declared: DeclaredKind;

  constructor(declared: DeclaredKind, problem: string) {
    super(problem);
    this.declared = declared;
  }
}

/**
 * Reads a JSON value as an object of a built-in kind.
 *
 * @throws UnreadableObjectError
 */
export function readObject(
  value: PlainObject,
  definition: DecodeTarget,
  options: ReadOptions & {
    readonly source?: string;
    /** Takes the unknown fields of what turns out to be of another version. */
    readonly found?: (unknownFields: readonly string[]) => void;
  } = {},
): { readonly object: KubernetesObject; readonly unknownFields: readonly string[] } {
  const { source = "", found, ...reading } = options;
  const declared = declaredKind(value, definition, source);
  try {
    refuseOtherKind(declared, definition, value, found);
    const { value: typed, unknownFields } = toTypedValue(value, definition.schema, reading);
    return { object: identified(typed as PlainObject, definition), unknownFields };
  } catch (error) {
    if (!(error instanceof TypeMismatchError)) throw error;
    throw new UnreadableObjectError(declared, error.message);
  }
}

/** Strict validation makes problems errors, Ignore makes nothing of them. */
function warningsFor(
  problems: readonly string[],
  declared: () => DeclaredKind,
  { fieldValidation, definition }: DecodeInput,
): readonly string[] {
  if (fieldValidation === "Ignore") return [];
  if (fieldValidation === "Warn" || problems.length === 0) return problems;
  throw notHandled(declared(), definition, strictDecodingError(problems));
}

/**
 * The target of bodies that are no resource of their own: `decodeTargetOf("", "v1", "DeleteOptions")`. Undefined for
 * a kind that no built-in type has.
 */
export function decodeTargetOf(
  group: string,
  version: string,
  kind: string,
): DecodeTarget | undefined {
  const { table } = builtInData();
  const schema =
    kind === "DeleteOptions"
      ? table.named("io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions")
      : table.kind(group, version, kind);
  return schema === undefined ? undefined : { origin: "built-in", group, version, kind, schema };
}

/** Group, version and kind that a body says it has. */
export interface DeclaredKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

function parseBody(
  { body, format, definition }: DecodeInput,
  onRepeat: OnRepeat | undefined,
): ParsedBody {
  if (format === "protobuf") {
    // A transport hands over an empty body as text, whatever its type.
    const bytes = typeof body === "string" ? toUtf8(body) : body;
    if (!(bytes instanceof Uint8Array))
      throw new TypeError("a protobuf body must be handed over as bytes");
    return { value: decodeProtobuf(bytes, definition), duplicates: [], source: "" };
  }
  if (format === "value" || typeof body !== "string") {
    return { value: body, duplicates: [], source: "" };
  }
  try {
    if (format !== "yaml") return { ...parseJson(body, onRepeat), source: body };
    const parsed = parseYaml(body);
    // The real server reads the JSON that its library makes of it, which has maps by their keys.
    return { ...parsed, value: sortedWithin(parsed.value), source: body };
  } catch (error) {
    if (error instanceof JsonSyntaxError) {
      throw unrecognized(
        definition.kind,
        `couldn't get version/kind; json parse error: ${error.message}`,
        body,
      );
    }
    if (error instanceof NumberRangeError) throw notHandled(definition, definition, error.message);
    if (error instanceof YamlSyntaxError) throw unrecognized(definition.kind, error.message, body);
    throw error;
  }
}

function notAnObject(value: unknown): string {
  const kind = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
  const type = String.raw`struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }`;
  return `couldn't get version/kind; json parse error: json: cannot unmarshal ${kind} into Go value of type ${type}`;
}

/** Checks that the body may be of the endpoint's kind; what it does not say counts as said. */
function declaredKind(value: PlainObject, definition: DecodeTarget, source: string): DeclaredKind {
  const shown = source === "" ? printJson(value) : source;
  for (const member of ["apiVersion", "kind"] as const) {
    const said = value[member];
    if (said !== undefined && said !== null && typeof said !== "string") {
      const kind = Array.isArray(said) ? "array" : typeof said === "boolean" ? "bool" : typeof said;
      throw unrecognized(
        definition.kind,
        `couldn't get version/kind; json parse error: json: cannot unmarshal ${kind} into Go struct field .${member} of type string`,
        shown,
      );
    }
  }
  const apiVersion = typeof value["apiVersion"] === "string" ? value["apiVersion"] : "";
  if (apiVersion.split("/").length > 2)
    throw unrecognized(definition.kind, `unexpected GroupVersion string: ${apiVersion}`, shown);
  const kind =
    typeof value["kind"] === "string" && value["kind"] !== "" ? value["kind"] : definition.kind;
  const declared =
    apiVersion === ""
      ? { group: definition.group, version: definition.version }
      : splitApiVersion(apiVersion);
  return { ...declared, kind };
}

function refuseOtherKind(
  declared: DeclaredKind,
  definition: DecodeTarget,
  value: PlainObject,
  found?: (unknownFields: readonly string[]) => void,
): void {
  const { group, version, kind } = definition;
  if (declared.kind === kind && declared.group === group && declared.version === version) return;
  // Evictions of before policy/v1 are taken as well. @see pkg/registry/core/pod/storage/eviction.go AcceptsGroupVersion
  const isOldEviction = declared.kind === "Eviction" && declared.version === "v1beta1";
  if (isOldEviction && kind === "Eviction" && declared.group === group) return;
  // Options are registered in every group version that the server knows, so all of these are the same type.
  if (kind === "DeleteOptions" && declared.kind === "DeleteOptions") return;
  const { table, optionsGroups } = builtInData();
  const groupVersion = apiVersionOf(declared);
  const isElsewhere = schemeOf(declared.group) !== schemeOf(group);
  const isKnownVersion =
    !isElsewhere && optionsGroups.includes(`${declared.group}/${declared.version}`);
  const other = isElsewhere
    ? undefined
    : table.kind(declared.group, declared.version, declared.kind);
  const isSame = declared.kind === kind && isSameGroup(declared, group);
  // Versions that are not served are not described.
  if (isSame && isKnownVersion && (other !== undefined || declared.kind !== "Scale")) {
    if (other !== undefined) found?.(toTypedValue(value, other).unknownFields);
    throw badRequest(
      `the API version in the data (${groupVersion}) does not match the expected API version (${apiVersionOf(definition)})`,
    );
  }
  const isUndescribed = other === undefined && isRegistered(declared, isKnownVersion);
  if (other === undefined && !isUndescribed) {
    throw new TypeMismatchError(
      `no kind ${JSON.stringify(declared.kind)} is registered for version ${JSON.stringify(groupVersion)} in scheme "pkg/runtime/scheme.go:111"`,
    );
  }
  // It is read as what it says it is before anybody minds what it is.
  if (other !== undefined) toTypedValue(value, other);
  const from = `${declared.version}.${declared.kind}`;
  const to = `${internalPackageOf(group)}.${kind}`;
  throw new TypeMismatchError(`converting (${from}) to (${to}): unknown conversion`);
}

/** Two groups have a server of their own, which knows no kind of the others. */
function schemeOf(group: string): string {
  return group === "apiextensions.k8s.io" || group === "apiregistration.k8s.io" ? group : "";
}

/** Events of both groups are of one type inside. */
function isSameGroup(declared: DeclaredKind, group: string): boolean {
  if (declared.group === group) return true;
  const ofEvents = ["", "events.k8s.io"];
  return declared.kind === "Event" && ofEvents.includes(declared.group) && ofEvents.includes(group);
}

const unversionedKinds: ReadonlySet<string> = new Set([
  "Status",
  "APIVersions",
  "APIGroup",
  "APIGroupList",
  "APIResourceList",
]);

/** What is wrong with a value that names a kind and no version; undefined: nothing yet. */
export function internalKindProblem(kind: string, definition: DecodeTarget): string | undefined {
  const { group, version } = definition;
  if (kind === "" || kind === definition.kind) return undefined;
  const inside = internalPackageOf(group);
  const isInside = builtInData().table.kind(group, version, kind) !== undefined;
  if (!isInside && !unversionedKinds.has(kind))
    return `no kind ${JSON.stringify(kind)} is registered for the internal version of group ${JSON.stringify(group)} in scheme "pkg/runtime/scheme.go:111"`;
  const from = `${isInside ? inside : "v1"}.${kind}`;
  return `converting (${from}) to (${inside}.${definition.kind}): unknown conversion`;
}

/** Kinds that every group version of the server has, and those of the core group, which OpenAPI does not describe. */
const kindsOfAll: ReadonlySet<string> = new Set([
  ...["Get", "List", "Create", "Update", "Patch"].map((verb) => `${verb}Options`),
  ...unversionedKinds,
  "WatchEvent",
]);
const kindsOfCore: ReadonlySet<string> = new Set([
  ...["Attach", "Exec", "Log", "PortForward", "Proxy"].map((what) => `Pod${what}Options`),
  ...["List", "NodeProxyOptions", "ServiceProxyOptions", "PodStatusResult", "RangeAllocation"],
  "SerializedReference",
]);

function isRegistered({ group, version, kind }: DeclaredKind, isKnownVersion: boolean): boolean {
  if (isKnownVersion && kindsOfAll.has(kind)) return true;
  return group === "" && version === "v1" && kindsOfCore.has(kind);
}

/** The object with kind and apiVersion first, as the server writes built-in kinds. */
export function identified(
  value: PlainObject,
  definition: Pick<DecodeTarget, "group" | "version" | "kind">,
): KubernetesObject {
  return { ...value, kind: definition.kind, apiVersion: apiVersionOf(definition) };
}

/** The Go package of a group's unversioned types. */
function internalPackageOf(group: string): string {
  return group === "" || group === "events.k8s.io" ? "core" : (group.split(".")[0] ?? group);
}
