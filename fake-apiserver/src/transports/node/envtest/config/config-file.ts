import { goJsonType } from "../../../../codec/go/go-text.ts";
import { JsonSyntaxError, parseJson } from "../../../../codec/json/parse-json.ts";
import { isPlainObject, type PlainObject, textOf } from "../../../../codec/json/plain-object.ts";
import { parseYaml, YamlSyntaxError } from "../../../../codec/yaml/parse-yaml.ts";
import { anything, kindShape, type Shape, shapeProblem, unknownFields } from "./config-shape.ts";

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
  const { value, repeats } = parsed(text);
  if (!isPlainObject(value ?? {})) throw new Error(noType(value));
  const object = (value ?? {}) as PlainObject;
  const unreadable = typeProblem(object);
  if (unreadable !== undefined) throw new Error(unreadable);
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
    ...repeats,
    ...unknownFields(shape, object).map((path) => `unknown field ${JSON.stringify(path)}`),
  ];
  return { apiVersion, kind, value: object, strict };
}

/** The kinds of the real server's own configuration: those of `known`, and others that are only known by name. */
export function configGroup(known: ConfigKinds): ConfigKinds {
  const others = Object.fromEntries(
    Object.entries({
      AdmissionConfiguration: ["plugins"],
      AuthenticationConfiguration: ["jwt", "anonymous"],
      AuthorizationConfiguration: ["authorizers"],
      EncryptionConfiguration: ["resources"],
    }).map(([kind, names]) => [
      kind,
      kindShape(kind, Object.fromEntries(names.map((name) => [name, anything]))),
    ]),
  );
  const v1 = "apiserver.config.k8s.io/v1";
  return { ...known, [v1]: { ...others, ...known[v1] } };
}

/** A kind that nobody knows. */
export function notRegistered(kind: string, apiVersion: string): string {
  return `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion.replace(/^\//, ""))} in scheme "pkg/runtime/scheme.go:111"`;
}

/** What begins as JSON does is nothing else. @see apimachinery pkg/runtime/serializer/recognizer/recognizer.go */
function parsed(text: string): { readonly value: unknown; readonly repeats: readonly string[] } {
  try {
    if (text.trimStart().startsWith("{")) {
      const { value, duplicates } = parseJson(text);
      return {
        value,
        repeats: duplicates.map((path) => `duplicate field ${JSON.stringify(path)}`),
      };
    }
    const { value, duplicateLines } = parseYaml(text);
    return {
      value,
      repeats: duplicateLines.map(
        ({ key, line }) =>
          `yaml: unmarshal errors:\n  line ${line}: key ${JSON.stringify(key.split(".").at(-1))} already set in map`,
      ),
    };
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw new Error(`${unread}: ${error.message}`);
    if (!(error instanceof YamlSyntaxError)) throw error;
    throw new Error(error.message.replace(/^error converting YAML to JSON: /, ""));
  }
}

const unread = "couldn't get version/kind; json parse error";

function noType(value: unknown): string {
  return `${unread}: json: cannot unmarshal ${goJsonType(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
}

/** Why nobody could tell what an object is. */
function typeProblem(object: PlainObject): string | undefined {
  const wrong = Object.entries(object).find(
    ([name, value]) =>
      (name === "apiVersion" || name === "kind") && typeof (value ?? "") !== "string",
  );
  if (wrong !== undefined)
    return `${unread}: json: cannot unmarshal ${goJsonType(wrong[1])} into Go struct field .${wrong[0]} of type string`;
  const apiVersion = textOf(object["apiVersion"]);
  return apiVersion.split("/").length > 2
    ? `unexpected GroupVersion string: ${apiVersion}`
    : undefined;
}
