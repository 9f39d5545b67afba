import { printJson } from "../api/json.ts";
import type { KubernetesList, ListOptions } from "../api/list.ts";
import type { KubernetesObject } from "../api/object.ts";
import { shapeFlawOf } from "../api/object-shape.ts";
import {
  type ApiResource,
  apiVersionOf,
  checkPathSegment,
  resourceNameOf,
  resourcePath,
} from "../api/resource.ts";
import type { Status } from "../api/status.ts";
import type { TypedResource } from "../api/typed-resource.ts";
import { toQuery } from "../source/list-query.ts";
import { type RequestSubject, unexpectedContent } from "../source/response-error.ts";
import type { RestRequest, RestTransport } from "../source/rest-transport.ts";
import { call } from "./call.ts";
import type {
  ApplyOptions,
  CallOptions,
  DeleteOptions,
  PatchOptions,
  WriteOptions,
} from "./object-client-options.ts";

type Query = readonly (readonly [string, string])[];

const patchTypes = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
} as const;

/**
 * Reads and writes the objects of one resource, asking the server each time. Every call rejects with a StatusError
 * when the server refuses and with a TransportError when there is no answer of one.
 *
 * @see client-go gentype/type.go, dynamic/simple.go
 */
export class ObjectClient<T extends KubernetesObject = KubernetesObject> {
  readonly resource: TypedResource<T>;
  /** "" for all namespaces and cluster-scoped resources. */
  readonly namespace: string;
  readonly #transport: RestTransport;

  constructor(transport: RestTransport, resource: TypedResource<T>, namespace = "") {
    this.resource = resource;
    this.namespace = namespace;
    this.#transport = transport;
  }

  /** The same resource, in one namespace. */
  inNamespace(namespace: string): ObjectClient<T> {
    return new ObjectClient(this.#transport, this.resource, namespace);
  }

  async get(name: string, options: CallOptions = {}): Promise<T> {
    return this.#object("get", { method: "GET", name: nameFor(name), options });
  }

  async list(query: ListOptions = {}, options: CallOptions = {}): Promise<KubernetesList<T>> {
    const sent = { method: "GET", query: toQuery(query, false), options } as const;
    const list = (await this.#send("list", sent)) as KubernetesList<T> & { items: unknown };
    if (Array.isArray(list.items)) return list;
    if (list.items === null) return { ...(list as object), items: [] };
    throw unexpectedContent(this.#subject("list", undefined), "an object without items", "");
  }

  /** Its name may be left to the server: `metadata.generateName`. */
  async create(object: T, options: WriteOptions = {}): Promise<T> {
    const query = queryOf(options);
    return this.#object("create", { method: "POST", query, body: this.#named(object), options });
  }

  /** Replaces an object. With its `resourceVersion` the write fails with a conflict when somebody else wrote before. */
  async update(object: T, options: WriteOptions = {}): Promise<T> {
    return this.#replace(object, undefined, options);
  }

  /** Replaces the status of an object, and nothing else of it. */
  async updateStatus(object: T, options: WriteOptions = {}): Promise<T> {
    return this.#replace(object, "status", options);
  }

  /** `patch`: an object, or a list of operations for the type `json`. */
  async patch(name: string, patch: unknown, options: PatchOptions = {}): Promise<T> {
    const { type = "merge", subresource } = options;
    return this.#object("patch", {
      method: "PATCH",
      name: nameFor(name),
      subresource,
      query: queryOf(options),
      body: patch,
      contentType: patchTypes[type],
      options,
    });
  }

  /** Server-side apply: the object holds the fields that this manager wants, and no others. */
  async apply(object: T, options: ApplyOptions): Promise<T> {
    return this.#apply(object, undefined, options);
  }

  /** As {@link apply}, for the status. */
  async applyStatus(object: T, options: ApplyOptions): Promise<T> {
    return this.#apply(object, "status", options);
  }

  /** Answers the object where it lives on until its finalizers are done, or a Status. */
  async delete(name: string, options: DeleteOptions = {}): Promise<T | Status> {
    const sent = {
      method: "DELETE",
      name: nameFor(name),
      body: deleteBody(options),
      options,
    } as const;
    return (await this.#send("delete", sent)) as T | Status;
  }

  /** Deletes every object that the selectors choose. */
  async deleteCollection(
    query: Pick<ListOptions, "labelSelector" | "fieldSelector">,
    options: DeleteOptions = {},
  ): Promise<void> {
    const body = deleteBody(options);
    await this.#send("deletecollection", {
      method: "DELETE",
      query: toQuery(query, false),
      body,
      options,
    });
  }

