import {
  type KubernetesList,
  type KubernetesObject,
  type ListOptions,
  type Status,
  StatusError,
  type WatchEvent,
} from "@informerlab/core";
import type { WatchFrame } from "../../../../request/api-request.ts";
import type { ResourceRequest } from "../../../../request/resource-request.ts";
import type { HostEnvironment } from "../../../cluster-host.ts";
import { Twin, type TwinState } from "./twin.ts";
import type { SeenWatchHandle } from "./twin-feed.ts";

/** Characters of all lists that are kept for clients that may watch next. */
const keptCharactersMax = 64 * 1024 * 1024;
const twinsMax = 256;

/** A list, with its pages, that a watch may follow. */
interface KeptList {
  readonly pages: { readonly options: ListOptions; readonly list: KubernetesList }[];
  characters: number;
}

/** The twins of all clients that list and then watch. Clients that only read once have none. */
export class Twins {
  readonly #environment: HostEnvironment;
  readonly #warn: (message: string) => void;
  readonly #twins = new Map<string, Twin>();
  readonly #kept = new Map<string, KeptList>();
  #keptCharacters = 0;
  #made = 0;

  constructor(environment: HostEnvironment, warn: (message: string) => void) {
    this.#environment = environment;
    this.#warn = warn;
  }

  list(): readonly TwinState[] {
    return [...this.#twins.values()].map(({ state }) => state);
  }

  /** A client was answered a list, in JSON. */
  sawList(request: ResourceRequest, code: number, text: string): void {
    const key = keyOf(request);
    const twin = this.#twins.get(key);
    const { options } = request;
    if (code !== 200) {
      twin?.sawList(options, { kind: "failed", error: errorOf(code, text) });
      return;
    }
    const list = JSON.parse(text) as KubernetesList;
    if (twin === undefined) this.#keep(key, options, list, text.length);
    else twin.sawList(options, { kind: "list", list });
  }

  /** A client's watch was accepted, or refused with `text`. Undefined: it has no twin. */
  sawWatch(request: ResourceRequest, code: number, text = ""): WatchTap | undefined {
    const key = keyOf(request);
    const { options } = request;
    const twin = this.#twins.get(key) ?? (code === 200 ? this.#create(key, request) : undefined);
    if (twin === undefined) return undefined;
    if (twin.isLost) {
      this.#remove(key, twin);
      return undefined;
    }
    if (code !== 200) {
      twin.sawWatch(options, errorOf(code, text));
      return undefined;
    }
    return tapOf(twin.sawWatch(options));
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

  #keep(key: string, options: ListOptions, list: KubernetesList, characters: number): void {
    if (options.continue === undefined) this.#forget(key);
    const kept = this.#kept.get(key) ?? { pages: [], characters: 0 };
    kept.pages.push({ options, list });
    kept.characters += characters;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    this.#keptCharacters += characters;
    for (const oldest of this.#kept.keys()) {
      if (this.#keptCharacters <= keptCharactersMax) break;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    this.#keptCharacters -= this.#kept.get(key)?.characters ?? 0;
    this.#kept.delete(key);
  }

  #remove(key: string, twin: Twin): void {
    this.#twins.delete(key);
    twin.stop();
  }
}

/** Where the frames go that a client was told. */
export interface WatchTap {
  frame(frame: WatchFrame): void;
  ended(): void;
}

function tapOf(handle: SeenWatchHandle): WatchTap {
  return {
    frame: ({ type, object }) => handle.event({ type, object } as WatchEvent),
    ended: () => handle.closed(),
  };
}

/** One reflector of a client reads one of these. */
function keyOf({ client, definition, namespace = "", options }: ResourceRequest): string {
  const { labelSelector = "", fieldSelector = "" } = options;
  return JSON.stringify([client, definition.storageKey, namespace, labelSelector, fieldSelector]);
}

function errorOf(code: number, text: string): StatusError {
  try {
    const status = JSON.parse(text) as Status & KubernetesObject;
    if (status.kind === "Status") return new StatusError({ ...status, code });
  } catch {
    // No Status: the code says it.
  }
  return new StatusError({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    code,
    message: text.slice(0, 1024),
  });
}
