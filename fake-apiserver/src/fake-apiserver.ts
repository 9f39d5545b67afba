import {
  type Environment,
  type KubernetesObject,
  parseApiVersion,
  StatusError,
} from "@informerlab/core";
import { createSystemEnvironment } from "@informerlab/core/system";
import { Apiserver, type ApiserverOptions } from "./apiserver.ts";
import type { Faults } from "./faults/faults.ts";
import type { Outcome, Progress } from "./request/outcome.ts";
import { builtInKinds } from "./resources/built-in/built-in-kinds.ts";
import { ResourceRegistry } from "./resources/registry.ts";
import type { ResourceDefinition } from "./resources/resource-definition.ts";

/** Settings of {@link createCluster}. */
export interface ClusterOptions extends Partial<ApiserverOptions> {
  /** Where time, chance and order come from. @defaultValue the real ones of the host */
  readonly environment?: Environment;
}

/** A cluster in memory: an apiserver, and the means to set up, disturb and examine it without a client. */
export class FakeCluster implements AsyncDisposable {
  readonly apiserver: Apiserver;

  constructor(apiserver: Apiserver) {
    this.apiserver = apiserver;
  }

  get faults(): Faults {
    return this.apiserver.faults;
  }

  /** The newest resourceVersion. */
  get resourceVersion(): string {
    return String(this.apiserver.storage.revision);
  }

  /** Creates an object, past faults and delays. @throws StatusError */
  create<T extends KubernetesObject>(object: T, options: { readonly operation?: string } = {}): T {
    const { definition, namespace } = this.#target(object);
    return this.#write("create", definition, namespace, undefined, object, options.operation) as T;
  }

  /** Replaces an object. @throws StatusError */
  update<T extends KubernetesObject>(object: T, options: { readonly operation?: string } = {}): T {
    const { definition, namespace } = this.#target(object);
    const name = object.metadata?.name ?? "";
    return this.#write("update", definition, namespace, name, object, options.operation) as T;
  }

  /** Stops everything that runs by itself. */
  close(): void {}

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  #target(object: KubernetesObject): {
    readonly definition: ResourceDefinition;
    readonly namespace: string | undefined;
  } {
    const { group, version } = parseApiVersion(object.apiVersion ?? "");
    const definition = this.apiserver.registry.lookupKind(group, version, object.kind ?? "");
    if (definition === undefined) {
      throw new Error(
        `this cluster has no kind ${JSON.stringify(object.kind)} in ${JSON.stringify(object.apiVersion)}`,
      );
    }
    const namespace = definition.namespaced ? (object.metadata?.namespace ?? "default") : undefined;
    return { definition, namespace };
  }

  #write(
    verb: "create" | "update" | "delete",
    definition: ResourceDefinition,
    namespace: string | undefined,
    name: string | undefined,
    object: KubernetesObject | undefined,
    operation: string | undefined,
  ): KubernetesObject {
    const outcome = this.apiserver.performDirect({
      verb,
      definition,
      namespace,
      name,
      client: "cluster",
      operation,
      ...(object === undefined ? {} : { body: { content: object, mediaType: "application/json" } }),
    });
    return objectOf(outcome);
  }

  /** Deletes an object by its resource and key: `pods`, `default/web-0`. @throws StatusError */
  delete(resource: string, key: string, options: { readonly operation?: string } = {}): void {
    const definition = this.apiserver.definitionOf(resource);
    const slash = key.indexOf("/");
    const namespace = slash < 0 ? undefined : key.slice(0, slash);
    this.#write(
      "delete",
      definition,
      namespace,
      key.slice(slash + 1),
      undefined,
      options.operation,
    );
  }

  /** The object as stored, by resource and key. */
  get<T extends KubernetesObject = KubernetesObject>(resource: string, key: string): T | undefined {
    const { storageKey } = this.apiserver.definitionOf(resource);
    return this.apiserver.stored(storageKey, key) as T | undefined;
  }
}

function objectOf(outcome: Progress | Outcome): KubernetesObject {
  if (outcome.kind === "object") return outcome.object;
  if (outcome.kind === "status" && outcome.code >= 400) throw new StatusError(outcome.status);
  return {};
}

/** Makes a cluster. Nothing is listened to and nothing runs until it is used. */
export function createCluster(options: ClusterOptions = {}): FakeCluster {
  const environment = options.environment ?? createSystemEnvironment();
  const registry = options.registry ?? new ResourceRegistry(builtInKinds());
  return new FakeCluster(new Apiserver(environment, { ...options, registry }));
}
