import { goJsonType } from "../../../../codec/go-text.ts";
import { parseYaml, YamlSyntaxError } from "../../../../codec/parse-yaml.ts";
import { isPlainObject, type PlainObject, textOf } from "../../../../codec/plain-object.ts";
import { anything, type Shape, shapeProblem, unknownFields } from "./config-shape.ts";

/** The kinds that a file may hold, by version and then by kind. */
export type ConfigKinds = Readonly<Record<string, Readonly<Record<string, Shape>>>>;

/** What a file says. */
export interface ConfigObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly value: PlainObject;
  /** What the real server's strict decoder has against it. */
  readonly strict: readonly string[];
}

/** How a file without kind or version is refused. */
export interface MissingType {
  readonly kind: string;
  readonly apiVersion: string;
}

/**
 * Reads a configuration file as the real server's codecs do.
 *
 * @param meant what it is where it does not say that itself
 * @throws Error in Go's words
 * @see apimachinery pkg/runtime/serializer/json/json.go
 */
export function readConfig(
  text: string,
  kinds: ConfigKinds,
  missing?: MissingType,
  meant: Partial<MissingType> = {},
): ConfigObject {
  const { value, duplicateLines } = parsed(text);
  if (!isPlainObject(value ?? {})) throw new Error(noType(value));
  const object = (value ?? {}) as PlainObject;
  const kind = textOf(object["kind"]) || (meant.kind ?? "");
  const apiVersion = textOf(object["apiVersion"]) || (meant.apiVersion ?? "");
  if (missing !== undefined) {
    if (kind === "") throw new Error(missing.kind);
    if (apiVersion === "") throw new Error(missing.apiVersion);
  }
  const shape = kinds[apiVersion]?.[kind];
  if (shape === undefined) throw new Error(notRegistered(kind, apiVersion));
  const problem = shapeProblem(shape, object);
  if (problem !== undefined) throw new Error(problem);
  const strict = [
    ...duplicateLines.map(
      ({ key, line }) =>
        `yaml: unmarshal errors:\n  line ${line}: key ${JSON.stringify(key.split(".").at(-1))} already set in map`,
    ),
    ...unknownFields(shape, object).map((path) => `unknown field ${JSON.stringify(path)}`),
  ];
  return { apiVersion, kind, value: object, strict };
}

/** The kinds of the real server's own configuration: those of `known`, and others that are only known by name. */
export function configGroup(known: ConfigKinds): ConfigKinds {
  const others = Object.fromEntries(
    [
      "AdmissionConfiguration",
      "AuthenticationConfiguration",
      "AuthorizationConfiguration",
      "EncryptionConfiguration",
    ].map((kind) => [kind, anything]),
  );
  const v1 = "apiserver.config.k8s.io/v1";
  return { ...known, [v1]: { ...others, ...known[v1] } };
}

/** A kind that nobody knows. */
export function notRegistered(kind: string, apiVersion: string): string {
  return `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} in scheme "pkg/runtime/scheme.go:111"`;
}

function parsed(text: string): ReturnType<typeof parseYaml> {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YamlSyntaxError)) throw error;
    throw new Error(error.message.replace(/^error converting YAML to JSON: /, ""));
  }
}

function noType(value: unknown): string {
  return `couldn't get version/kind; json parse error: json: cannot unmarshal ${goJsonType(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
}
