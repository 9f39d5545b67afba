import type { ListOptions } from "../api/list.ts";
import type { KubernetesObject } from "../api/object.ts";
import {
  type ApiResource,
  apiVersionOf,
  type GroupVersionResource,
  resourceNameOf,
} from "../api/resource.ts";
import type { TypedResource } from "../api/typed-resource.ts";
import { metaNamespaceIndexFunction, namespaceIndex } from "../cache/index-functions.ts";
import { Lister } from "../cache/lister.ts";
import type { Environment } from "../environment/environment.ts";
import type { StopSignal } from "../environment/stop-signal.ts";
import { SharedIndexInformer } from "../informer/shared-index-informer.ts";
import type { SharedIndexInformerOptions } from "../informer/shared-index-informer-options.ts";
import { builtInResources } from "../kinds/resources.generated.ts";
import type { InformerClient } from "../source/rest-client.ts";
import { type InformerGroups, informerGroup, type ResourceInformer } from "./informer-groups.ts";
import { type DoneChecker, waitFor } from "./wait-for-sync.ts";

/** Settings that a factory hands to each informer it makes. */
export type InformerDefaults = Pick<
  SharedIndexInformerOptions<KubernetesObject>,
  | "queue"
  | "useWatchList"
  | "transform"
  | "watchErrorHandler"
  | "toldErrors"
  | "handlerErrorHandler"
  | "detectMutations"
  | "mutationHandler"
  | "readDeadlineMs"
  | "pageSize"
>;

/** Settings of a {@link SharedInformerFactory} (FA-2). Times are milliseconds. */
export interface SharedInformerFactoryOptions extends InformerDefaults {
  /** How often handlers are told the whole cache again; 0 never. @defaultValue 0 */
  readonly resyncPeriodMs?: number;
  /** Other periods for some resources: `{ pods: 30_000, "deployments.apps": 0 }`. @defaultValue none */
  readonly customResyncMs?: Readonly<Record<string, number>>;
  /** Namespaced resources are read in this namespace only. @defaultValue all namespaces */
  readonly namespace?: string;
  /** LW-2: changes the query of every list and watch: adds selectors, mostly. @defaultValue none */
  readonly tweakListOptions?: (options: ListOptions) => ListOptions;
  /**
   * "metadata": asks the server for the metadata only and caches nothing else, whatever it sends; objects are
   * PartialObjectMetadata. For controllers that need names, labels, owners and finalizers of many objects.
   * @defaultValue "objects"
   */
  readonly representation?: "objects" | "metadata";
  /**
   * Put before the names of the informers, which lanes, facts and metrics carry: `NAME/nodes`. Two factories that run at
   * once in one environment want different ones.
   *
   * @defaultValue the namespace, where there is one
   */
  readonly informerName?: string;
  /** @defaultValue the client's */
  readonly environment?: Environment;
}

/** The wait ended before these informers had synced. */
export class CacheSyncError extends Error {
  override readonly name = "CacheSyncError";
  /** Names of the informers that had not synced. */
  readonly unsynced: readonly string[];

  constructor(unsynced: readonly string[], why: string) {
    super(`caches not synced when ${why}: ${unsynced.join(", ")}`);
    this.unsynced = unsynced;
  }
}

/** What a factory does with an informer, whatever it holds. */
type RunningInformer = DoneChecker & Pick<SharedIndexInformer, "run" | "stop" | "onStopped">;

interface Member {
  readonly informer: RunningInformer;
  isRun: boolean;
  hasSignal: boolean;
}

/**
 * One informer for each resource, shared by all who ask, started and awaited together.
 *
 * @see client-go informers/factory.go, dynamic/dynamicinformer/informer.go
 */
export class SharedInformerFactory implements AsyncDisposable {
  readonly environment: Environment;
  readonly #client: InformerClient;
  readonly #options: SharedInformerFactoryOptions;
  readonly #members = new Map<string, Member>();
  readonly #groups = new Map<string, unknown>();
  #isShutDown = false;

  /** @throws Error when neither the options nor the client say where informers are to live. */
  constructor(client: InformerClient, options: SharedInformerFactoryOptions = {}) {
    const environment = options.environment ?? client.environment;
    if (environment === undefined) {
      throw new Error(
        "this client brings no environment: give one, as createSystemEnvironment() from @informerlab/core/system does for real programs",
      );
    }
    this.environment = environment;
    this.#client = client;
    this.#options = options;
  }

