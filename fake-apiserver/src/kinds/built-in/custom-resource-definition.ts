import {
  equalJson,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  withValueAt,
} from "../../codec/plain-object.ts";
import { beginDefinitionDeletion } from "../custom/custom-resources.ts";
import type { KindRules } from "./kind-rules.ts";
import { validateDefinition, validateNewDefinition } from "./validate-definition.ts";

/**
 * Definitions of custom resources.
 *
 * @see apiextensions-apiserver pkg/registry/customresourcedefinition/strategy.go
 */
export const customResourceDefinitionRules: KindRules = {
  strategy: { deleteAnswersObject: true, keepsGeneration: true },
  statusKeepsMetadata: true,
  resetFields: { "": [["f:status"]], status: [["f:metadata"], ["f:spec"]] },
  beginDeletion: beginDefinitionDeletion,
  prepareForCreate(definition) {
    const storage = versionsOf(definition).find((version) => version["storage"] === true);
    const storedVersions = storage === undefined ? null : [textOf(storage["name"])];
    return withValueAt(definition, ["status"], {
      conditions: null,
      acceptedNames: { plural: "", kind: "" },
      storedVersions,
    });
  },
  prepareForUpdate(definition, old, subresource) {
    if (subresource !== "" || equalJson(definition["spec"], old["spec"])) return definition;
    const stored = listOf(valueAt(definition, "status", "storedVersions"));
    const storage = versionsOf(definition)
      .filter((version) => version["storage"] === true)
      .map((version) => textOf(version["name"]))
      .filter((name) => !stored.includes(name));
    return storage.length === 0
      ? definition
      : withValueAt(definition, ["status", "storedVersions"], [...stored, ...storage]);
  },
  validateCreate: (definition) => [
    ...validateNewDefinition(definition),
    ...validateDefinition(definition, ""),
  ],
  validate: () => [],
  validateUpdate: (definition, old, subresource) =>
    validateDefinition(definition, subresource, old),
};

function versionsOf(definition: PlainObject): readonly PlainObject[] {
  return listOf(valueAt(definition, "spec", "versions")).map(objectOf);
}
