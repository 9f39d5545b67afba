import { type RawRequest, send } from "../../requests/request.ts";
import { create, list, patch, read, remove, removeAll, replace } from "../actions.ts";
import type { Chance } from "../chance.ts";
import { hookPath } from "../hook-server.ts";
import { subresourceRequest } from "../subresources.ts";
import type { Target, World } from "../world.ts";
import type { WorldKind } from "../world-kind.ts";
import type { Theme } from "./theme.ts";

/** A custom kind in three versions, between which a webhook converts, and whose definition changes in the course. */
export const versionsTheme: Theme = {
  name: "versions",
  kinds,
  first: ({ group }) => [
    send("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `parts.${group}` },
      spec: definitionSpec(group, {}),
    }),
  ],
  awaited: ({ group }) => `/apis/${group}/v1/parts`,
  actions: [
    [24, create],
    [14, replace],
    [24, patch],
    [6, remove],
    [1, removeAll],
    [10, read],
    [8, list],
    [6, subresourceRequest],
    [3, redefine],
  ],
};

/** Another conversion, storage version or schema. */
function redefine({ chance, group }: World, _target: Target): RawRequest {
  const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/parts.${group}`;
  const merge = "application/merge-patch+json";
  if (chance.isOneIn(5)) {
    const storedVersions = chance.oneOf([["v1"], ["v2"], ["v1", "v2"], ["v1", "v2", "v1beta1"]]);
    return send("PATCH", `${path}/status`, { status: { storedVersions } }, merge);
  }
  return send("PATCH", path, { spec: definitionSpec(group, wanted(chance)) }, merge);
}

/** How a definition may differ from what it is at first. */
interface Wanted {
  readonly conversion?: object;
  readonly storage?: string;
  readonly unserved?: string;
  readonly maximum?: number;
}

const webhook = {
  strategy: "Webhook",
  webhook: {
    conversionReviewVersions: ["v1"],
    clientConfig: {
      url: `{hooks}${hookPath({ renames: ["size", "count"], in: "v2" })}`,
      caBundle: "{ca}",
    },
  },
};

function definitionSpec(group: string, wanted: Wanted): object {
  const { conversion = webhook, storage = "v1", unserved, maximum = 10 } = wanted;
  const number = { type: "integer", minimum: 0, maximum };
  const version = (name: string, properties: object, more: object = {}): object => ({
    name,
    served: name !== unserved,
    storage: name === storage,
    subresources: { status: {}, ...more },
    schema: {
      openAPIV3Schema: {
        type: "object",
        properties: {
          spec: { type: "object", properties },
          status: { type: "object", properties: { phase: { type: "string" } } },
        },
      },
    },
  });
  const mode = { type: "string", enum: ["fast", "slow"], default: "slow" };
  return {
    group,
    scope: "Namespaced",
    names: { plural: "parts", kind: "Part", listKind: "PartList", singular: "part" },
    conversion,
    versions: [
      version(
        "v1",
        { size: number, mode },
        {
          scale: { specReplicasPath: ".spec.size", statusReplicasPath: ".status.size" },
        },
      ),
      version("v1beta1", { size: number, mode }),
      version("v2", { count: number, mode }),
    ],
  };
}

function kinds({ group }: { group: string }): readonly WorldKind[] {
  const part = (
    version: string,
    spec: (chance: Chance) => object,
    subresources: readonly string[],
  ): WorldKind => ({
    apiVersion: `${group}/${version}`,
    kind: "Part",
    plural: "parts",
    isNamespaced: true,
    subresources,
    content: (chance) => ({
      spec: {
        ...spec(chance),
        ...chance.maybe(3, () => ({ mode: chance.oneOf(["fast", "slow", "odd"]) })),
      },
      ...chance.maybe(6, () => ({ status: { phase: "New" } })),
    }),
    change: (chance, subresource) =>
      subresource === "status"
        ? { status: { phase: chance.oneOf(["Ready", 7]) } }
        : { spec: spec(chance) },
  });
  const first = part(
    "v1",
    (chance) => ({
      size: chance.oneOf([1, 2, 5, 20, "x"]),
      ...chance.maybe(5, () => ({ odd: 1 })),
    }),
    ["status", "scale"],
  );
  const third = part(
    "v2",
    (chance) => ({
      count: chance.oneOf([1, 3, 5, 20]),
    }),
    ["status"],
  );
  return [
    first,
    first,
    third,
    third,
    part("v1beta1", (chance) => ({ size: chance.oneOf([1, 4, 5]) }), ["status"]),
  ];
}

function wanted(chance: Chance): Wanted {
  return {
    ...chance.maybe(8, () => ({ conversion: { strategy: "None" } })),
    ...chance.maybe(3, () => ({ storage: chance.oneOf(["v1", "v2", "v1beta1"]) })),
    ...chance.maybe(8, () => ({ unserved: "v1beta1" })),
    ...chance.maybe(3, () => ({ maximum: chance.oneOf([4, 10, 30]) })),
  };
}
