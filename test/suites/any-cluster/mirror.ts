// A program as somebody runs it against a cluster: an informer of ConfigMaps, by the kubeconfig in its environment.
// It writes so many of them itself, waits until its cache holds all whose names begin as told, and prints their keys.
// node --conditions=@informerlab/source mirror.ts PREFIX COUNT [written]

import { SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig, loadKubeConfig } from "@informerlab/core/client-node";
import { createSystemEnvironment } from "@informerlab/core/system";
import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";

const [prefix = "", count = "", isWritten] = process.argv.slice(2);
const namespace = "default";
const environment = createSystemEnvironment({ warn: () => {} });
await using factory = new SharedInformerFactory(fromKubeConfig(loadKubeConfig(), { environment }));
const informer = factory.core.v1.configMaps.informer();
const held = (): readonly string[] => {
  const keys = informer.indexer.listKeys().toSorted();
  return keys.filter((key) => key.startsWith(`${namespace}/${prefix}`));
};
const heard = new Promise<void>((resolve) => {
  informer.addEventHandler({
    onAdd: () => {
      if (held().length >= Number(count)) resolve();
    },
  });
});
factory.start();
await factory.waitForCacheSync();
if (isWritten === undefined) {
  const config = new KubeConfig();
  config.loadFromDefault();
  const api = config.makeApiClient(CoreV1Api);
  for (let number = 1; number <= Number(count); number++) {
    const body = { metadata: { name: `${prefix}${number}` } };
    await api.createNamespacedConfigMap({ namespace, body });
  }
}
await heard;
console.log(JSON.stringify(held()));
