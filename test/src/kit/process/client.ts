import {
  type Environment,
  type KubernetesList,
  type KubernetesObject,
  type ListOptions,
  ObjectClient,
  type RestTransport,
  RetryingTransport,
} from "@informerlab/core";
import type { TypedResource } from "@informerlab/core/kinds";
import type { Apiserver } from "@informerlab/fake-apiserver";
import { CallJudge, type WantedRequest } from "./call-judge.ts";
import { keyOf, resourceName } from "./cluster-view.ts";
import type { ProcessHome } from "./process-environment.ts";

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
  /** Of `apply`: `status` or none. */
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
  /** Knows the resources that are named by text. */
  readonly server: Pick<Apiserver, "definitionOf">;
  readonly environment: Environment;
  /** When the process is awake that is to be woken at a time. @defaultValue at that time */
  readonly awakeAt?: (timeMs: number) => number;
  /** The way to the server, with whatever is wrong with it. */
  readonly transport: RestTransport;
  /** Told when the client did not do as it was asked. */
  readonly broken: ProcessHome["broken"];
  /** Told of each call that was refused. */
  readonly refused: ProcessHome["refused"];
}

/**
 * The client of a program under test: the core's own, over a way that takes virtual time and meets the plan's faults.
 * Requests are refused (409, 429, 500 …), come late, or are done without their answer arriving; where a busy server names
 * a time (429 or 5xx with `Retry-After`) the core's client waits and asks again, and the program hears nothing of it.
 *
 * Every promise rejects with a `StatusError` for a refusal (`isConflict`, `isNotFound` … of the core tell which) and
 * with a `TransportError` for an answer that never came: whether a write was done is then unknown. Answers are copies.
 */
export class ChaosClient {
  readonly #options: ChaosClientOptions;

  constructor(options: ChaosClientOptions) {
    this.#options = options;
  }

  /** One object, by `namespace/name` or `name`. */
  async get<T extends KubernetesObject>(resource: ResourceLike<T>, key: string): Promise<T> {
    const place = this.#placeOf(resource, key);
    return this.#call(place, { method: "GET" }, (client) => client.get(place.name));
  }

  /** The objects of a resource. */
  async list<T extends KubernetesObject>(
    resource: ResourceLike<T>,
    options: ListOptions & { readonly namespace?: string } = {},
  ): Promise<KubernetesList<T>> {
    const { namespace = "", ...query } = options;
    const place = { resource: this.#typed(resource), namespace, name: "" };
    return this.#call(place, { method: "GET", query }, (client) => client.list(query));
  }

  /** Creates an object; `metadata.generateName` draws a name. */
  async create<T extends KubernetesObject>(resource: ResourceLike<T>, object: T): Promise<T> {
    const place = { ...this.#placeOf(resource, keyOf(object)), name: "" };
    return this.#call(place, { method: "POST", object }, (client) => client.create(object));
  }

  /** Replaces an object; with its `metadata.resourceVersion` only if nobody changed it since. */
  async update<T extends KubernetesObject>(resource: ResourceLike<T>, object: T): Promise<T> {
    const place = this.#placeOf(resource, keyOf(object));
    return this.#call(place, { method: "PUT", object }, (client) => client.update(object));
  }

  /** Replaces an object's status. */
  async updateStatus<T extends KubernetesObject>(resource: ResourceLike<T>, object: T): Promise<T> {
    const place = this.#placeOf(resource, keyOf(object));
    const wanted = { method: "PUT", subresource: "status", object } as const;
    return this.#call(place, wanted, (client) => client.updateStatus(object));
  }

  /** Changes an object; `apply` creates it where it is missing. */
  async patch<T extends KubernetesObject>(
    resource: ResourceLike<T>,
    key: string,
    patch: object,
    options: PatchOptions = {},
  ): Promise<T> {
    const { type = "merge", subresource, fieldManager, force } = options;
    const place = this.#placeOf(resource, key);
    const wanted = {
      method: "PATCH",
      subresource,
      query: { fieldManager, force: force === true ? force : undefined },
      contentType: mediaTypes[type],
    } as const;
    const writer = fieldManager === undefined ? {} : { fieldManager };
    if (type !== "apply") {
      const how = { type, ...writer, ...(subresource === undefined ? {} : { subresource }) };
      return this.#call(place, { ...wanted, body: patch }, (client) =>
        client.patch(place.name, patch, how),
      );
    }
    if (subresource !== undefined && subresource !== "status")
      throw new TypeError(`apply writes an object or its status, not its ${subresource}`);
    const object = appliedAt(place, patch as T);
    const how = { fieldManager: fieldManager ?? "", ...(force === undefined ? {} : { force }) };
    return this.#call(place, { ...wanted, object }, (client) =>
      subresource === undefined ? client.apply(object, how) : client.applyStatus(object, how),
    );
  }

