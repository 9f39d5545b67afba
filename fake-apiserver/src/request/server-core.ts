import type { Environment, KubernetesObject, Selector } from "@informerlab/core";
import type { ResourceLookup } from "../resources/registry.ts";
import type { ResourceDefinition, StrategyContext } from "../resources/resource-definition.ts";
import type { ObjectStorage } from "../storage/object-storage.ts";
import type { FrameFactory } from "../watch/frame-factory.ts";
import type { WatchHub } from "../watch/watch-hub.ts";
import type { FrameJudge, Watcher } from "../watch/watcher.ts";
import type { Admission } from "./admit.ts";
import type { Representation, ResourceRequest } from "./resource-request.ts";
import type { ServerSettings } from "./server-settings.ts";

/** What every stage of a request may use. */
export interface ServerCore {
  readonly environment: Environment;
  readonly storage: ObjectStorage;
  readonly hub: WatchHub;
  readonly registry: ResourceLookup;
  readonly admission: Admission;
  readonly settings: ServerSettings;
  /** The parsed form of a label selector; the same text gives the same selector. */
  selectorOf(text: string): Selector;
  /** The frames of a kind, shared by all watchers that see it alike. */
  framesOf(definition: ResourceDefinition, representation: Representation): FrameFactory;
  /** Asked for every frame that leaves. */
  readonly judge: FrameJudge;
  /** Tells that a watch was opened, before its first frame: a fault may end it right here. */
  watchOpened(watcher: Watcher, request: ResourceRequest): void;
  /** What a strategy may take from outside, for a write of `key`. */
  contextFor(definition: ResourceDefinition, key: string): StrategyContext;
  /** Runs `step` once storage is at `revision`, or when the time is up. */
  whenRevision(revision: number, timeoutMs: number, step: (isReached: boolean) => void): () => void;
}

/** An object's key in storage. */
export function storageKeyOf(namespace: string | undefined, name: string): string {
  return namespace === undefined || namespace === "" ? name : `${namespace}/${name}`;
}

/** What the keys of a collection begin with. */
export function keyPrefixOf(namespace: string | undefined): string {
  return namespace === undefined || namespace === "" ? "" : `${namespace}/`;
}

/** Milliseconds since the epoch as objects carry them: whole seconds. */
export function timestampOf(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** The object with some of its metadata replaced; undefined members are removed. */
export function withMetadata<T extends KubernetesObject>(
  object: T,
  changes: Readonly<Record<string, unknown>>,
): T {
  const metadata: Record<string, unknown> = { ...object.metadata };
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) delete metadata[name];
    else metadata[name] = value;
  }
  return { ...object, metadata };
}
