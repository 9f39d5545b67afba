import type { KubernetesObject } from "@informerlab/core";
import type { TraceFact } from "@informerlab/core/trace";
import { collectViews } from "../replay/collect-views.ts";
import { type Item, versionOf } from "../replay/item.ts";
import type { Entry } from "../replay/timeline.ts";
import type { View } from "../replay/view.ts";
import { qualifiedResourceOf } from "../schema/api-version.ts";
import type { Recording } from "./read-recording.ts";

type CommitFact = Extract<TraceFact, { readonly kind: "server.committed" }>;

/** A change of the server behind, as far as somebody was told. */
export interface RecordedCommit {
  /** Milliseconds since the beginning: when somebody was first told. */
  readonly at: number;
  readonly fact: CommitFact;
}

/** The changes of every collection whose objects were seen whole, each once, in the order of their revisions. */
export function commitsOf(recording: Recording): readonly RecordedCommit[] {
  const told = new Set<string>();
  const views = collectViews(recording).filter(({ form }) => form === "object");
  const commits = views
    .flatMap((view) => new CommitReader(view).commits)
    .filter(({ fact: { verb, ref } }) => {
      const name = `${verb === "delete"} ${ref.resource} ${ref.key}@${ref.resourceVersion}`;
      const isNew = !told.has(name);
      told.add(name);
      return isNew;
    });
  return asWritten(commits);
}

/** What was written before something else was there before it, however late somebody was told. */
function asWritten(commits: readonly RecordedCommit[]): readonly RecordedCommit[] {
  const version = ({ fact }: RecordedCommit): bigint => versionOf(fact.ref.resourceVersion);
  const ordered = commits.toSorted((a, b) => Number(version(a) - version(b)));
  let at = Number.POSITIVE_INFINITY;
  for (let index = ordered.length - 1; index >= 0; index--) {
    const commit = ordered[index];
    if (commit === undefined) continue;
    at = Math.min(at, commit.at);
    ordered[index] = { ...commit, at };
  }
  return ordered;
}

/** Reads the changes off a timeline. */
class CommitReader {
  readonly commits: RecordedCommit[] = [];
  readonly #resource: string;
  readonly #held = new Map<string, Item>();

  constructor({ subject, timeline }: View) {
    this.#resource = qualifiedResourceOf(subject);
    for (const entry of timeline.entries) this.#take(entry);
  }

  #take(entry: Entry): void {
    if (entry.kind === "state") {
      const { items } = entry.state;
      const keys = new Set(items.map(({ key }) => key));
      const used = new Set(items.map(({ version }) => version));
      // Deleted at some revision before the list, no two at the same one.
      let version = entry.version;
      for (const item of [...this.#held.values()]) {
        if (keys.has(item.key)) continue;
        while (used.has(version)) version -= 1n;
        used.add(version);
        this.#commit(entry.at, "delete", item, version);
      }
      for (const item of items) this.#put(entry.at, item);
    } else if (entry.kind === "change" && entry.change.item !== undefined) {
      const { type, item } = entry.change;
      if (type === "DELETED") this.#commit(entry.at, "delete", item);
      else this.#put(entry.at, item);
    }
  }

  #put(at: number, item: Item): void {
    const before = this.#held.get(item.key);
    if (before?.version === item.version) return;
    this.#commit(at, before === undefined ? "create" : "update", item);
  }

  #commit(at: number, verb: CommitFact["verb"], item: Item, version = item.version): void {
    const { key, metadata, value } = item;
    const named = { resource: this.#resource, key, resourceVersion: String(version) };
    const ref = metadata.uid === undefined ? named : { ...named, uid: metadata.uid };
    const object = value as KubernetesObject;
    this.commits.push({ at, fact: { kind: "server.committed", verb, ref, object } });
    if (verb === "delete") this.#held.delete(key);
    else this.#held.set(key, item);
  }
}
