import {
  type Cancel,
  type Environment,
  type KubernetesObject,
  type Lane,
  lane,
  Selector,
} from "@informerlab/core";
import { Admission } from "./admission/admission.ts";
import { atOnce } from "./admission/admission-pending.ts";
import type { AdmissionView } from "./admission/admission-view.ts";
import type { Charge } from "./admission/findings.ts";
import type { WebhookOptions } from "./admission/webhooks/webhook-client.ts";
import type { ApiserverOptions } from "./apiserver-options.ts";
import type { AuditOptions } from "./audit/audit-options.ts";
import type { FrontProxy } from "./authentication/front-proxy.ts";
import type { TokenAuthority } from "./authentication/service-account-tokens.ts";
import type { TokenAuthenticator } from "./authentication/token-authenticator.ts";
import { startCompactor } from "./background/compactor.ts";
import { limitHistory } from "./background/history-limit.ts";
import { viewOf } from "./cluster-view.ts";
import { BoundedCache } from "./codec/bytes/bounded-cache.ts";
import type { ReadJson } from "./codec/json/read-json.ts";
import { Faults } from "./faults/faults.ts";
import { Gates } from "./faults/gates.ts";
import { withClearNames } from "./faults/resource-names.ts";
import type { FlowControl } from "./flow-control/flow-control.ts";
import { RequestJournal } from "./journal/request-journal.ts";
import { findDefinition } from "./kinds/find-definition.ts";
import type { ResourceRegistry } from "./kinds/registry.ts";
import type { ResourceDefinition, StrategyContext } from "./kinds/resource-definition.ts";
import type { ServerMetrics } from "./metrics/request-metrics.ts";
import type { FieldOwnership } from "./patch/apply/field-ownership.ts";
import type { TokenUser } from "./request/access/authenticate.ts";
import type { GrantSource } from "./request/access/authorize.ts";
import type { Outcome, Progress } from "./request/answer/outcome.ts";
import type { Call } from "./request/call.ts";
import { toUuid } from "./request/draw-names.ts";
import { limitWork } from "./request/limit-work.ts";
import type { OtherHandler } from "./request/other-paths.ts";
import type { ApiRequest, ApiResponse } from "./request/read/api-request.ts";
import type { BodyInput } from "./request/read/body-input.ts";
import type { ResourceRequest } from "./request/read/resource-request.ts";
import { RequestIntake } from "./request/request-intake.ts";
import { type Perform, runRequest } from "./request/request-run.ts";
import { keyPrefixOf, type StoredWrite, type StrategyWrite } from "./request/server-core.ts";
import { defaultServerSettings, type ServerSettings } from "./request/server-settings.ts";
import type { UnansweredRequest } from "./request/unanswered-request.ts";
import type { WireServer } from "./request/wire-server.ts";
import { RevisionWaiters } from "./revision-waiters.ts";
import type { Decoded } from "./schema/decode/decode-input.ts";
import type { ServerAbilities } from "./server-abilities.ts";
import { objectAfter } from "./storage/commit.ts";
import { ObjectStorage } from "./storage/object-storage.ts";
import { RevisionLog } from "./storage/revision-log.ts";
import type { StorageSnapshot } from "./storage/snapshot.ts";
import type { DeleteOptions } from "./verbs/delete/delete-options.ts";
import { ChangedMeanwhile } from "./verbs/write/commit-write.ts";
import { FrameFactories } from "./watch/frame-factories.ts";
import type { FrameFactory } from "./watch/frame-factory.ts";
import { WatchHub } from "./watch/watch-hub.ts";
import type { Watcher } from "./watch/watcher.ts";
import { WriteContext } from "./write-context.ts";

const noObjects: readonly KubernetesObject[] = [];
/** Of the texts of all selectors remembered. */
const selectorCharactersMax = 1024 * 1024;
const internalErrorsMax = 100;
/** How often a write is tried of what changes while it is looked at. @see apiserver handlers/patch.go maxPatchConflictRetries */
const attemptsMax = 5;

