import { type CelEnvironment, functionsOf, type LibraryTable } from "./check/environment.ts";
import { asText } from "./library/arguments.ts";
import { type CelType, celTypes, openStructType, structType } from "./types/cel-type.ts";

const { string, dyn } = celTypes;

/** Other fields are there, too, but their type has no name, and only what is of no known type is taken for it. */
class OperationFields extends Map<string, CelType> {
  override get(name: string): CelType {
    return super.get(name) ?? { kind: "opaque", name: "", parameters: [] };
  }
}

/** An operation of a JSON patch, as expressions make it: `JSONPatch{op: "add", path: "/a", value: 1}`. */
export const jsonPatchType: CelType = structType(
  "JSONPatch",
  new OperationFields([
    ["op", string],
    ["path", string],
    ["from", string],
    ["value", dyn],
  ]),
);

/** A part of an object that is to be applied: `Object{spec: Object.spec{replicas: 1}}`. */
export const appliedObjectType: CelType = openStructType("Object");

function patchTypeNamed(name: string): CelType | undefined {
  if (name === jsonPatchType.name) return jsonPatchType;
  if (name === appliedObjectType.name) return appliedObjectType;
  return name.startsWith(`${appliedObjectType.name}.`) ? openStructType(name) : undefined;
}

const library: LibraryTable = {
  "jsonpatch.escapeKey": [
    [
      "string_jsonpatch_escapeKey_string",
      "string -> string",
      ([key]) => asText(key).replaceAll(/[~/]/g, (letter) => (letter === "/" ? "~1" : "~0")),
    ],
  ],
};

let functions: CelEnvironment["functions"] | undefined;

/**
 * The same environment for expressions that make patches.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/cel/mutation/typeresolver.go
 */
export function withPatchTypes(environment: CelEnvironment): CelEnvironment {
  functions ??= new Map([...environment.functions, ...functionsOf([library])]);
  return { ...environment, functions, structNamed: patchTypeNamed };
}