  #replace(object: T, subresource: string | undefined, options: WriteOptions): Promise<T> {
    const name = nameFor(object.metadata?.name);
    const query = queryOf(options);
    const body = this.#named(object);
    return this.#object("update", { method: "PUT", name, subresource, query, body, options });
  }

  #apply(object: T, subresource: string | undefined, options: ApplyOptions): Promise<T> {
    const force: Query = options.force === true ? [["force", "true"]] : [];
    return this.#object("patch", {
      method: "PATCH",
      name: nameFor(object.metadata?.name),
      subresource,
      query: [...queryOf(options), ...force],
      body: this.#named(object),
      contentType: "application/apply-patch+yaml",
      options,
    });
  }

  /** Objects out of lists and caches carry no kind; the server wants one. */
  #named(object: T): T {
    const { kind } = this.resource;
    return {
      ...object,
      apiVersion: object.apiVersion ?? apiVersionOf(this.resource),
      kind: object.kind ?? kind,
    };
  }

  async #object(verb: RequestSubject["verb"], sent: Sent): Promise<T> {
    const value = await this.#send(verb, sent);
    const flaw = shapeFlawOf(value);
    if (flaw === undefined) return value as T;
    throw unexpectedContent(
      this.#subject(verb, sent.name),
      `an object that cannot be understood: ${flaw}`,
      "",
    );
  }

  #send(verb: RequestSubject["verb"], sent: Sent): Promise<unknown> {
    const {
      method,
      name,
      subresource,
      query = [],
      body,
      contentType = "application/json",
      options,
    } = sent;
    const hasBody = body !== undefined;
    const request: RestRequest = {
      method,
      path: this.#path(name, subresource),
      query,
      headers: { accept: "application/json", ...(hasBody ? { "content-type": contentType } : {}) },
      isStream: false,
      ...(hasBody ? { body: printJson(body) } : {}),
    };
    return call(this.#transport, request, this.#subject(verb, name, subresource), options.signal);
  }

  #subject(
    verb: RequestSubject["verb"],
    name: string | undefined,
    subresource?: string,
  ): RequestSubject {
    const url = `${this.#transport.server}${this.#path(name, subresource)}`;
    return { verb, resource: this.resource, url };
  }

  #path(name: string | undefined, subresource: string | undefined): string {
    const resource: ApiResource = this.resource;
    const needsNamespace = resource.isNamespaced && name !== undefined && this.namespace === "";
    if (needsNamespace) {
      throw new Error(
        `${resourceNameOf(resource)} live in namespaces: say which, as inNamespace("default") does`,
      );
    }
    checkPathSegment("namespace", this.namespace);
    checkPathSegment("name", name ?? "");
    checkPathSegment("subresource", subresource ?? "");
    return resourcePath(resource, {
      ...(resource.isNamespaced ? { namespace: this.namespace } : {}),
      ...(name === undefined ? {} : { name }),
      ...(subresource === undefined ? {} : { subresource }),
    });
  }
}

interface Sent {
  readonly method: RestRequest["method"];
  readonly name?: string;
  readonly subresource?: string | undefined;
  readonly query?: Query;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly options: CallOptions;
}

/** An empty name would be the path of the whole collection. */
function nameFor(name: string | undefined): string {
  if (name === undefined || name === "")
    throw new Error("the object has no name: set metadata.name");
  return name;
}

function queryOf({ isDryRun, fieldManager, fieldValidation }: WriteOptions): Query {
  const query: [string, string][] = [];
  if (isDryRun === true) query.push(["dryRun", "All"]);
  if (fieldManager !== undefined) query.push(["fieldManager", fieldManager]);
  if (fieldValidation !== undefined) query.push(["fieldValidation", fieldValidation]);
  return query;
}

function deleteBody({ isDryRun, signal: _signal, ...rest }: DeleteOptions): object {
  return {
    kind: "DeleteOptions",
    apiVersion: "v1",
    ...rest,
    ...(isDryRun === true ? { dryRun: ["All"] } : {}),
  };
}
