import type { KubernetesObject } from "@informerlab/core";
import { objectOf } from "../../codec/json/plain-object.ts";
import type { FieldSelectorRule } from "../resource-definition.ts";
import type { KindRules } from "./kind-rules.ts";

/** The fields that a kind is selected by, as its rules say. */
export function fieldSelectorsOf(rules: KindRules): FieldSelectorRule {
  const selectable = Object.entries(rules.selectableFields ?? {});
  return {
    errorStyle:
      rules.fieldSelectorStyle ?? (selectable.length === 0 ? "known-list" : "not-supported"),
    fields: new Map(
      selectable.map(([field, read]) => [
        field,
        (object: KubernetesObject) => read(objectOf(object)),
      ]),
    ),
  };
}
