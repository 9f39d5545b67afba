import type { KubernetesObject } from "@informerlab/core";
import type { FakeCluster } from "../fake-apiserver.ts";
import type { ResourceDefinition } from "../kinds/resource-definition.ts";
import type { RecordedExchange, Recording } from "../recording/read-recording.ts";
import { qualifiedResourceOf } from "../schema/api-version.ts";
import type { StorageSnapshot } from "../storage/snapshot.ts";
import { collectViews, subjectOf } from "./collect-views.ts";
import { formOf, type Item, itemOfEvent, newestOf } from "./item.ts";
import { recordedCall } from "./recorded-call.ts";
import type { ViewSubject } from "./view.ts";

/** The state of one collection at the end of a recording. */
interface LastState {
  readonly subject: ViewSubject;
  readonly version: bigint;
  readonly items: readonly Item[];
}

type Resources = Record<string, Record<string, KubernetesObject>>;

/**
 * Puts the last state that a recording knows into a cluster, each object as it was seen: with uid, status, times and
 * resourceVersion. Answers what its user should know.
 *
 * @throws RangeError naming custom resources whose definition is neither in the recording nor in the cluster.
 */
export function seedFromRecording(cluster: FakeCluster, recording: Recording): readonly string[] {
  const states = lastStates(recording);
  for (const { subject, items } of states) {
    if (qualifiedResourceOf(subject) !== definitions) continue;
    cluster.apply(items.map(({ value }) => asNew(value as KubernetesObject)));
  }
  refuseUnknown(cluster, states);
  const before = cluster.snapshot();
  const resources: Resources = {};
  for (const [name, objects] of Object.entries(before.resources)) resources[name] = { ...objects };
  const notes = [];
  const seen = new Seen();
  for (const state of states) {
    put(cluster, resources, state, seen);
    seen.add(state);
  }
  const revision = Math.max(
    before.revision,
    Number(newestOf(states.map(({ version }) => version))),
  );
  cluster.restore({ version: 1, revision, resources } satisfies StorageSnapshot);
  const made = makeNamespaces(cluster, resources);
  if (made.length > 0)
    notes.push(`not in the recording, and made for what is in them: namespaces ${made.join(", ")}`);
  const unseen = seenInPart(cluster, recording, resources);
  if (unseen !== "")
    notes.push(
      `seen only as tables or by their metadata, and so not in the cluster: ${unseen}; kubectl asks for whole objects with -o yaml`,
    );
  const hasSecrets = Object.keys(resources["secrets"] ?? {}).length > 0;
  if (hasSecrets && recording.header.secrets === "left out") {
    notes.push("the values of Secrets were left out of the recording; each says so itself");
  }
  return notes;
}

const definitions = "customresourcedefinitions.apiextensions.k8s.io";

/** Whole objects only, what was seen last first. */
function lastStates(recording: Recording): readonly LastState[] {
  const collections = collectViews(recording)
    .filter(({ form }) => form === "object")
    .map(({ subject, timeline }): LastState => {
      const index = timeline.entries.length - 1;
      const items = [...timeline.stateAt(index).values()];
      return { subject, version: timeline.entries[index]?.version ?? 0n, items };
    });
  return [...collections, ...recording.exchanges.flatMap(seenAlone)].sort((a, b) =>
    a.version < b.version ? 1 : a.version > b.version ? -1 : 0,
  );
}

/** What nobody was told whole, in words: by resource, how many objects. */
function seenInPart(cluster: FakeCluster, recording: Recording, whole: Resources): string {
  const keys = new Map<string, Set<string>>();
  for (const { form, subject, timeline } of collectViews(recording)) {
    if (form === "object") continue;
    const name = qualifiedResourceOf(subject);
    const held = whole[definitionOf(cluster, subject)?.storageKey ?? name] ?? {};
    for (const key of timeline.stateAt(timeline.entries.length - 1).keys()) {
      if (held[key] !== undefined) continue;
      keys.set(name, (keys.get(name) ?? new Set()).add(key));
    }
  }
  return [...keys].map(([name, { size }]) => `${name} (${size})`).join(", ");
}

