import type { KubernetesObject } from "@informerlab/core";
import {
  isPlainObject,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  withValueAt,
} from "../../codec/json/plain-object.ts";
import { bareInternalError } from "../../request/answer/status-errors.ts";
import { compileJsonPath } from "../../schema/json-path/json-path.ts";
import type { ResourceVerb, ScaleAccess, SubresourceDefinition } from "../resource-definition.ts";
import { scaleCountAt, scaleSelectorAt } from "./scale-counts.ts";

const subresourceVerbs: readonly ResourceVerb[] = ["get", "patch", "update"];

/** The status endpoint changes the status; of the metadata only who owns what. */
export function statusOnly(object: PlainObject, old: PlainObject): PlainObject {
  const metadata = withValueAt(
    objectOf(old["metadata"]),
    ["managedFields"],
    valueAt(object, "metadata", "managedFields"),
  );
  return { ...withValueAt(old, ["status"], object["status"]), metadata };
}

/** The paths below an object that a version has. */
export function subresourcesOf(
  spec: PlainObject,
  kind: string,
): ReadonlyMap<string, SubresourceDefinition> {
  const { status, scale } = objectOf(spec["subresources"]);
  const found = new Map<string, SubresourceDefinition>();
  if (isPlainObject(status))
    found.set("status", { name: "status", group: "", version: "", kind, verbs: subresourceVerbs });
  if (isPlainObject(scale)) {
    found.set("scale", {
      name: "scale",
      group: "autoscaling",
      version: "v1",
      kind: "Scale",
      verbs: subresourceVerbs,
    });
  }
  return found;
}

/** The fields by which objects can be selected. */
export function selectableFields(
  spec: PlainObject,
): ReadonlyMap<string, (object: KubernetesObject) => string> {
  const paths = Array.isArray(spec["selectableFields"]) ? spec["selectableFields"] : [];
  return new Map(
    paths.flatMap((entry: unknown) => {
      const path = textOf(objectOf(entry)["jsonPath"]);
      const read = compileJsonPath(path);
      if (read === undefined) return [];
      return [
        [
          path.replace(/^\./, ""),
          (object: KubernetesObject) => scalarText(read(object)[0]),
        ] as const,
      ];
    }),
  );
}

function scalarText(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}

/** Where a version keeps its scale. */
export function scaleAccess(scale: unknown): ScaleAccess | undefined {
  if (!isPlainObject(scale)) return undefined;
  const path = textOf(scale["specReplicasPath"]);
  const members = path.replace(/^\./, "").split(".");
  return {
    missingIn: (object) => (scaleCountAt(objectOf(object), path) === undefined ? path : undefined),
    replicasOf: (object) => scaleCountAt(objectOf(object), path) ?? 0,
    statusReplicasOf: (object) =>
      scaleCountAt(objectOf(object), textOf(scale["statusReplicasPath"])) ?? 0,
    selectorOf: (object) => scaleSelectorAt(objectOf(object), textOf(scale["labelSelectorPath"])),
    replicasPath: members,
    withReplicas(object, count) {
      const blocked = blockedStep(object, members);
      if (blocked === undefined) return withValueAt(object, members, count);
      throw bareInternalError(
        `value cannot be set because ${blocked} is not a map[string]interface{}`,
      );
    },
  };
}

/** The first step on the way to a member that something else than a map stands at. */
function blockedStep(object: unknown, members: readonly string[]): string | undefined {
  let value = object;
  for (const [at, member] of members.slice(0, -1).entries()) {
    if (!isPlainObject(value) || !Object.hasOwn(value, member)) return undefined;
    value = value[member];
    if (!isPlainObject(value)) return `.${members.slice(0, at + 1).join(".")}`;
  }
  return undefined;
}
