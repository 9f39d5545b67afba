import {
  copyJson,
  type KubernetesList,
  type KubernetesObject,
  type Lane,
  type ListOptions,
  lane,
  StatusError,
  TransportError,
} from "@informerlab/core";
import type { TypedResource } from "@informerlab/core/kinds";
import type { Apiserver, Call } from "@informerlab/fake-apiserver";
import type { NetworkDelays } from "@informerlab/fake-apiserver/internals";
import { keyOf, resourceName } from "./cluster-view.ts";
import type { ProcessEnvironment } from "./process-environment.ts";

/** A resource: typed, from `resources` of `@informerlab/core/kinds` or one's own, or by name: `pods`, `deployments.apps`. */
export type ResourceLike<T extends KubernetesObject = KubernetesObject> = TypedResource<T> | string;

/** What a deletion may ask for. */
export interface DeleteOptions {
  /** Only this incarnation of the object. */
  readonly uid?: string;
  /** Only this version of it. */
  readonly resourceVersion?: string;
  readonly propagationPolicy?: "Foreground" | "Background" | "Orphan";
  readonly gracePeriodSeconds?: number;
}

/** How a patch is meant. */
export interface PatchOptions {
  /** @defaultValue "merge" */
  readonly type?: "merge" | "strategic" | "json" | "apply";
  readonly subresource?: string;
  /** Needed by `apply`. */
  readonly fieldManager?: string;
  /** Apply only: takes fields over from others. */
  readonly force?: boolean;
}

const mediaTypes = {
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  json: "application/json-patch+json",
  apply: "application/apply-patch+yaml",
} as const;

/** How a client reaches its server. */
export interface ChaosClientOptions {
  readonly server: Apiserver;
  readonly process: ProcessEnvironment;
  /** Where requests travel: on, whatever becomes of the process. */
  readonly network: ProcessNetwork;
  /** Name of the client in traces and faults. */
  readonly name: string;
}

/** Time on the wire. */
export interface ProcessNetwork {
  after(delayMs: number, lane: Lane, step: () => void): void;
  delaysOf(operation: string): NetworkDelays & { requestDelayMs(): number };
}

/**
 * The client of a program under test. Its requests take virtual time and meet the plan's faults: they are refused (409,
 * 429, 500 …), come late, or are done without their answer arriving.
 *
 * Every promise rejects with a `StatusError` for a refusal (`isConflict`, `isNotFound` … of the core tell which) and
 * with a `TransportError` for an answer that never came: whether a write was done is then unknown. Answers are copies.
 */
export class ChaosClient {
  readonly #options: ChaosClientOptions;
  readonly #lane: Lane;
  readonly #counts = new Map<string, number>();

  constructor(options: ChaosClientOptions) {
    this.#options = options;
    this.#lane = lane(`client/${options.name}`);
  }

  /** One object, by `namespace/name` or `name`. */
  async get<T extends KubernetesObject>(resource: ResourceLike<T>, key: string): Promise<T> {
    return this.#call<T>(resource, "get", key, {});
  }

  /** The objects of a resource. */
  async list<T extends KubernetesObject>(
    resource: ResourceLike<T>,
    options: ListOptions & { readonly namespace?: string } = {},
  ): Promise<KubernetesList<T>> {
    const { namespace, ...query } = options;
    const key = namespace === undefined ? "" : `${namespace}/`;
    return this.#call<KubernetesList<T>>(resource, "list", key, { options: query });
  }

  /** Creates an object; `metadata.generateName` draws a name. */
  async create<T extends KubernetesObject>(resource: ResourceLike<T>, object: T): Promise<T> {
    return this.#write<T>(resource, "create", namespaceKeyOf(object), object, {});
  }

  /** Replaces an object; with its `metadata.resourceVersion` only if nobody changed it since. */
  async update<T extends KubernetesObject>(resource: ResourceLike<T>, object: T): Promise<T> {
    return this.#write<T>(resource, "update", keyOf(object), object, {});
  }

