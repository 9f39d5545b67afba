import { type RawRequest, send } from "../requests/request.ts";
import type { Chance } from "./chance.ts";
import { metadataOf } from "./metadata.ts";
import { writeQuery } from "./options.ts";
import { type Target, type World, writeOf } from "./world.ts";

/** An object as it is sent. */
export function objectOf(world: World, target: Target): Record<string, unknown> {
  const { chance } = world;
  const { kind } = target;
  const type = chance.isOneIn(14)
    ? chance.oneOf<object>([
        {},
        { kind: kind.kind },
        { apiVersion: "v2", kind: kind.kind },
        { apiVersion: kind.apiVersion, kind: "Other" },
        { apiVersion: "apps/v1", kind: "Deployment" },
      ])
    : { apiVersion: kind.apiVersion, kind: kind.kind };
  return {
    ...type,
    metadata: metadataOf(world, target),
    ...kind.content(chance),
    ...chance.maybe(15, () => ({ strange: { x: 1 } })),
  };
}

/** Options of a deletion. */
export function deleteOptions(world: World, target: Target): object {
  const { chance } = world;
  const last = writeOf(world, target);
  return {
    ...chance.maybe(2, () => ({
      apiVersion: chance.oneOf(["v1", target.kind.apiVersion, "meta.k8s.io/v1"]),
      kind: "DeleteOptions",
    })),
    ...chance.maybe(4, () => ({
      propagationPolicy: chance.oneOf(["Foreground", "Background", "Orphan", "Odd"]),
    })),
    ...chance.maybe(8, () => ({ orphanDependents: chance.isOneIn(2) })),
    ...chance.maybe(4, () => ({ gracePeriodSeconds: chance.oneOf([0, 1, 5, -1]) })),
    ...chance.maybe(3, () => ({
      preconditions: {
        ...chance.maybe(2, () => ({ uid: last === undefined ? "u" : `{uid:${last}}` })),
        ...chance.maybe(2, () => ({ resourceVersion: last === undefined ? "1" : `{rv:${last}}` })),
      },
    })),
    ...chance.maybe(10, () => ({ dryRun: [chance.oneOf(["All", "Some"])] })),
    ...chance.maybe(20, () => ({ strange: 1 })),
  };
}

const patchTypes = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
} as const;

/** A patch of any type of an object or of a part of it. */
export function patchOf(
  world: World,
  target: Target,
  path: string,
  subresource: string,
): RawRequest {
  const { chance } = world;
  const { kind } = target;
  const change = kind.change(chance, subresource);
  const type = chance.oneOf(["json", "merge", "strategic", "apply", "apply"] as const);
  const metadata = chance.isOneIn(3) ? { metadata: metadataOf(world, target) } : {};
  const manager = chance.oneOf(["one", "one", "two"]);
  const query =
    type === "apply"
      ? writeQuery(chance, [
          ...(chance.isOneIn(12) ? [] : [`fieldManager=${manager}`]),
          ...(chance.isOneIn(3) ? [`force=${chance.oneOf(["true", "true", "false", "x"])}`] : []),
        ])
      : writeQuery(chance);
  const body = {
    json: () => operationsOf(chance, change),
    merge: () => ({ ...metadata, ...change }),
    strategic: () => ({ ...metadata, ...change }),
    apply: () => ({
      apiVersion: kind.apiVersion,
      kind: kind.kind,
      metadata: {
        ...chance.maybe(2, () => ({ name: target.name })),
        ...chance.maybe(3, () => ({ labels: { [chance.oneOf(["l1", "l2"])]: manager } })),
        ...chance.maybe(6, () => ({ finalizers: ["example.org/kept"] })),
      },
      ...(chance.isOneIn(2) ? kind.content(chance) : {}),
      ...change,
    }),
  }[type]();
  return send("PATCH", `${path}${query}`, body, patchTypes[type]);
}

function operationsOf(chance: Chance, change: object): readonly object[] {
  const operations: object[] = [];
  const walk = (value: unknown, path: string): void => {
    if (typeof value === "object" && value !== null && !Array.isArray(value) && !chance.isOneIn(3))
      for (const [key, one] of Object.entries(value)) walk(one, `${path}/${key}`);
    else operations.push({ op: chance.oneOf(["add", "add", "replace"]), path, value });
  };
  walk(change, "");
  if (chance.isOneIn(4))
    operations.unshift({
      op: "test",
      path: chance.oneOf(["/metadata/name", "/kind", "/metadata/labels/l1", "/spec"]),
      value: chance.oneOf(["a", "Pod", "one"]),
    });
  if (chance.isOneIn(4))
    operations.push({
      op: "remove",
      path: chance.oneOf(["/metadata/labels", "/metadata/finalizers", "/spec", "/data/a", "/nope"]),
    });
  if (chance.isOneIn(6))
    operations.push({ op: "copy", from: "/metadata/name", path: "/metadata/annotations" });
  return operations;
}
