import type { KubernetesObject } from "@informerlab/core";
import { expect, test } from "vitest";
import { createCluster, type FakeCluster } from "../../fake-apiserver.ts";
import type { AdmissionReview } from "./webhook-client.ts";

const hook = {
  name: "writes.example.com",
  sideEffects: "None",
  admissionReviewVersions: ["v1"],
  clientConfig: { url: "https://hooks.example.com/" },
  rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["*"], resources: ["configmaps"] }],
};

const key = "configmaps/default/a";

function map(data: Readonly<Record<string, string>>): KubernetesObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data } as KubernetesObject;
}

/** A cluster with a webhook in this process that does something once: while it is asked about the next request. */
function lab() {
  let next: ((cluster: FakeCluster, review: AdmissionReview) => void) | undefined;
  const cluster: FakeCluster = createCluster({
    webhooks: {
      functions: {
        [hook.name]: (review) => {
          const step = next;
          next = undefined;
          step?.(cluster, review);
          return { allowed: true };
        },
      },
    },
  });
  cluster.create({
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingWebhookConfiguration",
    metadata: { name: "writes" },
    webhooks: [hook],
  } as KubernetesObject);
  return {
    cluster,
    whenAsked: (step: typeof next): void => {
      next = step;
    },
    seen: () => cluster.get<KubernetesObject & { data?: unknown }>(key),
    verbs: () => cluster.history(key).map(({ verb }) => verb),
  };
}

function refusal(write: () => void): unknown {
  try {
    write();
    return "done";
  } catch (error) {
    return (error as { readonly status?: object }).status;
  }
}

test("what a webhook made while it was asked about its creation is not made again", () => {
  const { cluster, whenAsked, seen, verbs } = lab();
  whenAsked(() => cluster.create(map({ by: "webhook" })));

  const refused = refusal(() => cluster.create(map({ by: "client" })));

  expect(refused).toMatchObject({ code: 409, reason: "AlreadyExists" });
  expect([seen()?.data, verbs()]).toEqual([{ by: "webhook" }, ["create"]]);
});

test("what a webhook deleted while it was asked about its update stays deleted", () => {
  const { cluster, whenAsked, seen, verbs } = lab();
  cluster.create(map({ by: "client" }));
  whenAsked(() => cluster.delete(key));

  const refused = refusal(() => cluster.update(map({ by: "update" })));

  expect(refused).toMatchObject({ code: 404, reason: "NotFound" });
  expect([seen(), verbs()]).toEqual([undefined, ["create", "delete"]]);
});

test("an update of a version that a webhook has overtaken is a conflict, one of no version is written over what is there", () => {
  const { cluster, whenAsked, seen } = lab();
  const first = cluster.create(map({ by: "client" }));
  const overtake = (): void => void cluster.update(map({ by: "webhook" }));

  whenAsked(overtake);
  const refused = refusal(() => cluster.update({ ...first, ...{ data: { by: "update" } } }));
  expect(refused).toMatchObject({ code: 409, reason: "Conflict" });
  expect(seen()?.data).toEqual({ by: "webhook" });

  whenAsked(overtake);
  cluster.update(map({ by: "update" }));
  expect(seen()?.data).toEqual({ by: "update" });
});

test("what a webhook changed while it was asked about its deletion is deleted as it is then", () => {
  const { cluster, whenAsked } = lab();
  cluster.create(map({ by: "client" }));
  whenAsked(() => cluster.update(map({ by: "webhook" })));

  cluster.delete(key);

  expect(cluster.history(key).at(-1)).toMatchObject({
    verb: "delete",
    object: { data: { by: "webhook" } },
  });
});

test("a webhook that writes the object whenever it is asked about it ends in a conflict", () => {
  const { cluster, whenAsked } = lab();
  cluster.create(map({ by: "client" }));
  let count = 0;
  const again = (): void => {
    count += 1;
    const inner = count;
    whenAsked(undefined);
    cluster.update(map({ by: `webhook ${inner}` }));
    whenAsked(again);
  };
  whenAsked(again);

  const refused = refusal(() => cluster.update(map({ by: "update" })));

  expect(refused).toMatchObject({ code: 409, reason: "Conflict" });
});

test("what a webhook does to what it is shown changes nothing that is stored", () => {
  const { cluster, whenAsked, seen } = lab();
  cluster.create(map({ by: "client" }));
  whenAsked((_cluster, { request }) => {
    for (const member of ["object", "oldObject"])
      (request[member] as { data: Record<string, string> }).data["by"] = "webhook";
  });

  cluster.update(map({ by: "update" }));

  const versions = cluster.history(key).map(({ object }) => (object as { data?: unknown }).data);
  expect([seen()?.data, versions]).toEqual([
    { by: "update" },
    [{ by: "client" }, { by: "update" }],
  ]);
});
