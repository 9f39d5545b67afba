import { type Target, type World, writeOf } from "./world.ts";

/** Metadata as it is sent: mostly valid. */
export function metadataOf(world: World, target: Target): object {
  const { chance, namespace } = world;
  // Names of the whole cluster are for all seeds.
  const other = target.kind.isNamespaced ? "other" : `${namespace}-other`;
  const last = writeOf(world, target);
  const name = chance.isOneIn(20)
    ? chance.oneOf<object>([{}, { name: "Not Valid" }, { generateName: "gen-" }, { name: other }])
    : { name: target.name };
  return {
    ...name,
    labels: {
      world: namespace,
      ...chance.maybe(3, () => ({ tier: chance.oneOf(["web", "db", "Not Valid!"]) })),
    },
    ...chance.maybe(5, () => ({ annotations: { note: chance.oneOf(["x", "y", 1]) } })),
    ...chance.maybe(12, () => ({
      finalizers: chance.oneOf([["example.org/kept"], ["short"], [], ["foregroundDeletion"]]),
    })),
    ...chance.maybe(10, () => ({
      ownerReferences: [
        {
          apiVersion: chance.oneOf(["v1", "apps/v1", ""]),
          kind: "Owner",
          name: "o",
          uid: chance.oneOf(["u", "1234", ""]),
          ...chance.maybe(3, () => ({ controller: true, blockOwnerDeletion: true })),
        },
      ],
    })),
    ...chance.maybe(5, () => ({
      resourceVersion: last === undefined ? chance.oneOf(["", "0", "7"]) : `{rv:${last}}`,
    })),
    ...chance.maybe(12, () => ({ uid: last === undefined ? "u" : `{uid:${last}}` })),
    ...chance.maybe(12, () => ({ namespace: chance.oneOf([namespace, "elsewhere"]) })),
    ...chance.maybe(25, () => ({ creationTimestamp: "2020-01-01T00:00:00Z", generation: 4 })),
    ...chance.maybe(25, () => ({ managedFields: chance.oneOf([[], [{}], null]) })),
  };
}