/** An object that was asked for by its name. */
function seenAlone(exchange: RecordedExchange): readonly LastState[] {
  const { attributes, options } = recordedCall(exchange);
  const { value } = exchange.body ?? {};
  const isObject =
    attributes?.verb === "get" && attributes.subresource === "" && exchange.answered?.code === 200;
  if (!isObject || value === undefined || formOf(value) !== "object") return [];
  const item = itemOfEvent(value);
  const subject = subjectOf(attributes, options);
  return item === undefined ? [] : [{ subject, version: item.version, items: [item] }];
}

function refuseUnknown(cluster: FakeCluster, states: readonly LastState[]): void {
  const unknown = states.filter(
    ({ subject, items }) => items.length > 0 && definitionOf(cluster, subject) === undefined,
  );
  if (unknown.length === 0) return;
  const names = unknown.map(({ subject, items }) => {
    return `${qualifiedResourceOf(subject)} ${subject.version} (${items.length} objects)`;
  });
  throw new RangeError(
    `the recording holds ${[...new Set(names)].join(", ")}, but no CustomResourceDefinition of it: record a list of customresourcedefinitions, too, or give the definition with --seed`,
  );
}

function put(
  cluster: FakeCluster,
  resources: Resources,
  { subject, items }: LastState,
  newer: Seen,
): void {
  const definition = definitionOf(cluster, subject);
  if (definition === undefined || definition.storageKey === definitions) return;
  const { storageKey } = definition;
  const objects = resources[storageKey] ?? {};
  resources[storageKey] = objects;
  // The cluster's own beginning gives way to what was seen.
  if (subject.namespace === undefined && !isFiltered(subject)) {
    for (const [key, { metadata }] of Object.entries(objects)) {
      if (!newer.knows(subject, key, metadata?.namespace)) delete objects[key];
    }
  }
  for (const { key, metadata, value } of items) {
    if (!newer.knows(subject, key, metadata.namespace))
      objects[key] = definition.toStored(value as KubernetesObject);
  }
}

function isFiltered({ labelSelector, fieldSelector }: ViewSubject): boolean {
  return labelSelector !== "" || fieldSelector !== "";
}

/** What has been put in already, the newest first: nothing older changes it. */
class Seen {
  /** By resource: the namespaces of which everything was seen, undefined for all of them. */
  readonly #whole = new Map<string, Set<string | undefined>>();
  /** By resource: the objects that were. */
  readonly #keys = new Map<string, Set<string>>();

  add({ subject, items }: LastState): void {
    const resource = qualifiedResourceOf(subject);
    const keys = this.#keys.get(resource) ?? new Set();
    this.#keys.set(resource, keys);
    for (const { key } of items) keys.add(key);
    if (isFiltered(subject)) return;
    const whole = this.#whole.get(resource) ?? new Set();
    this.#whole.set(resource, whole.add(subject.namespace));
  }

  /** The object itself was seen more recently, or somebody who would have seen it did not. */
  knows(subject: ViewSubject, key: string, namespace: string | undefined): boolean {
    const resource = qualifiedResourceOf(subject);
    const whole = this.#whole.get(resource);
    return (
      this.#keys.get(resource)?.has(key) === true ||
      whole?.has(undefined) === true ||
      whole?.has(namespace) === true
    );
  }
}

function definitionOf(
  { apiserver }: FakeCluster,
  { group, version, resource }: ViewSubject,
): ResourceDefinition | undefined {
  return apiserver.registry.lookup(group, version, resource);
}

/** Without what a server sets, so that it may be applied. */
function asNew(object: KubernetesObject): KubernetesObject {
  const {
    resourceVersion: _version,
    uid: _uid,
    managedFields: _managed,
    ...metadata
  } = object.metadata ?? {};
  const { status: _status, ...rest } = object as KubernetesObject & { status?: unknown };
  return { ...rest, metadata };
}

function makeNamespaces(cluster: FakeCluster, resources: Resources): readonly string[] {
  const known = new Set(Object.keys(resources["namespaces"] ?? {}));
  const used = Object.values(resources).flatMap((objects) =>
    Object.values(objects).map(({ metadata }) => metadata?.namespace ?? ""),
  );
  const missing = [...new Set(used)].filter((name) => name !== "" && !known.has(name)).sort();
  for (const name of missing) {
    cluster.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  }
  return missing;
}
