import {
  type ClientSet,
  enqueueObject,
  isNotFound,
  type MetricsRegistry,
  type ObjectClient,
  parseObjectName,
  ReconcileLoop,
  RegistryWorkQueueMetricsProvider,
  type RestClient,
  retryOnConflict,
  SharedInformerFactory,
  type StopSignal,
} from "@informerlab/core";
import type { coreV1 } from "@informerlab/core/kinds";

/** Marks what this controller made, and so may change and delete. */
export const mirroredLabel = "mirror.example.com/mirrored";

/** Settings of a {@link ConfigMapMirror}. */
export interface MirrorOptions {
  readonly client: RestClient;
  readonly clients: ClientSet;
  /** Namespace whose ConfigMaps are wanted elsewhere, too. */
  readonly from: string;
  /** Namespace that gets them. */
  readonly to: string;
  readonly metrics: MetricsRegistry;
  /** A watch that is silent for this many milliseconds is opened again. */
  readonly readDeadlineMs: number;
  readonly warn: (message: string) => void;
}

/**
 * Keeps a copy of every ConfigMap of one namespace in another: creates, mends and deletes copies, whoever changed
 * them. ConfigMaps of the target that it did not make are left alone.
 */
export class ConfigMapMirror {
  readonly #options: MirrorOptions;
  readonly #sources: SharedInformerFactory;
  readonly #copies: SharedInformerFactory;
  readonly #targets: ObjectClient<coreV1.ConfigMap>;

  constructor(options: MirrorOptions) {
    this.#options = options;
    const { client, clients, from, to, readDeadlineMs, warn } = options;
    const watchErrorHandler = (error: unknown): void => warn(String((error as Error).message));
    const rest = { watchErrorHandler, readDeadlineMs };
    this.#sources = new SharedInformerFactory(client, {
      ...rest,
      namespace: from,
      informerName: "sources",
      // What every node writes about itself in each namespace is no business of ours.
      tweakListOptions: (query) => ({ ...query, fieldSelector: "metadata.name!=kube-root-ca.crt" }),
    });
    this.#copies = new SharedInformerFactory(client, {
      ...rest,
      namespace: to,
      informerName: "copies",
      tweakListOptions: (query) => ({ ...query, labelSelector: `${mirroredLabel}=true` }),
    });
    this.#targets = clients.core.v1.configMaps.inNamespace(to);
    this.#sources.core.v1.configMaps.informer();
    this.#copies.core.v1.configMaps.informer();
  }

  /** Fills the caches, also while another one leads: the next leader begins at once. */
  async start(signal: StopSignal): Promise<void> {
    this.#sources.start();
    this.#copies.start();
    await Promise.all([
      this.#sources.waitForCacheSync(signal),
      this.#copies.waitForCacheSync(signal),
    ]);
  }

  /** Both caches hold what the server has. */
  get isReady(): boolean {
    return [this.#sources, this.#copies].every(
      (factory) => factory.core.v1.configMaps.informer().hasSynced,
    );
  }

  /** Writes for as long as this one leads. */
  async lead(signal: StopSignal): Promise<void> {
    const { metrics, warn, client } = this.#options;
    const loop = new ReconcileLoop(client.environment, {
      name: "config-map-mirror",
      maxConcurrent: 4,
      metricsProvider: new RegistryWorkQueueMetricsProvider(metrics),
      reconcile: (key) => this.#reconcile(parseObjectName(key).name),
      onError: ({ key, error }) => warn(`mirror of ${key}: ${String((error as Error).message)}`),
    });
    // Both kinds of objects lead to the same key: the name that they share.
    const byName = { add: (key: string) => loop.queue.add(parseObjectName(key).name) };
    const informers = [this.#sources, this.#copies].map((f) => f.core.v1.configMaps.informer());
    const registrations = informers.map((informer) =>
      informer.addEventHandler(enqueueObject<coreV1.ConfigMap>(byName)),
    );
    loop.start();
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener("abort", resolve);
    });
    for (const [index, informer] of informers.entries()) {
      const registration = registrations[index];
      if (registration !== undefined) informer.removeEventHandler(registration);
    }
    await loop[Symbol.asyncDispose]();
  }

  async stop(): Promise<void> {
    await Promise.all([this.#sources[Symbol.asyncDispose](), this.#copies[Symbol.asyncDispose]()]);
  }

  async #reconcile(name: string): Promise<void> {
    const { from, to, client } = this.#options;
    const source = this.#sources.core.v1.configMaps.informer().indexer.getByKey(`${from}/${name}`);
    const copy = this.#copies.core.v1.configMaps.informer().indexer.getByKey(`${to}/${name}`);
    if (source === undefined) {
      if (copy !== undefined) await this.#delete(name, copy);
      return;
    }
    if (copy === undefined) {
      await this.#targets.create(copyOf(source, to));
    } else if (!isSameData(source, copy)) {
      await retryOnConflict(client.environment, async () => {
        const current = await this.#targets.get(name);
        const { metadata } = current;
        await this.#targets.update({ ...copyOf(source, to), ...(metadata && { metadata }) });
      });
    }
  }

  /** Only the very object that was seen: somebody may have made another of that name. */
  async #delete(name: string, copy: coreV1.ConfigMap): Promise<void> {
    const uid = copy.metadata?.uid;
    try {
      await this.#targets.delete(name, uid === undefined ? {} : { preconditions: { uid } });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}

function copyOf(source: coreV1.ConfigMap, namespace: string): coreV1.ConfigMap {
  const { data, binaryData, metadata } = source;
  return {
    metadata: {
      ...(metadata?.name === undefined ? {} : { name: metadata.name }),
      namespace,
      labels: { [mirroredLabel]: "true" },
    },
    ...(data && { data }),
    ...(binaryData && { binaryData }),
  };
}

function isSameData(left: coreV1.ConfigMap, right: coreV1.ConfigMap): boolean {
  return isSameMap(left.data, right.data) && isSameMap(left.binaryData, right.binaryData);
}

function isSameMap(
  left: Readonly<Record<string, string>> = {},
  right: Readonly<Record<string, string>> = {},
): boolean {
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => left[key] === right[key]);
}