  /** Replaces an object's status. */
  async updateStatus<T extends KubernetesObject>(resource: ResourceLike<T>, object: T): Promise<T> {
    return this.#write<T>(resource, "update", keyOf(object), object, { subresource: "status" });
  }

  /** Changes an object; `apply` creates it where it is missing. */
  async patch<T extends KubernetesObject>(
    resource: ResourceLike<T>,
    key: string,
    patch: object,
    options: PatchOptions = {},
  ): Promise<T> {
    const { type = "merge", subresource, fieldManager, force } = options;
    const query = new Map<string, string>();
    if (fieldManager !== undefined) query.set("fieldManager", fieldManager);
    if (force !== undefined) query.set("force", String(force));
    return this.#write<T>(resource, "patch", key, patch, {
      query,
      mediaType: mediaTypes[type],
      ...(subresource === undefined ? {} : { subresource }),
    });
  }

  /** Deletes an object. */
  async delete(resource: ResourceLike, key: string, options: DeleteOptions = {}): Promise<void> {
    const { uid, resourceVersion, ...rest } = options;
    const preconditions =
      uid === undefined && resourceVersion === undefined
        ? {}
        : { preconditions: { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) } };
    await this.#write(resource, "delete", key, { ...rest, ...preconditions }, {});
  }

  #write<T>(
    resource: ResourceLike,
    verb: Call["verb"],
    key: string,
    content: object,
    { mediaType = "application/json", ...rest }: Partial<Call> & { readonly mediaType?: string },
  ): Promise<T> {
    return this.#call<T>(resource, verb, key, {
      ...rest,
      body: { content: copyJson(content) as KubernetesObject, mediaType },
    });
  }

  #call<T>(
    resource: ResourceLike,
    verb: Call["verb"],
    key: string,
    rest: Partial<Call>,
  ): Promise<T> {
    const { server, process, network, name } = this.#options;
    const definition = server.definitionOf(resourceName(resource));
    const slash = key.indexOf("/");
    const objectName = slash < 0 ? key : key.slice(slash + 1);
    const namespace = definition.namespaced && slash > 0 ? key.slice(0, slash) : undefined;
    const place = `${name}/${verb}/${definition.storageKey}/${key}`;
    const count = (this.#counts.get(place) ?? 0) + 1;
    this.#counts.set(place, count);
    const call: Call = {
      verb,
      definition,
      namespace: definition.namespaced
        ? (namespace ?? (verb === "list" ? undefined : "default"))
        : undefined,
      ...(objectName === "" ? {} : { name: objectName }),
      client: name,
      operation: `${place}#${count}`,
      ...rest,
    };
    return new Promise<T>((resolve, reject) => {
      // A program that was killed goes on only as far as its next request.
      if (!process.isAlive) return;
      const end = process.opens(`${verb} ${resourceName(resource)} ${key}`.trimEnd());
      const delays = network.delaysOf(call.operation ?? "");
      network.after(delays.requestDelayMs(), this.#lane, () => {
        server.serve({ ...call, network: delays }, (outcome) => {
          end();
          process.wake(this.#lane, () => answer(outcome, resolve, reject));
        });
      });
    });
  }
}

type Outcome = Parameters<Parameters<Apiserver["serve"]>[1]>[0];

function answer<T>(
  outcome: Outcome,
  resolve: (value: T) => void,
  reject: (error: Error) => void,
): void {
  switch (outcome.kind) {
    case "object":
      resolve(copyJson(outcome.object) as T);
      return;
    case "list":
      resolve(
        copyJson({
          kind: outcome.definition.listKind,
          metadata: outcome.metadata,
          items: outcome.items,
        }) as T,
      );
      return;
    case "status":
      if (outcome.code < 400) resolve(copyJson(outcome.status) as T);
      else reject(new StatusError(outcome.status));
      return;
    case "reset":
      reject(new TransportError("connection-lost", "the connection broke before an answer came"));
      return;
    default:
      reject(new TransportError("unexpected-content", `an answer of kind ${outcome.kind}`));
  }
}

function namespaceKeyOf({ metadata }: KubernetesObject): string {
  return metadata?.namespace === undefined ? "" : `${metadata.namespace}/`;
}
