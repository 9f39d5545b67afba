import type { KubernetesObject } from "@informerlab/core";
import type { TraceFact } from "@informerlab/core/trace";
import { collectViews } from "../replay/collect-views.ts";
import type { Item } from "../replay/item.ts";
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

/** The changes of every collection whose objects were seen whole, each once. */
export function commitsOf(recording: Recording): readonly RecordedCommit[] {
  const told = new Set<string>();
  const views = collectViews(recording).filter(({ form }) => form === "object");
  return views
    .flatMap((view) => new CommitReader(view).commits)
    .filter(({ fact: { verb, ref } }) => {
      const name = `${verb === "delete"} ${ref.resource} ${ref.key}@${ref.resourceVersion}`;
      const isNew = !told.has(name);
      told.add(name);
      return isNew;
    });
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
      for (const item of [...this.#held.values()]) {
        if (!keys.has(item.key)) this.#commit(entry.at, "delete", item, entry.version);
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