  /** Deletes an object. */
  async delete(resource: ResourceLike, key: string, options: DeleteOptions = {}): Promise<void> {
    const { uid, resourceVersion, ...rest } = options;
    const preconditions =
      uid === undefined && resourceVersion === undefined
        ? {}
        : { preconditions: { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) } };
    const how = { ...rest, ...preconditions };
    const place = this.#placeOf(resource, key);
    const body = { kind: "DeleteOptions", apiVersion: "v1", ...how };
    await this.#call(place, { method: "DELETE", body }, (client) => client.delete(place.name, how));
  }

  /** One call by a client of its own, with what it was asked, sent and told held against each other. */
  async #call<T extends KubernetesObject, R>(
    { resource, namespace, name }: Place<T>,
    wanted: Omit<WantedRequest, "resource" | "namespace" | "name">,
    send: (client: ObjectClient<T>) => Promise<R>,
  ): Promise<R> {
    const { environment, awakeAt, transport, broken, refused } = this.#options;
    // Where the program calls is known now, and no more once the answer is there.
    const from = new Error("called");
    const judge = new CallJudge(environment.clock, {
      wanted: { ...wanted, resource, namespace, name },
      awakeAt,
      broken: (message) => broken(keepsItsWord, message),
    });
    const retrying = new RetryingTransport(environment, judge.between(transport));
    try {
      return await judge.holds(send(new ObjectClient<T>(retrying, resource, namespace)));
    } catch (error) {
      refused(error, { what: spoken({ ...wanted, resource, namespace, name }), from });
      throw error;
    }
  }

  #placeOf<T extends KubernetesObject>(resource: ResourceLike<T>, key: string): Place<T> {
    const typed = this.#typed(resource);
    const slash = key.indexOf("/");
    const name = slash < 0 ? key : key.slice(slash + 1);
    if (!typed.isNamespaced) return { resource: typed, namespace: "", name };
    return { resource: typed, namespace: slash > 0 ? key.slice(0, slash) : "default", name };
  }

  #typed<T extends KubernetesObject>(resource: ResourceLike<T>): TypedResource<T> {
    if (typeof resource !== "string") return resource;
    const definition = this.#options.server.definitionOf(resourceName(resource));
    const { group, version, resource: plural, kind, namespaced } = definition;
    return { group, version, resource: plural, kind, isNamespaced: namespaced };
  }
}

/** A call as stories say it: `get configmaps default/a`. */
function spoken({ method, resource, namespace, name, subresource, object }: WantedRequest): string {
  const verb = name === "" && method === "GET" ? "list" : verbs[method];
  const key = [namespace, name === "" ? (object?.metadata?.name ?? "") : name].filter(Boolean);
  const part = subresource === undefined ? "" : `/${subresource}`;
  return `${verb} ${resourceName(resource)}${part} ${key.join("/")}`.trimEnd();
}

const verbs = {
  GET: "get",
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
} as const;

const keepsItsWord = {
  en: "the core's client sends what it is asked, and tells what came of it",
  "zh-CN": "核心的客户端发出所请求的，并如实告知结果",
};

/** Whom a call is about. */
interface Place<T extends KubernetesObject> {
  readonly resource: TypedResource<T>;
  /** Empty: all of them, or a cluster-scoped resource. */
  readonly namespace: string;
  /** Empty: the collection. */
  readonly name: string;
}

/** Who applies names the object in it, too. */
function appliedAt<T extends KubernetesObject>({ namespace, name }: Place<T>, object: T): T {
  const at = namespace === "" ? { name } : { name, namespace };
  return { ...object, metadata: { ...object.metadata, ...at } };
}
