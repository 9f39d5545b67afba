import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../fake-apiserver.ts";
import { readRecording } from "../recording/read-recording.ts";
import { seedFromRecording } from "./seed-from-recording.ts";

interface Seen {
  readonly path: string;
  readonly version: number;
  readonly kind: string;
  readonly apiVersion?: string;
  readonly items: readonly object[];
}

/** One object, asked for by its name. */
interface SeenAlone {
  readonly path: string;
  readonly object: object;
}

function bodyOf(seen: Seen | SeenAlone): object {
  if ("object" in seen) return seen.object;
  const { version, kind, apiVersion = "v1", items } = seen;
  return { kind, apiVersion, metadata: { resourceVersion: String(version) }, items };
}

/** A recording of lists and single objects, one behind the other. */
function recordingOf(...answers: readonly (Seen | SeenAlone)[]) {
  const lines = answers.flatMap((seen, index) => {
    const at = index * 1000;
    const asked = index + 1;
    return [
      { at, asked, client: "c", method: "GET", path: seen.path },
      { at, answered: asked, code: 200, type: "application/json" },
      { at, body: asked, value: bodyOf(seen) },
    ];
  });
  const all = [
    { recording: 1, startedAt: 0, secrets: "left out" },
    ...lines,
    { at: 9999, end: "closed" },
  ];
  return readRecording(all.map((line) => JSON.stringify(line)).join("\n"));
}

function seeded(...answers: readonly (Seen | SeenAlone)[]): {
  cluster: FakeCluster;
  notes: readonly string[];
} {
  const cluster = createCluster({ environment: new Simulation() });
  return { cluster, notes: seedFromRecording(cluster, recordingOf(...answers)) };
}

const pod = {
  metadata: {
    name: "p",
    namespace: "team",
    uid: "pod-uid",
    resourceVersion: "900",
    ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "r", uid: "gone" }],
  },
  spec: { containers: [{ name: "c", image: "i" }], nodeName: "n" },
  status: { phase: "Running" },
};
const pods: Seen = { path: "/api/v1/pods", version: 950, kind: "PodList", items: [pod] };

test("a cluster begins with the objects as they were seen, and can be written to", () => {
  const { cluster, notes } = seeded(pods);

  expect(cluster.get("pods", "team/p")).toMatchObject({
    kind: "Pod",
    metadata: { uid: "pod-uid", resourceVersion: "900" },
    status: { phase: "Running" },
  });
  expect(Number(cluster.resourceVersion)).toBeGreaterThanOrEqual(950);
  expect(notes).toEqual(["not in the recording, and made for what is in them: namespaces team"]);
  cluster.apply({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "c", namespace: "team" },
  });
  expect(Number(cluster.get("configmaps", "team/c")?.metadata?.resourceVersion)).toBeGreaterThan(
    950,
  );
});

test("what was seen as a table only is not in the cluster, and that is said", () => {
  const row = (name: string) => ({
    cells: [name],
    object: { metadata: { name, namespace: "team", uid: name, resourceVersion: "940" } },
  });
  const object = {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata: { resourceVersion: "940" },
    rows: [row("one"), row("two")],
  };
  const maps = { path: "/api/v1/namespaces/team/configmaps", object };
  const seen = { path: "/api/v1/namespaces/team/pods", object: { ...object, rows: [row("p")] } };

  const { cluster, notes } = seeded(pods, maps, seen);

  expect(cluster.get("configmaps", "team/one")).toBeUndefined();
  expect(notes.filter((note) => note.includes("tables"))).toEqual([
    "seen only as tables or by their metadata, and so not in the cluster: configmaps (2); kubectl asks for whole objects with -o yaml",
  ]);
});

test("of two lists the newer one is right, also about what is gone", () => {
  const old = { ...pods, path: "/api/v1/namespaces/team/pods", version: 901 };

  expect(seeded(old, { ...pods, items: [] }).cluster.list("pods")).toEqual([]);
  expect(seeded(old, { ...pods, version: 800, items: [] }).cluster.list("pods")).toHaveLength(1);
});

test("an object that was asked for after the list is as it was then", () => {
  const changed = { ...pod, metadata: { ...pod.metadata, resourceVersion: "960" } };
  const alone = {
    path: "/api/v1/namespaces/team/pods/p",
    object: { kind: "Pod", apiVersion: "v1", ...changed },
  };

  for (const answers of [
    [pods, alone],
    [alone, pods],
  ])
    expect(seeded(...answers).cluster.get("pods", "team/p")?.metadata?.resourceVersion).toBe("960");
});

const widget = {
  apiVersion: "x.io/v1",
  kind: "Widget",
  metadata: { name: "w", namespace: "default" },
};
const widgets: Seen = {
  path: "/apis/x.io/v1/widgets",
  version: 40,
  kind: "WidgetList",
  apiVersion: "x.io/v1",
  items: [widget],
};
const crds: Seen = {
  path: "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
  version: 30,
  kind: "CustomResourceDefinitionList",
  apiVersion: "apiextensions.k8s.io/v1",
  items: [
    {
      metadata: { name: "widgets.x.io", uid: "u", resourceVersion: "20" },
      spec: {
        group: "x.io",
        scope: "Namespaced",
        names: { plural: "widgets", singular: "widget", kind: "Widget", listKind: "WidgetList" },
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
            },
          },
        ],
      },
    },
  ],
};

test("custom resources need their definition, and what is missing is named", () => {
  expect(seeded(crds, widgets).cluster.list("widgets.x.io")).toMatchObject([{ kind: "Widget" }]);
  expect(() => seeded(widgets)).toThrow(/widgets\.x\.io v1 \(1 objects\).*--seed/);
});
