import { utf8Length } from "../../../codec/bytes/base64.ts";
import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
} from "../../../codec/json/plain-object.ts";
import {
  duplicate,
  type FieldError,
  invalid,
  required,
  tooMany,
} from "../../../schema/field-error.ts";
import { findWrittenPath } from "../../../schema/structural/field-path.ts";

const columnTypes = ["boolean", "date", "integer", "number", "string"];
const columnFormats = [
  "byte",
  "date",
  "date-time",
  "double",
  "float",
  "int32",
  "int64",
  "password",
];
const selectableFieldsMax = 8;

/** What is wrong with the words about a version that goes out of use. */
export function deprecationProblems(version: PlainObject, field: string): readonly FieldError[] {
  const warning = version["deprecationWarning"];
  if (typeof warning !== "string") return [];
  const at = `${field}.deprecationWarning`;
  const refuse = (problem: string): FieldError => invalid(at, warning, problem);
  if (version["deprecated"] !== true) return [refuse("can only be set for deprecated versions")];
  const errors: FieldError[] = [];
  if (utf8Length(warning) > 256) errors.push(refuse("must be <= 256 characters long"));
  if (warning === "") errors.push(refuse("must not be an empty string"));
  const bad = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.exec(warning);
  if (bad !== null) {
    const index = utf8Length(warning.slice(0, bad.index));
    errors.push(
      refuse(
        `must only contain printable UTF-8 characters; non-printable character found at index ${index}`,
      ),
    );
  }
  return errors;
}

/** What is wrong with a path that leads into an object, as printer columns and scales have them. */
function pathProblems(path: string, field: string): readonly FieldError[] {
  if (path.startsWith(".")) return [];
  return [invalid(field, path, "must be a simple json path starting with .")];
}

/** What is wrong with the endpoints of an object. */
export function subresourceProblems(subresources: unknown, field: string): readonly FieldError[] {
  const { scale } = objectOf(subresources);
  if (!isPlainObject(scale)) return [];
  const label = scale["labelSelectorPath"];
  return [
    ...replicaPathProblems(textOf(scale["specReplicasPath"]), "spec", field),
    ...replicaPathProblems(textOf(scale["statusReplicasPath"]), "status", field),
    ...(typeof label === "string" && label !== "" ? labelPathProblems(label, field) : []),
  ];
}

function replicaPathProblems(
  path: string,
  part: "spec" | "status",
  field: string,
): readonly FieldError[] {
  const at = `${field}.scale.${part}ReplicasPath`;
  if (path === "") return [required(at)];
  const problems = pathProblems(path, at);
  if (problems.length > 0 || path.startsWith(`.${part}.`)) return problems;
  return [invalid(at, path, `should be a json path under .${part}`)];
}

function labelPathProblems(path: string, field: string): readonly FieldError[] {
  const at = `${field}.scale.labelSelectorPath`;
  const problems = pathProblems(path, at);
  if (problems.length > 0 || path.startsWith(".spec.") || path.startsWith(".status."))
    return problems;
  return [invalid(at, path, "should be a json path under either .spec or .status")];
}

/** What is wrong with printer columns. */
export function columnProblems(columns: unknown, field: string): readonly FieldError[] {
  return listOf(columns).flatMap((column, i): readonly FieldError[] => {
    const { name, type, format, jsonPath } = objectOf(column);
    const at = `${field}[${i}]`;
    const choice = `must be one of ${columnTypes.join(",")}`;
    const errors: FieldError[] = [];
    if (textOf(name) === "") errors.push(required(`${at}.name`));
    if (textOf(type) === "") errors.push(required(`${at}.type`, choice));
    else if (!columnTypes.includes(textOf(type))) errors.push(invalid(`${at}.type`, type, choice));
    if (textOf(format) !== "" && !columnFormats.includes(textOf(format)))
      errors.push(invalid(`${at}.format`, format, `must be one of ${columnFormats.join(",")}`));
    const path = textOf(jsonPath);
    errors.push(
      ...(path === "" ? [required(`${at}.JSONPath`)] : pathProblems(path, `${at}.JSONPath`)),
    );
    return errors;
  });
}

/** What is wrong with the fields by which objects can be selected. */
export function selectableFieldProblems(
  fields: unknown,
  schema: PlainObject,
  field: string,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [i, entry] of listOf(fields).entries()) {
    const path = textOf(objectOf(entry)["jsonPath"]);
    const at = `${field}[${i}].jsonPath`;
    if (path === "") {
      errors.push(required(at));
      continue;
    }
    const found = findWrittenPath(path, schema, { allowsArrays: false });
    if ("problem" in found) {
      errors.push(invalid(at, path, `is an invalid path: ${found.problem}`));
      continue;
    }
    if (found.root === "metadata")
      errors.push(invalid(at, path, "must not point to fields in metadata"));
    if (!["string", "boolean", "integer"].includes(textOf(found.schema["type"])))
      errors.push(
        invalid(
          at,
          path,
          "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.",
        ),
      );
    if (seen.has(found.text)) errors.push(duplicate(at, path));
    seen.add(found.text);
  }
  if (seen.size > selectableFieldsMax) errors.push(tooMany(field, seen.size, selectableFieldsMax));
  return errors;
}
