import {
  type Environment,
  type KubernetesList,
  type ListOptions,
  type Status,
  StatusError,
  type WatchEvent,
} from "@informerlab/core";
import { isPlainObject, type PlainObject } from "../../codec/json/plain-object.ts";
import type { WatchFrame } from "../../request/read/api-request.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import type { SeenBody } from "../seen-body.ts";
import type { ExchangeTap, SeenRequest, Tap, WatchTap } from "../tap.ts";
import { Twin, type TwinState } from "./twin.ts";

/** Bytes of all lists that are kept for clients that may watch next. */
const keptBytesMax = 64 * 1024 * 1024;
const twinsMax = 256;

/** A list, with its pages, that a watch may follow. */
interface KeptList {
  readonly pages: { readonly options: ListOptions; readonly list: KubernetesList }[];
  bytes: number;
}

/** The twins of all clients that list and then watch. Clients that only read once have none. */
export class Twins implements Tap {
  readonly #environment: Environment;
  readonly #warn: (message: string) => void;
  readonly #twins = new Map<string, Twin>();
  readonly #kept = new Map<string, KeptList>();
  #keptBytes = 0;
  #made = 0;

  constructor(environment: Environment, warn: (message: string) => void) {
    this.#environment = environment;
    this.#warn = warn;
  }

  list(): readonly TwinState[] {
    return [...this.#twins.values()].map(({ state }) => state);
  }

  requested({ request, attributes }: SeenRequest): ExchangeTap | undefined {
    const { verb, subresource, name } = request;
    const isCollection = attributes !== undefined && subresource === "" && name === undefined;
    if (!isCollection || (verb !== "list" && verb !== "watch")) return undefined;
    let code = 0;
    return {
      answered: (answer) => {
        code = answer.code;
      },
      body: (body) => this.#sawBody(request, code, body),
      watch: () => this.#sawWatch(request),
    };
  }

  #sawBody(request: ResourceRequest, code: number, body: SeenBody | undefined): void {
    const key = keyOf(request);
    const twin = this.#twins.get(key);
    const { verb, options } = request;
    if (body === undefined) return;
    if (code !== 200) {
      const error = errorOf(code, body);
      if (verb === "watch") twin?.sawWatch(options, error);
      else twin?.sawList(options, { kind: "failed", error });
      return;
    }
    const list = listOf(body.value);
    if (list === undefined) {
      // In a form that cannot be read: what its client holds now nobody knows.
      if (twin !== undefined) this.#remove(key, twin);
    } else if (twin === undefined) this.#keep(key, options, list, body.bytes?.length ?? 0);
    else twin.sawList(options, { kind: "list", list });
  }

  #sawWatch(request: ResourceRequest): WatchTap | undefined {
    const key = keyOf(request);
    const twin = this.#twins.get(key) ?? this.#create(key, request);
    if (twin === undefined) return undefined;
    if (twin.isLost) {
      this.#remove(key, twin);
      return undefined;
    }
    const handle = twin.sawWatch(request.options);
    return {
      frame: (frame) => {
        const event = eventOf(frame);
        if (event !== undefined) handle.event(event);
        else this.#remove(key, twin);
      },
      ended: () => handle.closed(),
    };
  }

  stop(): void {
    for (const [key, twin] of [...this.#twins]) this.#remove(key, twin);
  }

  #create(key: string, { client, definition, options }: ResourceRequest): Twin | undefined {
    const kept = this.#kept.get(key);
    const streamsLists = options.sendInitialEvents === true;
    if (kept === undefined && !streamsLists) return undefined;
    if (this.#twins.size >= twinsMax) return undefined;
    this.#made += 1;
    const resource = definition.storageKey;
    const name = `twin-${this.#made}/${resource}`;
    const twin = new Twin(
      this.#environment,
      { client, resource, name },
      { streamsLists, warn: this.#warn },
    );
    this.#twins.set(key, twin);
    for (const page of kept?.pages ?? []) {
      twin.sawList(page.options, { kind: "list", list: page.list });
    }
    this.#forget(key);
    return twin;
  }

  #keep(key: string, options: ListOptions, list: KubernetesList, bytes: number): void {
    if (options.continue === undefined) this.#forget(key);
    const kept = this.#kept.get(key) ?? { pages: [], bytes: 0 };
    kept.pages.push({ options, list });
    kept.bytes += bytes;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    this.#keptBytes += bytes;
    for (const oldest of this.#kept.keys()) {
      if (this.#keptBytes <= keptBytesMax) break;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#keptBytes -= this.#kept.get(key)?.bytes ?? 0;
    this.#kept.delete(key);
  }

  #remove(key: string, twin: Twin): void {
    this.#twins.delete(key);
    twin.stop();
  }
}

/** Tables are lists to be read by people, not by informers. */
function listOf(value: PlainObject | undefined): KubernetesList | undefined {
  if (value === undefined || !String(value["kind"]).endsWith("List")) return undefined;
  const { items } = value;
  return {
    ...value,
    items: Array.isArray(items) ? items.filter(isPlainObject) : [],
  } as KubernetesList;
}

function eventOf(frame: WatchFrame): WatchEvent | undefined {
  const object = frame.readWhole === undefined ? frame.object : frame.readWhole();
  return object === undefined ? undefined : ({ type: frame.type, object } as WatchEvent);
}

/** One reflector of a client reads one of these. */
function keyOf({ client, definition, namespace = "", options }: ResourceRequest): string {
  const { labelSelector = "", fieldSelector = "" } = options;
  return JSON.stringify([client, definition.storageKey, namespace, labelSelector, fieldSelector]);
}

function errorOf(code: number, body: SeenBody): StatusError {
  const { value } = body;
  if (isStatus(value)) return new StatusError({ ...value, code });
  // No Status: the code says it.
  return new StatusError({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    code,
    message: body.text.slice(0, 1024),
  });
}

function isStatus(value: object | undefined): value is Status {
  return (value as Partial<Status> | undefined)?.kind === "Status";
}
