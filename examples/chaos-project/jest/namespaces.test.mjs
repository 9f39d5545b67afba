import { createCluster } from "@informerlab/fake-apiserver";
import { memoryKubeConfig } from "@informerlab/fake-apiserver/client-node";
import { CoreV1Api } from "@kubernetes/client-node";

let cluster;
let kubeConfig;

beforeEach(() => {
  cluster = createCluster();
  kubeConfig = memoryKubeConfig(cluster);
});

afterEach(async () => {
  await kubeConfig.close();
  await cluster.close();
});

test("asks again when the server is busy", async () => {
  cluster.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
  cluster.faults.add({
    on: { verb: "list", resource: "namespaces" },
    life: { times: 1 }, // Then the server is well again.
    do: { status: 429, retryAfterSeconds: 1 },
  });
  const api = kubeConfig.makeApiClient(CoreV1Api);

  const list = () => api.listNamespace();
  const { items } = await list().catch(list);

  expect(items.map(({ metadata }) => metadata.name)).toContain("shop");
});
