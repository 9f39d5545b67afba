import type { Environment, KubernetesObject, Selector } from "@informerlab/core";
import type { Admission } from "../admission/admission.ts";
import type { AdmissionView } from "../admission/admission-view.ts";
import type { Charge } from "../admission/findings.ts";
import type { TokenAuthority } from "../authentication/service-account-tokens.ts";
import { without } from "../codec/json/plain-object.ts";
import type { ReadJson } from "../codec/json/read-json.ts";
import type { Gates } from "../faults/gates.ts";
import type { FlowControl } from "../flow-control/flow-control.ts";
import type { RequestJournal } from "../journal/request-journal.ts";
import type { ResourceLookup } from "../kinds/registry.ts";
import type { ResourceDefinition, StrategyContext } from "../kinds/resource-definition.ts";
import type { ServerMetrics } from "../metrics/request-metrics.ts";
import type { FieldOwnership } from "../patch/apply/field-ownership.ts";
import type { Decoded } from "../schema/decode/decode-input.ts";
import type { ObjectStorage } from "../storage/object-storage.ts";
import type { DeleteOptions } from "../verbs/delete/delete-options.ts";
import type { FrameFactory } from "../watch/frame-factory.ts";
import type { WatchHub } from "../watch/watch-hub.ts";
import type { FrameJudge, Watcher } from "../watch/watcher.ts";
import type { GrantSource } from "./access/authorize.ts";
import type { UserIdentity } from "./read/api-request.ts";
import type { BodyInput } from "./read/body-input.ts";
import type { ResourceRequest } from "./read/resource-request.ts";
import type { ServerSettings } from "./server-settings.ts";
import type { UnansweredRequest } from "./unanswered-request.ts";

/** A write whose strategy is to run. */
export interface StrategyWrite {
  readonly definition: ResourceDefinition;
  readonly key: string;
  readonly isDryRun: boolean;
  readonly user: UserIdentity;
  /** Through which the object is made or changed; empty: none. */
  readonly subresource: string;
  /** Takes what is to be said of it. */
  readonly warn?: StrategyContext["warn"];
}

/** An object on its way into storage. */
export interface StoredWrite {
  /** As it will be kept. */
  readonly object: KubernetesObject;
  /** `namespace/name`. */
  readonly key: string;
  /** Of what it replaces. */
  readonly resourceVersion?: string | undefined;
}

/** What every stage of a request may use. */
export interface ServerCore {
  readonly environment: Environment;
  readonly storage: ObjectStorage;
  readonly hub: WatchHub;
  readonly registry: ResourceLookup;
  readonly admission: Admission;
  /** What admission plugins see of the cluster. */
  readonly view: AdmissionView;
  readonly settings: ServerSettings;
  readonly gates: Gates;
  readonly journal: RequestJournal;
  readonly unanswered: Set<UnansweredRequest>;
  /** How many requests on the wire are served at a time. */
  readonly flowControl: FlowControl;
  /** What was asked over the wire. */
  readonly metrics: ServerMetrics;
  /** The parsed form of a label selector; the same text gives the same selector. */
  selectorOf(text: string): Selector;
  /** The frames of a kind, shared by all watchers that see it alike. */
  framesOf(request: ResourceRequest): FrameFactory;
  /** Asked for every frame that leaves. */
  readonly faults: FrameJudge;
  /** Tells that a watch was opened, before its first frame: a fault may end it right here. */
  watchOpened(watcher: Watcher, request: ResourceRequest): void;
  /** What a strategy may take from outside, for a write of `key`. */
  contextFor(write: StrategyWrite): StrategyContext;
  /** The stored roles and bindings. */
  readonly grants: GrantSource;
  /** Nobody gives others more rights than he has. @throws StatusError 403 with those that are missing */
  checkGrants(
    request: ResourceRequest,
    object: KubernetesObject,
    old: KubernetesObject | undefined,
  ): void;
  readonly serviceAccountTokens: TokenAuthority;
  /** Writes what a plugin asked for, as the server itself. */
  settleCharge(charge: Charge): void;
  /** The object in a request's body. @throws StatusError 400 or 415 */
  decodeBody(input: BodyInput): Decoded;
  /** What JSON in bytes says. */
  readJson(bytes: string): ReadJson;
  /** What is asked of a deletion. @throws StatusError 400, 415 or 422 */
  deleteOptionsOf(request: ResourceRequest): DeleteOptions;
  readonly ownership: FieldOwnership;
  /** An object as it can be stored. @throws StatusError 500 for what is too large */
  fitRequest(request: ResourceRequest, stored: StoredWrite): KubernetesObject;
  /** Told of a mistake of the server itself: the client gets a 500, the process goes on. */
  internalError(error: unknown): void;
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

/** The object with some of its metadata replaced; undefined members are removed. */
export function withMetadata<T extends KubernetesObject>(
  object: T,
  changes: Readonly<Record<string, unknown>>,
): T {
  const removed = Object.keys(changes).filter((name) => changes[name] === undefined);
  const metadata: Record<string, unknown> = { ...without(object.metadata ?? {}, ...removed) };
  for (const name of Object.keys(changes)) {
    const value = changes[name];
    if (value !== undefined) metadata[name] = value;
  }
  return { ...object, metadata };
}