  get admissionregistration(): InformerGroups["admissionregistration"] {
    return this.#group("admissionregistration");
  }
  get apiextensions(): InformerGroups["apiextensions"] {
    return this.#group("apiextensions");
  }
  get apiregistration(): InformerGroups["apiregistration"] {
    return this.#group("apiregistration");
  }
  get apps(): InformerGroups["apps"] {
    return this.#group("apps");
  }
  get autoscaling(): InformerGroups["autoscaling"] {
    return this.#group("autoscaling");
  }
  get batch(): InformerGroups["batch"] {
    return this.#group("batch");
  }
  get certificates(): InformerGroups["certificates"] {
    return this.#group("certificates");
  }
  get coordination(): InformerGroups["coordination"] {
    return this.#group("coordination");
  }
  get core(): InformerGroups["core"] {
    return this.#group("core");
  }
  get discovery(): InformerGroups["discovery"] {
    return this.#group("discovery");
  }
  get events(): InformerGroups["events"] {
    return this.#group("events");
  }
  get flowcontrol(): InformerGroups["flowcontrol"] {
    return this.#group("flowcontrol");
  }
  get networking(): InformerGroups["networking"] {
    return this.#group("networking");
  }
  get node(): InformerGroups["node"] {
    return this.#group("node");
  }
  get policy(): InformerGroups["policy"] {
    return this.#group("policy");
  }
  get rbac(): InformerGroups["rbac"] {
    return this.#group("rbac");
  }
  get resource(): InformerGroups["resource"] {
    return this.#group("resource");
  }
  get scheduling(): InformerGroups["scheduling"] {
    return this.#group("scheduling");
  }
  get storage(): InformerGroups["storage"] {
    return this.#group("storage");
  }

  /**
   * The informer of any resource, custom ones included. A built-in one is the same as by its typed name. Of a resource
   * that is not built in, `isNamespaced: false` keeps the factory's namespace out of its path.
   */
  forResource<T extends KubernetesObject = KubernetesObject>(
    resource: GroupVersionResource & Partial<TypedResource<T>>,
  ): ResourceInformer<T> {
    const known = builtIn.get(keyOf(resource)) ?? resource;
    return {
      resource: known,
      informer: () => this.informerFor<T>(known),
      lister: () =>
        new Lister<T>(this.informerFor<T>(known).indexer, known, (message) =>
          this.environment.warn?.(message),
        ),
    };
  }

