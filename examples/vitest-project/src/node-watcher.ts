import { type SharedIndexInformer, SharedInformerFactory } from "@informerlab/core";
import { fromKubeConfig } from "@informerlab/core/client-node";
import type { coreV1 } from "@informerlab/core/kinds";
import type { KubeConfig } from "@kubernetes/client-node";

/** Keeps the Nodes of a cluster in memory and notes which ones came and went. */
export class NodeWatcher {
  readonly log: string[] = [];
  readonly informer: SharedIndexInformer<coreV1.Node>;
  readonly #stop = new AbortController();
  readonly #factory: SharedInformerFactory;

  constructor(kubeConfig: KubeConfig) {
    this.#factory = new SharedInformerFactory(fromKubeConfig(kubeConfig), { resyncPeriodMs: 0 });
    this.informer = this.#factory.core.v1.nodes.informer();
    this.informer.addEventHandler({
      onAdd: (node) => void this.log.push(`+${node.metadata?.name}`),
      onDelete: (node) => void this.log.push(`-${"key" in node ? node.key : node.metadata?.name}`),
    });
  }

  async start(): Promise<void> {
    this.#factory.start(this.#stop.signal);
    await this.#factory.waitForCacheSync(this.#stop.signal);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#factory.shutdown();
  }
}
