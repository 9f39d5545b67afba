import {
  type Cancel,
  type Clock,
  copyJson,
  type Environment,
  type KubernetesObject,
  lane,
  Selector,
  StatusError,
} from "@informerlab/core";
import { createSystemEnvironment } from "@informerlab/core/system";
import { atOnce } from "./admission/admission-pending.ts";
import { withGates } from "./admission/gated-plugins.ts";
import { Apiserver } from "./apiserver.ts";
import { checkAuditPolicy } from "./audit/check-audit-policy.ts";
import { startControllers } from "./background/controllers.ts";
import { CustomResources } from "./background/custom-resources.ts";
import { EventExpiry } from "./background/event-expiry.ts";
import { bootstrap } from "./bootstrap.ts";
import { type ClusterOptions, checkOptions } from "./cluster-options.ts";
import { serveDiscovery } from "./discovery/serve-discovery.ts";
import type { FaultMatch } from "./faults/fault.ts";
import type { Faults } from "./faults/faults.ts";
import type { Gate, GatePoint } from "./faults/gates.ts";
import { withClearNames } from "./faults/resource-names.ts";
import { serveDumps } from "./flow-control/serve-dumps.ts";
import type { RequestJournal } from "./journal/request-journal.ts";
import { createRegistry } from "./kinds/create-registry.ts";
import { inOrderOfNeed, type Manifests, parseManifests } from "./manifests.ts";
import { mayBeLeft } from "./may-be-left.ts";
import { serveMetrics } from "./metrics/serve-metrics.ts";
import { findTarget, type ObjectReference, targetOf } from "./object-target.ts";
import type { ObjectVersion } from "./object-version.ts";
import type { Progress } from "./request/answer/outcome.ts";
import type { Call } from "./request/call.ts";
import { keyPrefixOf, storageKeyOf } from "./request/server-core.ts";
import { type Commit, objectAfter } from "./storage/commit.ts";
import type { StorageSnapshot } from "./storage/snapshot.ts";
import { wholeServer } from "./whole-server.ts";

/** Options of writes past all clients. */
export interface DirectWriteOptions {
  /** Names the operation for draws of faults and delays. */
  readonly operation?: string;
  /** Field manager. @defaultValue `cluster` */
  readonly as?: string;
  /**
   * What becomes of fields that the kind does not have: the write is refused, or they are left out.
   *
   * @defaultValue `Strict` for `apply`, as in kubectl; else `Ignore`
   */
  readonly fieldValidation?: "Strict" | "Ignore";
}

const clusterLane = lane("cluster");
const strictQuery: ReadonlyMap<string, string> = new Map([["fieldValidation", "Strict"]]);

/**
 * A cluster in memory: an apiserver, and the means to set up, disturb and examine it without a client. What is done
 * here happens at once, past all faults and delays; clients come through the transports.
 */
export class FakeCluster implements AsyncDisposable {
  readonly apiserver: Apiserver;
  readonly #options: ClusterOptions;
  readonly #environment: Environment;
  #initial: StorageSnapshot;
  readonly #customResources: CustomResources;
  readonly #controllers: ReturnType<typeof startControllers>;
  readonly #eventExpiry: EventExpiry | undefined;
  readonly #onClose: (() => void | Promise<void>)[] = [];
  #isClosed = false;
  /** How to give up what is waited for. */
  readonly #waits = new Set<() => void>();