/**
 * One kube-apiserver with the storage behind it: stages that every request passes, whatever transport brought it.
 * Synchronous steps on lanes; time, chance and order come from the environment.
 */
export class Apiserver implements WireServer {
  readonly environment: Environment;
  readonly storage: ObjectStorage;
  readonly hub: WatchHub;
  readonly registry: ResourceRegistry;
  readonly admission: Admission;
  readonly view: AdmissionView;
  readonly webhooks: WebhookOptions;
  /** PEM of the authority that clients verify this server by. */
  readonly authority: string | undefined;
  readonly settings: ServerSettings;
  readonly faults: Faults;
  readonly gates: Gates = new Gates();
  readonly unanswered: Set<UnansweredRequest> = new Set();
  readonly journal: RequestJournal;
  readonly metrics: ServerMetrics;
  readonly #waiters: RevisionWaiters;
  readonly #selectors = new BoundedCache<Selector>(selectorCharactersMax);
  readonly #frames: FrameFactories;
  readonly #intake: RequestIntake;
  /** Who may call over the wire; empty: everybody. */
  readonly tokens: readonly TokenUser[];
  /** Who proves nothing is `system:anonymous`. */
  readonly anonymousAuth: boolean | readonly string[];
  readonly tokenAuthenticators: readonly TokenAuthenticator[] | undefined;
  readonly frontProxy: FrontProxy | undefined;
  readonly audit: AuditOptions | undefined;
  /** What other servers are told of who may be trusted. */
  readonly clientTrust: Readonly<Record<string, string>> | undefined;
  /** Asked in order for paths that are no resources. */
  readonly otherHandlers: readonly OtherHandler[];
  /** The stored roles and bindings. */
  readonly grants: GrantSource;
  readonly serviceAccountTokens: TokenAuthority;
  readonly #abilities: ServerAbilities;
  readonly #internalErrors: unknown[] = [];
  readonly #onInternalError: ((error: unknown) => void) | undefined;
  #flowControl: FlowControl | undefined;
  #auditIdsMade = 0;

