import type { RawRequest } from "../../requests/request.ts";
import { send } from "../../requests/request.ts";
import { create, list, patch, read, remove, removeAll } from "../actions.ts";
import { deleteOptions } from "../bodies.ts";
import { worldKinds } from "../kinds.ts";
import { writeQuery } from "../options.ts";
import { subresourceRequest } from "../subresources.ts";
import type { Target, World } from "../world.ts";
import { withCustomKinds } from "./custom-kinds.ts";
import type { Theme } from "./theme.ts";

const deleted = [
  "Pod",
  "ConfigMap",
  "ReplicationController",
  "Deployment",
  "Job",
  "Widget",
  "PersistentVolumeClaim",
  "Service",
];

/** Objects that others own, that finalizers hold, that end in their grace; one by one and many at once; and who watches. */
export const deletionsTheme: Theme = {
  name: "deletions",
  kinds: ({ group }) =>
    worldKinds(group).filter(
      ({ kind, apiVersion }) => deleted.includes(kind) && !apiVersion.endsWith("/v1beta1"),
    ),
  ...withCustomKinds,
  actions: [
    [26, create],
    [24, remove],
    [6, removeSome],
    [3, removeAll],
    [12, hold],
    [4, patch],
    [5, read],
    [8, list],
    [6, watchSome],
    [5, subresourceRequest],
  ],
};

/** What holds an object, or who owns it. */
function hold({ chance }: World, target: Target): RawRequest {
  const metadata = chance.oneOf<object>([
    { finalizers: ["example.org/kept"] },
    { finalizers: null },
    { finalizers: ["example.org/kept", "orphan"] },
    { finalizers: ["foregroundDeletion"] },
    { finalizers: [] },
    { ownerReferences: null },
    {
      ownerReferences: [
        { apiVersion: "v1", kind: "Pod", name: "a", uid: "1234", blockOwnerDeletion: true },
        { apiVersion: "v1", kind: "Pod", name: "b", uid: "12345", controller: chance.isOneIn(2) },
      ],
    },
    { deletionTimestamp: null },
    { deletionTimestamp: "2026-01-01T00:00:00Z" },
    { deletionGracePeriodSeconds: 1 },
  ]);
  const path = `${target.path}${writeQuery(chance)}`;
  return send("PATCH", path, { metadata }, "application/merge-patch+json");
}

/** Many at once, chosen. */
function removeSome(world: World, target: Target): RawRequest {
  const { chance } = world;
  const query = [
    ...chance.oneOf([
      ["labelSelector=tier=web"],
      ["labelSelector=!tier"],
      ["labelSelector=a%20b"],
      [],
    ]),
    ...chance.oneOf([
      ["fieldSelector=metadata.name=a"],
      ["fieldSelector=metadata.name!=a"],
      [],
      [],
    ]),
    ...(chance.isOneIn(3) ? [`limit=${chance.oneOf(["1", "2", "x"])}`] : []),
    ...(chance.isOneIn(8) ? [`resourceVersion=${chance.oneOf(["0", "1", "x"])}`] : []),
    ...(chance.isOneIn(10) ? ["dryRun=All"] : []),
    ...(chance.isOneIn(8) ? [`propagationPolicy=${chance.oneOf(["Orphan", "Foreground"])}`] : []),
  ].join("&");
  const path = query === "" ? target.list : `${target.list}?${query}`;
  return chance.isOneIn(2)
    ? { method: "DELETE", path }
    : send("DELETE", path, deleteOptions(world, target));
}

/** What has happened since an earlier answer. */
function watchSome({ chance, written }: World, target: Target, number: number): RawRequest {
  const numbers = [...written.values()].flat().filter((one) => one > number - 12);
  const since = numbers.length === 0 ? `{last:${number - 1}}` : `{last:${chance.oneOf(numbers)}}`;
  const accept = chance.oneOf([
    "application/json",
    "application/json",
    "application/json;as=Table;v=v1;g=meta.k8s.io",
    "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
    "application/yaml",
  ]);
  const selector = chance.oneOf([
    "",
    "",
    "&labelSelector=tier=web",
    "&fieldSelector=metadata.name=a",
  ]);
  return {
    method: "GET",
    path: `${target.list}?watch=1&timeoutSeconds=1&resourceVersion=${since}${selector}`,
    headers: { accept },
  };
}