  constructor(environment: Environment, options: ClusterOptions) {
    this.#environment = environment;
    this.#options = options;
    if (options.audit?.policy !== undefined) checkAuditPolicy(options.audit.policy);
    const { featureGates = {}, ...switched } = options;
    const registry =
      options.registry ??
      createRegistry(options.runtimeConfig, (gate) => featureGates[gate] === true);
    const plugins = withGates(options.admissionPlugins, featureGates);
    this.apiserver = new Apiserver(environment, {
      otherHandlers: [
        (server, asked) => serveDiscovery(server, asked, options.openApiDescriptions),
        serveMetrics,
        serveDumps,
      ],
      ...switched,
      ...(plugins === undefined ? {} : { admissionPlugins: plugins }),
      registry,
      abilities: wholeServer,
    });
    const isLight = options.settings?.objects === "metadata";
    if (options.hasSystemObjects ?? !isLight) bootstrap(this.apiserver);
    this.#customResources = new CustomResources(this.apiserver);
    this.#onClose.push(this.#customResources.start());
    // Who wants an account for each pod wants it made, too.
    const wantsAccounts = this.apiserver.admission.names.includes("ServiceAccount");
    const running = {
      namespaces: true,
      gc: true,
      flowSchemas: true,
      apiServices: true,
      serviceAccounts: wantsAccounts,
    };
    const defaults = isLight ? {} : running;
    const switches = { ...defaults, ...options.controllers };
    this.#controllers = startControllers(this.apiserver, switches);
    this.#onClose.push(this.#controllers.stop);
    const { eventTtlMs = 0 } = this.apiserver.settings;
    if (eventTtlMs > 0) {
      this.#eventExpiry = new EventExpiry(this.apiserver, eventTtlMs);
      this.#onClose.push(this.#eventExpiry.start());
    }
    if (options.objects !== undefined) this.apply(options.objects);
    this.#initial = this.apiserver.storage.log.snapshot();
    for (const fault of options.faults ?? []) this.faults.add(fault);
  }

  get clock(): Clock {
    return this.#environment.clock;
  }

  /** What goes wrong. */
  get faults(): Faults {
    return this.apiserver.faults;
  }

  /** What clients asked. */
  get requests(): RequestJournal {
    return this.apiserver.journal;
  }

  /** The newest resourceVersion. */
  get resourceVersion(): string {
    return String(this.apiserver.storage.revision);
  }

  /**
   * Creates objects, or replaces those that exist: namespaces and definitions first, whatever the order given.
   *
   * @throws StatusError as a client would get it, with the object's place in the manifests in front.
   */
  apply(manifests: Manifests, options: DirectWriteOptions = {}): readonly KubernetesObject[] {
    const parsed = parseManifests(manifests);
    const strictly: DirectWriteOptions = { fieldValidation: "Strict", ...options };
    return inOrderOfNeed(parsed).map(({ object, place }) => {
      try {
        return this.#exists(object)
          ? this.#replace(object, strictly)
          : this.create(object, strictly);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        throw new StatusError(
          { ...error.status, message: `${place}: ${error.message}` },
          { cause: error },
        );
      }
    });
  }