  constructor(environment: Environment, options: ApiserverOptions) {
    this.environment = environment;
    this.registry = options.registry;
    this.#abilities = options.abilities;
    this.settings = {
      ...defaultServerSettings,
      // In a simulation nothing is forgotten unless the script says so.
      ...(options.settings?.objects === "metadata"
        ? { compactionIntervalMs: 0, historyBytesMax: 0 }
        : {}),
      ...options.settings,
    };
    const plugins = options.abilities.pluginsOf(options.admissionPlugins, this.settings.objects);
    this.admission = new Admission(
      [...plugins, ...(options.admission ?? [])],
      options.abilities.countStep,
    );
    this.storage = new ObjectStorage(environment, new RevisionLog(environment.clock));
    this.hub = new WatchHub(environment, this.storage, {
      hasWatchCache: options.hasWatchCache ?? true,
      window: options.watchWindow ?? {},
      onError: (error) => this.internalError(error),
    });
    this.metrics = options.abilities.createMetrics(environment.clock.now());
    const { clock, scheduler } = environment;
    this.#frames = new FrameFactories(clock, options.abilities.wireFormOf);
    this.#waiters = new RevisionWaiters(clock, scheduler, lane("apiserver/waiting"));
    this.storage.subscribe((commit) => this.#waiters.reached(commit.revision));
    startCompactor(this, this.settings.compactionIntervalMs);
    limitHistory(this, this.settings.historyBytesMax);
    this.faults = new Faults(
      environment,
      {
        compact: (keep) => this.compact(Math.max(1, this.storage.revision - keep)),
        restart: () => this.restart(),
        revisionAgo: (resource, ms) => this.#revisionAgo(resource, ms),
        readableFrom: (resource) => this.hub.readableFrom(resource),
        clear: (match) => withClearNames(this.registry, match),
        struck: (request, fault) => this.journal.struck(request, fault),
      },
      () => this.storage.revision,
    );
    this.#onInternalError = options.onInternalError;
    this.journal = new RequestJournal(options.journal);
    this.#intake = new RequestIntake(environment, this.journal);
    this.tokens = options.tokens ?? [];
    this.tokenAuthenticators = options.tokenAuthenticators;
    this.anonymousAuth = options.anonymousAuth ?? false;
    this.frontProxy = options.frontProxy;
    this.audit = options.audit;
    this.clientTrust = options.clientTrust;
    this.otherHandlers = options.otherHandlers ?? [];
    const grants: GrantSource = {
      get: (resource, key) => this.stored(resource, key),
      listAll: (resource, namespace) => {
        const log = this.storage.of(resource);
        if (log.size === 0) return noObjects;
        return log.listAll(keyPrefixOf(namespace)).map(({ object }) => object);
      },
    };
    const authorizers = options.abilities.authorizersOf(options, grants);
    this.grants = authorizers === undefined ? grants : { ...grants, authorizers };
    this.serviceAccountTokens = options.abilities.createTokens(
      environment.random,
      {
        now: () => clock.now(),
        stored: (resource, key) => this.stored(resource, key),
      },
      options.serviceAccountTokens,
    );
    this.webhooks = options.webhooks ?? {};
    this.authority = options.authority;
    this.view = viewOf(this);
  }

  get flowControl(): FlowControl {
    this.#flowControl ??= this.#abilities.createFlowControl(this);
    return this.#flowControl;
  }

  /** Writes what a plugin asked for, as the server itself does. */
  settleCharge({ definition, object, subresource }: Charge): void {
    const { namespace, name } = object.metadata ?? {};
    this.performDirect({
      verb: "update",
      definition,
      namespace,
      name,
      subresource,
      client: "kube-apiserver",
      body: { content: object, mediaType: "application/json" },
    });
  }

  /** Serves a request of any transport. Nothing that a client sends makes it throw. */
  handle(request: ApiRequest, respond: (response: ApiResponse) => void): Cancel {
    return this.#abilities.handle(this, request, respond);
  }

  /** The id under which an audit log would have a request. */
  drawAuditId(): string {
    this.#auditIdsMade += 1;
    return toUuid(this.environment.random.fork(`audit/${this.#auditIdsMade}`));
  }

  /** Serves a request that is already understood: the way of in-process clients. */
  serve(
    call: Call,
    done: (outcome: Outcome) => void,
    perform: Perform = (received) => this.perform(received),
  ): Cancel {
    const request = this.#intake.receive(call);
    return runRequest({
      core: this,
      request,
      verdict: this.faults.onRequest(request),
      perform,
      lane: this.laneOf(request.client),
      done,
    });
  }

  /** Serves a call at once, past all faults, delays and webhooks on the network: how a cluster's owner reads and writes. @throws StatusError */
  performDirect(call: Call): Progress {
    const request = this.#intake.direct(call);
    return atOnce(() => limitWork(() => this.perform(request)));
  }

  /** Does at once what a request asks for, past all faults and delays. @throws StatusError */
  perform(request: ResourceRequest): Progress {
    for (let attempt = 1; ; attempt++) {
      try {
        return this.#abilities.perform(this, request);
      } catch (error) {
        if (!(error instanceof ChangedMeanwhile) || attempt === attemptsMax) throw error;
        request.findings.clear();
      }
    }
  }

  checkGrants(...write: Parameters<WireServer["checkGrants"]>): void {
    this.#abilities.checkGrants(this.grants, ...write);
  }

  decodeBody(input: BodyInput): Decoded {
    return this.#abilities.decodeBody(this, input);
  }

  readJson(bytes: string): ReadJson {
    return this.#abilities.readJson(bytes);
  }

  deleteOptionsOf(request: ResourceRequest): DeleteOptions {
    return this.#abilities.deleteOptionsOf(this, request);
  }

  get ownership(): FieldOwnership {
    return this.#abilities.ownership;
  }

  fitRequest(request: ResourceRequest, stored: StoredWrite): KubernetesObject {
    return this.#abilities.fitRequest(request, stored);
  }

  /** What is drawn by the names of requests is drawn as at first. */
  forgetCallers(): void {
    this.#intake.forgetCalls();
  }

  /**
   * A kind by the name of its resource: `pods`, `deployments.apps`, `widgets.example.com`. Of several versions the
   * preferred one is meant.
   *
   * @throws RangeError saying how to name it when there is none.
   */
  definitionOf(resource: string): ResourceDefinition {
    const found = findDefinition(this.registry, resource);
    if (found !== undefined) return found;
    throw new RangeError(
      `this cluster has no resource ${JSON.stringify(resource)}; name it as \`pods\` or \`deployments.apps\`, and apply its CRD before if it is custom`,
    );
  }

  laneOf(client: string): Lane {
    return this.#intake.laneOf(client);
  }

  selectorOf(text: string): Selector {
    if (text === "") return Selector.everything();
    let selector = this.#selectors.get(text);
    if (selector === undefined) {
      selector = Selector.parse(text);
      this.#selectors.set(text, selector);
    }
    return selector;
  }

  framesOf(request: ResourceRequest): FrameFactory {
    return this.#frames.of(request);
  }

  contextFor(write: StrategyWrite): StrategyContext {
    return new WriteContext(this, write);
  }

  watchOpened(watcher: Watcher, request: ResourceRequest): void {
    this.faults.watchOpened(watcher, request);
  }

  whenRevision(revision: number, timeoutMs: number, step: (isReached: boolean) => void): Cancel {
    return this.#waiters.wait(revision, timeoutMs, step);
  }

  /** Forgets what is older than `revision`, everywhere: storage, snapshots and watch windows. */
  compact(revision: number = this.storage.revision): void {
    this.storage.log.compact(revision);
    this.hub.announceCompaction(revision);
    this.hub.forgetEventsBefore(revision);
    this.environment.trace.emit?.({ kind: "server.compacted", revision: String(revision) });
  }

  /** Storage alone forgets: watch caches and snapshots still answer, as in the real server. */
  compactStorage(revision: number): void {
    this.storage.log.compact(revision);
    this.hub.forgetUnreachable();
    this.environment.trace.emit?.({ kind: "server.compacted", revision: String(revision) });
  }

  /** The apiserver learns of a compaction, as it would from its own compactor. */
  announceCompaction(revision: number): void {
    // The compactor says how far it went by a key of its own, which takes a revision.
    this.storage.log.skip(1);
    this.hub.announceCompaction(revision);
  }

  /** Every watch that asked for bookmarks is told how far the server is, as at its own interval. */
  tellBookmarks(): void {
    for (const watcher of [...this.hub.watchers()]) watcher.tellBookmark(this.storage.revision);
  }

  /** Every watch ends, caches begin anew at the present revision; storage stays. */
  restart(): void {
    this.hub.restart();
    this.environment.trace.emit?.({
      kind: "server.restarted",
      oldestWatchRevision: String(this.storage.revision),
    });
  }

  /** Replaces the whole state by a snapshot; watches end, as after a restart. */
  restore(snapshot: StorageSnapshot): void {
    this.storage.log.restore(snapshot);
    this.restart();
  }

  /** Mistakes of the server itself, the newest hundred: each made a request end in a 500. */
  get internalErrors(): readonly unknown[] {
    return this.#internalErrors;
  }

  internalError(error: unknown): void {
    this.#internalErrors.push(error);
    if (this.#internalErrors.length > internalErrorsMax) this.#internalErrors.shift();
    this.#onInternalError?.(error);
  }

  /** The object as stored now. */
  stored(resource: string, key: string): KubernetesObject | undefined {
    return objectAfter(this.storage.of(resource).latest(key));
  }

  #revisionAgo(resource: string, ms: number): number {
    const time = this.environment.clock.now() - ms;
    const log = this.storage.of(resource);
    const later = log.commitsAfter(this.hub.readableFrom(resource)).find(({ at }) => at > time);
    return later === undefined ? this.storage.revision : later.revision - 1;
  }
}
