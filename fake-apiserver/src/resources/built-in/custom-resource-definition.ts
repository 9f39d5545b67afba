import { listOf, objectOf, textOf, valueAt, withValueAt } from "../json/plain-object.ts";
import type { KindRules } from "./kind-rules.ts";

/**
 * Definitions of custom resources.
 *
 * @see apiextensions-apiserver pkg/registry/customresourcedefinition/strategy.go
 */
export const customResourceDefinitionRules: KindRules = {
  strategy: { deleteAnswersObject: true, keepsGeneration: true },
  statusKeepsMetadata: true,
  prepareForCreate(definition) {
    const storage = listOf(valueAt(definition, "spec", "versions"))
      .map(objectOf)
      .find((version) => version["storage"] === true);
    const storedVersions = storage === undefined ? null : [textOf(storage["name"])];
    return withValueAt(definition, ["status"], {
      conditions: null,
      acceptedNames: { plural: "", kind: "" },
      storedVersions,
    });
  },
};