  /**
   * Creates an object with the status, uid and times that it comes with, which no client could set here: so a saved object, and
   * one that is being deleted, can be begun with. Its resourceVersion is a new one. @throws StatusError
   */
  create<T extends KubernetesObject>(object: T, options: DirectWriteOptions = {}): T {
    const { definition, namespace } = targetOf(this.apiserver, object);
    return this.#write(
      { verb: "create", definition, namespace, setsStatus: true },
      object,
      options,
    ) as T;
  }

  /** Replaces an object. @throws StatusError */
  update<T extends KubernetesObject>(object: T, options: DirectWriteOptions = {}): T {
    const { definition, namespace } = targetOf(this.apiserver, object);
    const name = object.metadata?.name;
    return this.#write({ verb: "update", definition, namespace, name }, object, options) as T;
  }

  /** Replaces an object's status. @throws StatusError */
  updateStatus<T extends KubernetesObject>(object: T, options: DirectWriteOptions = {}): T {
    const { definition, namespace } = targetOf(this.apiserver, object);
    const name = object.metadata?.name;
    const call = { verb: "update", definition, namespace, name, subresource: "status" } as const;
    return this.#write(call, object, options) as T;
  }

  /** Deletes an object: `delete("pods/default/a")` or `delete("pods", "default/a")`. @throws StatusError */
  delete(reference: ObjectReference, key?: string, options: DirectWriteOptions = {}): void {
    const { definition, namespace, name } = findTarget(this.apiserver, reference, key);
    this.#write({ verb: "delete", definition, namespace, name }, undefined, options);
  }

  /** The object as it is now: `get("pods/default/a")` or `get("pods", "default/a")`. */
  get<T extends KubernetesObject = KubernetesObject>(
    reference: ObjectReference,
    key?: string,
  ): T | undefined {
    const { definition, namespace, name } = findTarget(this.apiserver, reference, key);
    const stored = this.apiserver.stored(definition.storageKey, storageKeyOf(namespace, name));
    if (stored === undefined) return undefined;
    return copyJson(atOnce(() => definition.fromStored(stored))) as T;
  }

  /** The objects of a resource, in key order. */
  list<T extends KubernetesObject = KubernetesObject>(
    resource: string,
    options: { readonly namespace?: string; readonly labelSelector?: string } = {},
  ): readonly T[] {
    const definition = this.apiserver.definitionOf(resource);
    const selector = Selector.parse(options.labelSelector ?? "");
    return this.apiserver.storage
      .of(definition.storageKey)
      .listAll(keyPrefixOf(options.namespace))
      .filter(({ object }) => selector.matches(object.metadata?.labels))
      .map(({ object }) => copyJson(atOnce(() => definition.fromStored(object))) as T);
  }

  /** Every version of an object that storage remembers, oldest first, deletions and namesakes included. */
  history(reference: ObjectReference, key?: string): readonly ObjectVersion[] {
    const { definition, namespace, name } = findTarget(this.apiserver, reference, key);
    const log = this.apiserver.storage.of(definition.storageKey);
    const versions: ObjectVersion[] = [];
    let commit: Commit | undefined = log.latest(storageKeyOf(namespace, name));
    for (; commit !== undefined; commit = commit.previous) {
      const { resourceVersion, verb, at, object } = commit;
      versions.unshift({ resourceVersion, verb, at, object: copyJson(object) });
    }
    return versions;
  }

  /** Holds matching requests until it is opened. */
  gate(match: FaultMatch, at: GatePoint = "request"): Gate {
    return this.apiserver.gates.add(withClearNames(this.apiserver.registry, match), at);
  }

  /** Forgets what is older than a revision, everywhere: watches and pages from before it get 410. @defaultValue all of the past @throws RangeError for a future one */
  compact(resourceVersion: string = this.resourceVersion): void {
    const isPast =
      /^\d+$/.test(resourceVersion) && Number(resourceVersion) <= Number(this.resourceVersion);
    if (!isPast) {
      throw new RangeError(
        `cannot compact to ${JSON.stringify(resourceVersion)}: a resourceVersion up to ${this.resourceVersion}, the newest, is wanted`,
      );
    }
    this.apiserver.compact(Number(resourceVersion));
  }

  /** Settles when so many watches of a resource are open. */
  watching(resource: string, options: { readonly count?: number } = {}): Promise<void> {
    const { storageKey } = this.apiserver.definitionOf(resource);
    const { count = 1 } = options;
    return this.#until(() => [...this.apiserver.hub.watchers(storageKey)].length >= count);
  }

  /** Settles when no request is in flight and everything that was ready to run has run. */
  async settled(): Promise<void> {
    for (let quiet = 0; quiet < 2; ) {
      await this.#until(() => this.requests.inFlight === 0);
      const revision = this.resourceVersion;
      await new Promise<void>((resolve) => this.#environment.scheduler.post(clusterLane, resolve));
      quiet = this.requests.inFlight === 0 && revision === this.resourceVersion ? quiet + 1 : 0;
    }
  }

  /** The state of storage, as plain data of the caller's own. */
  snapshot(): StorageSnapshot {
    return copyJson(this.apiserver.storage.log.snapshot());
  }

  /** Back to a snapshot, which stays the caller's: watches end, and revisions may go back as after a restored backup. */
  restore(snapshot: StorageSnapshot): void {
    this.#goTo(copyJson(snapshot));
  }

  #goTo(snapshot: StorageSnapshot, initial = this.#initial): this {
    this.#initial = initial;
    this.apiserver.restore(snapshot);
    this.#customResources.resync();
    this.#controllers.resync();
    this.#eventExpiry?.resync();
    return this;
  }

  /** A cluster of its own in the same environment, with the same state. */
  fork(): FakeCluster {
    const { objects: _objects, ...options } = this.#options;
    const copy = new FakeCluster(this.#environment, { ...options, hasSystemObjects: false });
    const snapshot = this.apiserver.storage.log.snapshot();
    return copy.#goTo(snapshot, snapshot);
  }

  /** Back to the beginning: first state, no faults, no gates, an empty journal. The connection of who still waits for an answer breaks. */
  reset(): void {
    this.faults.reset();
    this.apiserver.gates.clear();
    for (const one of [...this.apiserver.unanswered]) one.breakOff();
    this.#goTo(this.#initial);
    this.apiserver.forgetCallers();
    this.requests.clear();
  }

  /** Called when the cluster is closed: for transports that serve it. */
  onClose(step: () => void | Promise<void>): Cancel {
    this.#onClose.push(step);
    return () => {
      const index = this.#onClose.indexOf(step);
      if (index >= 0) this.#onClose.splice(index, 1);
    };
  }

  /** Ends all watches and everything that runs by itself. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const giveUp of this.#waits) giveUp();
    this.apiserver.gates.clear();
    for (const watcher of [...this.apiserver.hub.watchers()]) watcher.end("restart", "clean");
    for (const step of this.#onClose.splice(0).reverse()) await step();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #write(
    call: Omit<Call, "client">,
    content: KubernetesObject | undefined,
    { operation, as = "cluster", fieldValidation = "Ignore" }: DirectWriteOptions,
  ): KubernetesObject {
    const progress = this.apiserver.performDirect({
      ...call,
      client: as,
      operation,
      ...(fieldValidation === "Strict" ? { query: strictQuery } : {}),
      ...(content === undefined ? {} : { body: { content, mediaType: "application/json" } }),
    });
    return copyJson(objectOf(progress));
  }

  /** Replaces the object and, where the kind keeps it apart and the new one has it, its status. */
  #replace(object: KubernetesObject & { status?: unknown }, options: DirectWriteOptions) {
    const updated = this.update(object, options);
    const { subresources } = targetOf(this.apiserver, object).definition;
    return object.status === undefined || !subresources.has("status")
      ? updated
      : this.updateStatus({ ...updated, status: object.status }, options);
  }

  #exists(object: KubernetesObject): boolean {
    const { definition, namespace } = targetOf(this.apiserver, object);
    const { name = "" } = object.metadata ?? {};
    const log = this.apiserver.storage.of(definition.storageKey);
    return name !== "" && objectAfter(log.latest(storageKeyOf(namespace, name))) !== undefined;
  }

  #until(isReached: () => boolean): Promise<void> {
    if (isReached()) return Promise.resolve();
    const waited = new Promise<void>((resolve, reject) => {
      const stop = this.requests.onChange(() => {
        if (isReached()) settle(resolve);
      });
      const settle = (how: () => void): void => {
        stop();
        this.#waits.delete(giveUp);
        how();
      };
      const giveUp = (): void =>
        settle(() => reject(new Error("the cluster was closed, what is waited for cannot come")));
      this.#waits.add(giveUp);
      if (this.#isClosed) giveUp();
    });
    return mayBeLeft(waited);
  }
}

function objectOf(progress: Progress): KubernetesObject {
  if (progress.kind === "object") return progress.object;
  if (progress.kind === "status" && progress.code >= 400) throw new StatusError(progress.status);
  return {};
}

/**
 * Makes a cluster. Nothing is listened to; in real time it needs no closing unless something serves it.
 *
 * @throws TypeError naming an option that there is not.
 * @throws StatusError, ManifestError or FaultError saying which of the objects or faults is wrong.
 */
export function createCluster(options: ClusterOptions = {}): FakeCluster {
  checkOptions(options);
  const { seed } = options;
  const environment =
    options.environment ?? createSystemEnvironment(seed === undefined ? {} : { seed });
  return new FakeCluster(environment, options);
}