  /**
   * FA-1: the factory's informer of a resource, made by `create` or by the factory itself at the first call for it;
   * later calls get the same one.
   */
  informerFor<T extends KubernetesObject = KubernetesObject>(
    resource: GroupVersionResource & Partial<TypedResource<T>>,
    create: (
      environment: Environment,
      options: SharedIndexInformerOptions<T>,
    ) => SharedIndexInformer<T> = (environment, options) =>
      new SharedIndexInformer<T>(environment, options),
  ): SharedIndexInformer<T> {
    const key = keyOf(resource);
    const known = builtIn.get(key) ?? resource;
    const member = this.#members.get(key);
    // A resource has one kind of objects, whoever asks for it.
    if (member !== undefined) return member.informer as SharedIndexInformer<T>;
    const informer = create(this.environment, this.#informerOptions<T>(known));
    this.#members.set(key, { informer, isRun: false, hasSignal: false });
    return informer;
  }

  /**
   * FA-4: starts every informer that was asked for and does not run yet; call it again when more were asked for. Returns
   * at once. The informers stop at the signal; without one at {@link shutdown}.
   */
  start(signal?: StopSignal): void {
    if (this.#isShutDown) {
      this.environment.warn?.(
        "this factory was shut down: it starts no informer any more; make another one",
      );
      return;
    }
    for (const member of this.#members.values()) {
      if (member.isRun) continue;
      member.isRun = true;
      member.hasSignal = signal !== undefined;
      void member.informer.run(signal ?? neverStops);
    }
  }

  /**
   * FA-5: resolves once every started informer has synced, to their names. Those asked for later, or not started, are
   * not waited for.
   *
   * @throws CacheSyncError naming the unsynced ones when the signal is given, or when one of them stopped.
   */
  async waitForCacheSync(signal?: StopSignal): Promise<ReadonlyMap<string, boolean>> {
    const started: RunningInformer[] = [];
    const idle: string[] = [];
    for (const { informer, isRun } of this.#members.values()) {
      if (!isRun) idle.push(informer.name);
      else started.push(informer);
    }
    if (started.length === 0 && idle.length > 0) {
      this.environment.warn?.(
        `waitForCacheSync waits for nothing: ${idle.join(", ")} not started; call start() after asking for informers`,
      );
    }
    const isComplete = await Promise.race([waitFor(signal, ...started), lossOf(started)]);
    if (isComplete) return new Map(started.map(({ name }) => [name, true]));
    const unsynced = started.filter(({ hasSynced }) => !hasSynced).map(({ name }) => name);
    throw new CacheSyncError(
      unsynced,
      signal?.aborted === true ? "the wait was ended" : "an informer stopped",
    );
  }

  /**
   * FA-6: no informer is started any more; resolves once all have returned. Those that were started with a signal
   * return when it is given, which is the caller's part. May be called repeatedly.
   */
  shutdown(): Promise<void> {
    this.#isShutDown = true;
    const run = [...this.#members.values()].filter(({ isRun }) => isRun);
    for (const { informer, hasSignal } of run) if (!hasSignal) informer.stop();
    return allStopped(run.map(({ informer }) => informer));
  }

  /** Stops every informer, whatever it was started with, and shuts down. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { informer } of this.#members.values()) informer.stop();
    await this.shutdown();
  }

  #group<Group extends keyof InformerGroups>(group: Group): InformerGroups[Group] {
    const made =
      this.#groups.get(group) ?? informerGroup(group, (resource) => this.forResource(resource));
    this.#groups.set(group, made);
    return made as InformerGroups[Group];
  }

  #informerOptions<T extends KubernetesObject>(
    resource: GroupVersionResource & Partial<ApiResource>,
  ): SharedIndexInformerOptions<T> {
    const {
      resyncPeriodMs = 0,
      customResyncMs = {},
      namespace,
      tweakListOptions,
      representation = "objects",
      informerName = namespace,
      environment: _environment,
      transform,
      ...defaults
    } = this.#options;
    const name = resourceNameOf(resource);
    const listerWatcher = this.#client.listerWatcherFor<T>(this.environment, {
      resource,
      ...(namespace === undefined || resource.isNamespaced === false ? {} : { namespace }),
      ...(tweakListOptions === undefined ? {} : { tweakListOptions }),
      representation,
    });
    const isPartial = representation === "metadata";
    const reduced = isPartial ? metadataOnly(transform) : transform;
    return {
      ...defaults,
      // A factory's transform is for objects of all kinds.
      ...(reduced === undefined ? {} : { transform: (object: T) => reduced(object) as T }),
      listerWatcher,
      resource: name,
      name: this.#uniqueName(
        informerName === undefined ? name : `${informerName}/${name}`,
        resource.version,
      ),
      resyncPeriodMs: Object.hasOwn(customResyncMs, name)
        ? (customResyncMs[name] ?? 0)
        : resyncPeriodMs,
      // FA-3.
      indexers: { [namespaceIndex]: metaNamespaceIndexFunction },
      ...(resource.kind === undefined || isPartial
        ? {}
        : { expected: { apiVersion: apiVersionOf(resource), kind: resource.kind } }),
    };
  }

  /** Two versions of one resource are two informers, and lanes are named after them. */
  #uniqueName(name: string, version: string): string {
    const isTaken = [...this.#members.values()].some(({ informer }) => informer.name === name);
    return isTaken ? `${name}.${version}` : name;
  }
}

const builtIn: ReadonlyMap<string, ApiResource> = new Map(
  builtInResources.map((resource) => [keyOf(resource), resource]),
);

/** Nothing but the metadata is kept, also of a server that sends whole objects. */
function metadataOnly(
  transform: InformerDefaults["transform"],
): (object: KubernetesObject) => KubernetesObject {
  return (object) => {
    const partial: KubernetesObject = {
      apiVersion: "meta.k8s.io/v1",
      kind: "PartialObjectMetadata",
      ...(object.metadata === undefined ? {} : { metadata: object.metadata }),
    };
    return transform?.(partial) ?? partial;
  };
}

const neverStops: StopSignal = {
  aborted: false,
  addEventListener: () => {},
  removeEventListener: () => {},
};

function keyOf({ group, version, resource }: GroupVersionResource): string {
  return `${group}/${version}/${resource}`;
}

function allStopped(informers: readonly RunningInformer[]): Promise<void> {
  return new Promise((resolve) => {
    let left = informers.length;
    const stopped = (): void => {
      left -= 1;
      if (left === 0) resolve();
    };
    if (left === 0) resolve();
    for (const informer of informers) informer.onStopped(stopped);
  });
}

/** Resolves when an informer stops before it synced: then it never will (SI-10). */
function lossOf(informers: readonly RunningInformer[]): Promise<false> {
  return new Promise((resolve) => {
    for (const informer of informers) {
      // Who waits again and again, as a health check does, leaves nothing with what has synced.
      if (informer.hasSynced) continue;
      informer.onStopped(() => {
        if (!informer.hasSynced) resolve(false);
      });
    }
  });
}
