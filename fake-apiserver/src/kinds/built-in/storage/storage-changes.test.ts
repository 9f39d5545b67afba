import { expect, test } from "vitest";
import { inTurn } from "../../../testing/ask-in-turn.ts";

// As kube-apiserver v1.35.4 answers.
const claims = "/api/v1/namespaces/default/persistentvolumeclaims";
const annotation = "volume.beta.kubernetes.io/storage-class";

function claimed(spec: object, annotations: object = {}) {
  const lab = inTurn();
  lab.ask("POST", claims, {
    metadata: { name: "a", annotations },
    spec: {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "1Gi" } },
      ...spec,
    },
  });
  return (change: object) => lab.ask("PATCH", `${claims}/a`, change).message;
}

test("a claim keeps the class in its annotation, and may take the same one into its spec", () => {
  const change = claimed({}, { [annotation]: "fast" });

  for (const [now, shown] of [
    ["slow", "slow"],
    [null, ""],
  ])
    expect(change({ metadata: { annotations: { [annotation]: now } } })).toBe(
      `PersistentVolumeClaim "a" is invalid: metadata.annotations.${annotation}: Invalid value: "${shown}": field is immutable`,
    );
  expect(change({ spec: { storageClassName: "slow" } })).toContain("spec: Forbidden:");
  expect(change({ spec: { storageClassName: "fast" } })).toBe("");
});

test("a claim whose attributes are of a class cannot do without one", () => {
  const lab = inTurn();
  const spec = {
    accessModes: ["ReadWriteOnce"],
    resources: { requests: { storage: "1Gi" } },
    volumeAttributesClassName: "gold",
  };
  lab.ask("POST", claims, { metadata: { name: "a" }, spec });
  const status = { phase: "Bound", currentVolumeAttributesClassName: "gold" };
  lab.ask("PATCH", `${claims}/a/status`, { status });
  const become = (volumeAttributesClassName: string | null) =>
    lab.ask("PATCH", `${claims}/a`, { spec: { volumeAttributesClassName } }).message;

  expect(become("silver")).toBe("");
  expect(become(null)).toContain(
    "spec.volumeAttributesClassName: Forbidden: update to nil is forbidden when status.currentVolumeAttributesClassName is not nil",
  );
  expect(become("")).toContain("update to empty string is forbidden when");
});

test("parameters that are sent empty are not the ones that were stored", () => {
  const { ask } = inTurn();
  const path = "/apis/storage.k8s.io/v1/storageclasses";
  const storageClass = { metadata: { name: "a" }, provisioner: "a.b/c", parameters: {} };

  expect(ask("POST", path, storageClass).status).toBe(201);
  expect(ask("PUT", `${path}/a`, storageClass).message).toBe(
    'StorageClass.storage.k8s.io "a" is invalid: parameters: Forbidden: updates to parameters are forbidden.',
  );
  expect(ask("PUT", `${path}/a`, { ...storageClass, parameters: undefined }).status).toBe(200);
});
