import type { KubernetesObject } from "@informerlab/core";

/** A kind of object that users own. */
export interface Subject {
  /** Names users give. @defaultValue `a` and `b` */
  readonly names?: readonly string[];
  /** @defaultValue `default` for namespaced kinds */
  readonly namespace?: string;
  /**
   * What users may want: manifests without a name. Creating takes one of them, changing puts the top-level fields of
   * one in the place of those that are.
   */
  readonly variants: readonly [KubernetesObject, ...KubernetesObject[]];
  /**
   * What else users do to objects that are there, as JSON merge patches: `{ spec: { replicas: 3 } }` changes nothing else of
   * `spec`, `{ metadata: { labels: { app: null } } }` takes a label away, `{ metadata: { ownerReferences: [owner] } }` gives an
   * object another owner, whose `uid` may be left out, and `[]` none. @defaultValue none
   */
  readonly changes?: readonly Readonly<Record<string, unknown>>[];
  /** Plural name with its group, as `pods` or `deployments.apps`. */
  readonly resource: string;
  /** Users delete them, too. @defaultValue true */
  readonly deletes?: boolean;
}

/** Something that befalls an object of a resource, whichever there is at that moment. */
export interface Accident {
  /** `pods`, `deployments.apps`. */
  readonly resource: string;
  /** Its deletion, or a JSON merge patch: `{ status: { phase: "Running" } }`. */
  readonly do: "delete" | Readonly<Record<string, unknown>>;
}
