import { test } from "@informerlab/fake-apiserver/vitest";
import { CoreV1Api } from "@kubernetes/client-node";
import { expect } from "vitest";
import { keepJournal } from "./keep-journal.ts";

test.afterEach(({ cluster, task }) => keepJournal(task, cluster));

test("a namespace that is made is there", async ({ cluster, kubeConfig }) => {
  const api = kubeConfig.makeApiClient(CoreV1Api);

  await api.createNamespace({ body: { metadata: { name: "shop" } } });

  expect(cluster.get("namespaces", "shop")).toBeDefined();
});
