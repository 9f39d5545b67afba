import type { KubernetesObject, WatchEvent } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../fake-apiserver.ts";
import { inProcessListerWatcher } from "../transports/in-process.ts";

// What apiextensions-apiserver's own tests ask (TestNameConflict, TestInvalidCABundle, TestChangeCRD), and how
// kube-apiserver v1.35.4 answered.

const definitions = "customresourcedefinitions";

function definition(plural: string, spec: object = {}): KubernetesObject {
  const object: object = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.example.com` },
    spec: {
      group: "example.com",
      scope: "Cluster",
      names: { plural, singular: "widget", kind: "Widget", listKind: "WidgetList" },
      versions: [{ name: "v1", served: true, storage: true, schema: open }],
      ...spec,
    },
  };
  return object;
}

const open = {
  openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
};

function lab(...given: readonly KubernetesObject[]) {
  const simulation = new Simulation();
  const cluster = createCluster({ environment: simulation });
  for (const each of given) {
    cluster.create(each);
    simulation.runReady();
  }
  return { simulation, cluster };
}

function conditions(cluster: FakeCluster, plural: string): unknown {
  const { status } = cluster.get(`${definitions}/${plural}.example.com`) as unknown as {
    status: { conditions: readonly Record<"type" | "status" | "reason" | "message", string>[] };
  };
  return status.conditions.map(({ type, status: is, reason, message }) =>
    [type, is, reason, message].join(" "),
  );
}

const accepted = "NamesAccepted True NoConflicts no conflicts found";
const established = "Established True InitialNamesAccepted the initial names have been accepted";

test("of the names that are taken the last is told, and they are given once they are free", () => {
  const { simulation, cluster } = lab(definition("widgets"), definition("gadgets"));

  expect(conditions(cluster, "gadgets")).toEqual([
    'NamesAccepted False ListKindConflict "WidgetList" is already in use',
    "Established False NotAccepted not all names are accepted",
  ]);

  cluster.delete(`${definitions}/widgets.example.com`);
  simulation.runReady();

  expect(conditions(cluster, "gadgets")).toEqual([accepted, established]);
  expect(cluster.list("gadgets.example.com")).toEqual([]);
});

function withNames(object: KubernetesObject, names: object): KubernetesObject {
  const { spec } = object as unknown as { readonly spec: { readonly names: object } };
  return { ...object, spec: { ...spec, names: { ...spec.names, ...names } } } as KubernetesObject;
}

test.for([
  { names: { singular: "widgets" }, is: 'SingularConflict "widgets" is already in use' },
  { names: { shortNames: ["w", "widget"] }, is: 'ShortNamesConflict "widget" is already in use' },
])("a name that the definition has already is taken, as another of its names: $is", (change) => {
  const { simulation, cluster } = lab(definition("widgets"));
  const stored = cluster.get(`${definitions}/widgets.example.com`) as KubernetesObject;

  cluster.update(withNames(stored, change.names));
  simulation.runReady();

  expect(conditions(cluster, "widgets")).toEqual([`NamesAccepted False ${change.is}`, established]);
});

test("names that are asked for at once may be the same", () => {
  const names = { plural: "widgets", kind: "Widget", singular: "widgets", shortNames: ["widgets"] };

  const { cluster } = lab(definition("widgets", { names }));

  expect(conditions(cluster, "widgets")).toEqual([accepted, established]);
});

test("a condition keeps the generation that somebody noted with it", () => {
  const { simulation, cluster } = lab(definition("widgets"));
  const noted = (): unknown =>
    (
      cluster.get(`${definitions}/widgets.example.com`) as unknown as {
        status: { conditions: readonly { observedGeneration?: number }[] };
      }
    ).status.conditions.map(({ observedGeneration }) => observedGeneration);
  const stored = cluster.get(`${definitions}/widgets.example.com`) as KubernetesObject & {
    status: { conditions: readonly object[] };
  };
  const seen = stored.status.conditions.map((one) => ({ ...one, observedGeneration: 1 }));
  cluster.updateStatus({ ...stored, status: { ...stored.status, conditions: seen } });
  simulation.runReady();

  const current = cluster.get(`${definitions}/widgets.example.com`) as KubernetesObject;
  cluster.update(withNames(current, { singular: "thing" }));
  simulation.runReady();

  expect(noted()).toEqual([1, 1]);
});

const certificate = `-----BEGIN CERTIFICATE-----\n${btoa("\x30\x03\x02\x01\x07")}\n-----END CERTIFICATE-----\n`;

test.for([
  {
    bundle: "\n",
    is: "Established False InvalidCABundle The conversion webhook CABundle is invalid",
  },
  {
    bundle: certificate.replace("-----\n", "-----\nA: b\n\n"),
    is: "Established False InvalidCABundle The conversion webhook CABundle is invalid",
  },
  { bundle: certificate, is: established },
])("a definition whose webhook nobody could trust is not served: $is", ({ bundle, is }) => {
  const url = "https://127.0.0.1:1/convert";
  const clientConfig = { url, caBundle: btoa(bundle) };
  const webhook = { conversionReviewVersions: ["v1"], clientConfig };

  const { cluster } = lab(definition("widgets", { conversion: { strategy: "Webhook", webhook } }));

  expect(conditions(cluster, "widgets")).toEqual([accepted, is]);
});

function withCategory(object: KubernetesObject): KubernetesObject {
  const { spec } = object as unknown as { readonly spec: { readonly names: object } };
  return {
    ...object,
    spec: { ...spec, names: { ...spec.names, categories: ["all"] } },
  } as KubernetesObject;
}

test("watches end when what they watch is defined anew, and what was before is too old for the next", () => {
  const { simulation, cluster } = lab(definition("widgets"));
  cluster.create({
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: { name: "a" },
  } as KubernetesObject);
  const seen: string[] = [];
  const source = inProcessListerWatcher(cluster, { resource: "widgets.example.com" });
  const from = { resourceVersion: cluster.resourceVersion };
  const observer = {
    opened: () => undefined,
    events: (batch: readonly WatchEvent[]) => {
      for (const { type, object } of batch)
        seen.push(type === "ERROR" ? `${object.code} ${object.reason}` : type);
    },
    closed: () => seen.push("closed"),
    failed: () => seen.push("failed"),
  };
  const stored = (): KubernetesObject =>
    cluster.get(`${definitions}/widgets.example.com`) as KubernetesObject;
  source.watch(from, observer);
  simulation.runReady();

  cluster.update({ ...stored(), metadata: { ...stored().metadata, labels: { a: "b" } } });
  simulation.runReady();
  expect(seen).toEqual([]);

  cluster.update(withCategory(stored()));
  simulation.runReady();
  source.watch(from, observer);
  simulation.runReady();

  expect(seen).toEqual(["closed", "410 Expired", "closed"]);
});

test("what a schema says of version and kind holds for objects of before, too; of other fields only once they change", () => {
  const rules = (name: object, kind: object): object => ({
    openAPIV3Schema: {
      type: "object",
      properties: { kind, metadata: { type: "object", properties: { name } } },
    },
  });
  const text = { type: "string" };
  const first = definition("widgets", {
    versions: [{ name: "v1", served: true, storage: true, schema: rules(text, text) }],
  });
  const { simulation, cluster } = lab(first);
  cluster.create({
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: { name: "abcd" },
  } as KubernetesObject);
  const strict = rules({ ...text, maxLength: 3 }, { ...text, pattern: "x$" });
  const stored = cluster.get(`${definitions}/widgets.example.com`) as KubernetesObject;
  const versions = [{ name: "v1", served: true, storage: true, schema: strict }];
  const { spec } = stored as unknown as { readonly spec: object };
  cluster.update({ ...stored, spec: { ...spec, versions } } as KubernetesObject);
  simulation.runReady();
  const object = cluster.get("widgets.example.com/abcd") as KubernetesObject;

  expect(() =>
    cluster.update({ ...object, metadata: { ...object.metadata, labels: { a: "b" } } }),
  ).toThrow(
    `Widget.example.com "abcd" is invalid: kind: Invalid value: "Widget": kind in body should match 'x$'`,
  );
});
