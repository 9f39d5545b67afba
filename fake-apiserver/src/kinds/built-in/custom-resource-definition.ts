import {
  equalJson,
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  withValueAt,
} from "../../codec/json/plain-object.ts";
import { schemasIn } from "../../schema/structural/check/schemas-in.ts";
import { withTypedDefaults } from "../../schema/structural/check/typed-defaults.ts";
import { isKnownFormat } from "../../schema/structural/formats.ts";
import { beginDefinitionDeletion } from "../custom/definition-deletion.ts";
import type { KindRules } from "./kind-rules.ts";
import { validateDefinition, validateNewDefinition } from "./validate-definition.ts";

/**
 * Definitions of custom resources.
 *
 * @see apiextensions-apiserver pkg/registry/customresourcedefinition/strategy.go
 */
export const customResourceDefinitionRules: KindRules = {
  strategy: { deleteAnswersObject: true, keepsGeneration: true, allowsUnconditionalUpdate: false },
  // Its status endpoint means to leave metadata alone, and takes it from what was written: labels and finalizers change, and nobody owns them.
  resetFields: { "": [["f:status"]], status: [["f:metadata"], ["f:spec"]] },
  metadataOnUpdate: ["update"],
  isStoredAsJson: true,
  beginDeletion: beginDefinitionDeletion,
  prepareForCreate(definition) {
    const storage = versionsOf(definition).find((version) => version["storage"] === true);
    const storedVersions = storage === undefined ? null : [textOf(storage["name"])];
    return withValueAt(withReadDefaults(definition), ["status"], {
      conditions: null,
      acceptedNames: { plural: "", kind: "" },
      storedVersions,
    });
  },
  prepareForUpdate(given, old, subresource) {
    if (subresource !== "" || equalJson(given["spec"], old["spec"])) return given;
    const definition = withReadDefaults(given);
    const stored = listOf(valueAt(definition, "status", "storedVersions"));
    const known = new Set(stored);
    const storage = versionsOf(definition)
      .filter((version) => version["storage"] === true)
      .map((version) => textOf(version["name"]))
      .filter((name) => !known.has(name));
    return storage.length === 0
      ? definition
      : withValueAt(definition, ["status", "storedVersions"], [...stored, ...storage]);
  },
  validateCreate: (definition) => [
    ...validateNewDefinition(definition),
    ...validateDefinition(definition, ""),
  ],
  validate: () => [],
  warningsOf: (definition, old) => {
    const before = new Set(old === undefined ? [] : unknownFormats(old));
    return unknownFormats(definition)
      .filter((format) => !before.has(format))
      .map((format) => `unrecognized format ${JSON.stringify(format)}`);
  },
  validateUpdate: (definition, old, subresource) =>
    validateDefinition(definition, subresource, old),
};

/** Its defaults as they are after their check. */
function withReadDefaults(definition: PlainObject): PlainObject {
  if (!Array.isArray(valueAt(definition, "spec", "versions"))) return definition;
  const versions = versionsOf(definition).map((version) => {
    const schema = valueAt(version, "schema", "openAPIV3Schema");
    if (!isPlainObject(schema)) return version;
    return withValueAt(version, ["schema", "openAPIV3Schema"], withTypedDefaults(schema));
  });
  return withValueAt(definition, ["spec", "versions"], versions);
}

/** Formats of texts that mean nothing to the server, each once. */
function unknownFormats(definition: PlainObject): readonly string[] {
  const found = new Set<string>();
  for (const version of versionsOf(definition))
    for (const { type, format } of schemasIn(valueAt(version, "schema", "openAPIV3Schema")))
      if (type === "string" && textOf(format) !== "" && !isKnownFormat(textOf(format)))
        found.add(textOf(format));
  return [...found];
}

function versionsOf(definition: PlainObject): readonly PlainObject[] {
  return listOf(valueAt(definition, "spec", "versions")).map(objectOf);
}
