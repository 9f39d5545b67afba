import { expect, test } from "vitest";
import { createRegistry } from "../kinds/create-registry.ts";
import { applyStrategicMergePatch } from "./strategic-merge-patch.ts";
import { StrategicPatchError } from "./strategic-patch-error.ts";

const registry = createRegistry();
const pod = registry.lookup("", "v1", "pods")?.schema;
const deployment = registry.lookup("apps", "v1", "deployments")?.schema;
const configMap = registry.lookup("", "v1", "configmaps")?.schema;

function containers(...list: readonly object[]): object {
  return { spec: { containers: list } };
}

test("merges lists by their key, with new elements first", () => {
  const original = containers({ name: "a", image: "1" }, { name: "b", image: "1" });
  const patch = containers({ name: "b", image: "2" }, { name: "c", image: "3" });

  expect(applyStrategicMergePatch(original as never, patch as never, pod)).toEqual(
    containers({ name: "a", image: "1" }, { name: "b", image: "2" }, { name: "c", image: "3" }),
  );
  expect(
    applyStrategicMergePatch(
      original as never,
      containers({ name: "c", image: "3" }) as never,
      pod,
    ),
  ).toEqual(
    containers({ name: "c", image: "3" }, { name: "a", image: "1" }, { name: "b", image: "1" }),
  );
});

test("$patch: delete removes an element, $patch: replace replaces the list", () => {
  const original = containers({ name: "a", image: "1" }, { name: "b", image: "1" });

  expect(
    applyStrategicMergePatch(
      original as never,
      containers({ name: "a", $patch: "delete" }) as never,
      pod,
    ),
  ).toEqual(containers({ name: "b", image: "1" }));
  expect(
    applyStrategicMergePatch(
      original as never,
      containers({ name: "z", image: "9" }, { $patch: "replace" }) as never,
      pod,
    ),
  ).toEqual(containers({ name: "z", image: "9" }));
});

test("$setElementOrder puts the list into the stated order", () => {
  const original = containers({ name: "a", image: "1" }, { name: "b", image: "1" });
  const patch = {
    spec: {
      "$setElementOrder/containers": [{ name: "b" }, { name: "c" }, { name: "a" }],
      containers: [{ name: "c", image: "3" }],
    },
  };

  expect(applyStrategicMergePatch(original as never, patch, pod)).toEqual(
    containers({ name: "b", image: "1" }, { name: "c", image: "3" }, { name: "a", image: "1" }),
  );
});

test("$retainKeys drops what it does not name", () => {
  const original = {
    spec: { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } } },
  };
  const patch = { spec: { strategy: { $retainKeys: ["type"], type: "Recreate" } } };

  expect(applyStrategicMergePatch(original, patch, deployment)).toEqual({
    spec: { strategy: { type: "Recreate" } },
  });
});

test("$deleteFromPrimitiveList removes from a list of scalars, others are added to it", () => {
  const original = { metadata: { finalizers: ["a/a", "b/b"] } };

  expect(
    applyStrategicMergePatch(
      original,
      { metadata: { "$deleteFromPrimitiveList/finalizers": ["a/a"], finalizers: ["c/c"] } },
      configMap,
    ),
  ).toEqual({ metadata: { finalizers: ["c/c", "b/b"] } });
});

test("null removes, atomic lists are replaced, and what is new is taken without the objects that $patch marks", () => {
  const original = { metadata: { labels: { a: "1" } }, spec: { tolerations: [{ key: "a" }] } };
  const patch = {
    metadata: { labels: { a: null, b: "2" } },
    spec: {
      tolerations: [{ key: "b" }],
      affinity: { $patch: "unknown", nodeAffinity: { x: null } },
      securityContext: { windowsOptions: null, $retainKeys: ["runAsUser"], runAsUser: 1 },
    },
  };

  expect(applyStrategicMergePatch(original, patch, pod)).toEqual({
    metadata: { labels: { b: "2" } },
    spec: {
      tolerations: [{ key: "b" }],
      // Nobody knows the field: validation says so.
      securityContext: { $retainKeys: ["runAsUser"], runAsUser: 1 },
    },
  });
});

test("an element without its merge key, or an unknown directive, is refused", () => {
  const original = containers({ name: "a" });

  expect(() =>
    applyStrategicMergePatch(original as never, containers({ image: "x" }) as never, pod),
  ).toThrow(new StrategicPatchError("map: map[image:x] does not contain declared merge key: name"));
  expect(() =>
    applyStrategicMergePatch({ data: {} }, { data: { $patch: "frob" } }, configMap),
  ).toThrow(new StrategicPatchError("unknown patch type: frob in map: map[$patch:frob]"));
});

test("$deleteFromPrimitiveList takes from a list that a patch would replace, too", () => {
  const original = { spec: { nodeSelector: {}, dnsConfig: { searches: ["a", "b"] } } };
  const patch = { spec: { dnsConfig: { "$deleteFromPrimitiveList/searches": ["b"] } } };

  expect(applyStrategicMergePatch(original, patch, pod)).toEqual({
    spec: { nodeSelector: {}, dnsConfig: { searches: ["a"] } },
  });
});

test("an order is not stated for what no patch lists, and not of a field that nobody knows", () => {
  const original = { spec: { containers: [{ name: "a" }], tolerations: [] } };
  const order = (field: string): object => ({ spec: { [`$setElementOrder/${field}`]: [] } });
  const merged = (field: string) => () =>
    applyStrategicMergePatch(original, order(field) as never, pod);

  expect(merged("containers")()).toEqual(original);
  expect(merged("tolerations")).toThrow(
    new StrategicPatchError("no elements in any of the given slices"),
  );
  expect(merged("odd")).toThrow(
    new StrategicPatchError('unable to find api field in struct PodSpec for the json field "odd"'),
  );
});
