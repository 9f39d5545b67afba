import type { Int64, Json, KubernetesObject, ObjectMeta, Random } from "@informerlab/core";
import type { ServerSettings } from "../request/server-settings.ts";
import type { BodyReader } from "../schema/decode/decode-input.ts";
import type { FieldError } from "../schema/field-error.ts";
import type { ObjectSchema } from "../schema/object-schema.ts";

/** What may be done to a resource, in the words of discovery. */
export type ResourceVerb =
  | "create"
  | "delete"
  | "deletecollection"
  | "get"
  | "list"
  | "patch"
  | "update"
  | "watch";

/** One column of a Table answer. Priority 0 columns are what `kubectl get` prints, others need `-o wide`. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

/** A value in a Table row. */
export type TableCell = string | Int64 | boolean | null;

/** What a Table says about one of its rows. */
export interface TableRowCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

/** A path below an object, as `/status` or `/scale`, with the kind it takes and gives. */
export interface SubresourceDefinition {
  readonly name: string;
  /** Empty strings mean: the group and version of the resource itself. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly ResourceVerb[];
}

/** How a kind says that it does not select by a field. */
export type FieldSelectorStyle =
  | "known-list"
  | "not-supported"
  | "not-supported-for-kind"
  | "not-supported-for-version";

/** Which field selectors a kind knows, and how it refuses others. */
export interface FieldSelectorRule {
  /** Field paths besides `metadata.name` and `metadata.namespace`, each with the way to its value. */
  readonly fields: ReadonlyMap<string, (object: KubernetesObject) => string>;
  /**
   * `known-list`: `"x" is not a known field selector: only "metadata.name", "metadata.namespace"`;
   * `not-supported`: `field label not supported: x`.
   */
  readonly errorStyle: FieldSelectorStyle;
}

/** Objects as another version of their kind shows them. */
export interface VersionView {
  readonly schema: ObjectSchema;
  convert(object: KubernetesObject): KubernetesObject;
  /** From the other version to the one that was asked. */
  back(object: KubernetesObject): KubernetesObject;
}

/** How the resource's writes differ from the usual: what the real server's rest strategies say. */
export interface ResourceStrategy {
  /** PUT of a missing object creates it (leases, events, endpoints …). */
  readonly allowsCreateOnUpdate: boolean;
  /** An apply through `/status` makes what is not there, though a PUT does not. */
  readonly isMadeByStatus?: boolean;
  /** PUT without `metadata.resourceVersion` overwrites whatever is there. */
  readonly allowsUnconditionalUpdate: boolean;
  /** DELETE answers the last object rather than a Status. */
  readonly deleteAnswersObject: boolean;
  /** Pods only: deletion waits for the kubelet. */
  readonly hasGracefulDeletion: boolean;
  /** DELETE without a policy leaves the dependents alive (batch/v1 jobs), with this warning. */
  readonly orphansByDefaultWarning?: string;
  /** Dependents of a deleted object stay unless one says otherwise; without a word about it. */
  readonly orphansByDefault?: boolean;
  /** A deletion says nothing to the garbage collector. */
  readonly isNeverCollected?: boolean;
  /** `metadata.generation` is kept by the server; otherwise what the client sent is stored. */
  readonly keepsGeneration: boolean;
  /** The status endpoint takes changes of labels, annotations and so on, not of `status` alone. */
  readonly namespaceFinalizers: boolean;
}

/** How the `scale` of a kind is read and written. */
export interface ScaleAccess {
  /** Where what is wanted should stand, of objects that do not say it and cannot be shown for that. */
  readonly missingIn?: (object: KubernetesObject) => string | undefined;
  /** What is wanted. */
  readonly replicasOf: (object: KubernetesObject) => number;
  /** What there is. */
  readonly statusReplicasOf: (object: KubernetesObject) => number;
  /** The label selector of what is scaled, as text. */
  readonly selectorOf: (object: KubernetesObject) => string;
  /** The members down to what is wanted: `["spec", "replicas"]`. */
  readonly replicasPath: readonly string[];
  readonly withReplicas: (object: KubernetesObject, replicas: number) => KubernetesObject;
}

/** Who writes, for kinds that keep it. */
export interface WritingUser {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** What a strategy may take from outside the object. */
export interface StrategyContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly random: Random;
  /** The stored objects of the same resource, all namespaces: for addresses that must be unique. */
  readonly others: () => Iterable<KubernetesObject>;
  /** Another stored object: what an object refers to by name. Without it nothing is found. */
  readonly find?: (reference: {
    readonly group: string;
    readonly resource: string;
    readonly namespace?: string;
    readonly name: string;
  }) => KubernetesObject | undefined;
  /** All stored objects of another resource. Without it there are none. */
  readonly list?: (kind: {
    readonly group: string;
    readonly resource: string;
  }) => Iterable<KubernetesObject>;
  /** What the server was told about services and pods. @defaultValue the defaults */
  readonly settings?: Pick<
    ServerSettings,
    "serviceClusterIpRange" | "serviceNodePortRange" | "allowsPrivileged"
  >;
  /** Takes what is said of an object while it is prepared, whether it is refused then or not. */
  readonly warn?: (...texts: readonly string[]) => void;
  /** Who writes. */
  readonly user?: WritingUser;
  /** Nothing will be stored: addresses are only pretended. */
  readonly isDryRun?: boolean;
  /** Through which an object is made or changed; empty or absent: none. */
  readonly subresource?: string;
}

/**
 * What a kind is, in one version: names, scope, schema, and its rules as pure functions. Built-in kinds and
 * custom resources are both described by this; nothing else in the server knows a kind by name.
 *
 * Objects given to the functions are never changed; results may share parts with their arguments.
 */
export interface ResourceDefinition {
  readonly origin: "built-in" | "custom";
  readonly group: string;
  readonly version: string;
  /** The group that errors about an object's content name, where it is another one (events.k8s.io). */
  readonly errorGroup?: string;
  /** Lower-case plural: `pods`. */
  readonly resource: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly ResourceVerb[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: ReadonlyMap<string, SubresourceDefinition>;
  readonly schema: ObjectSchema;
  /** How bodies are read, where that is not by the types of Go. */
  readonly decode?: BodyReader;
  readonly fieldSelectors: FieldSelectorRule;
  readonly strategy: ResourceStrategy;
  /** Columns of its Table. */
  readonly columns: readonly TableColumn[];
  /** Where its scale is kept; present with the subresource `scale`. Absent there: `spec.replicas` and so on. */
  readonly scale?: ScaleAccess;
  /** The version in which objects are stored, where that is not this one (custom resources with several). */
  readonly storageVersion?: string;
  /** All versions that there are of it, served or not: `example.com/v1`. Undefined: whatever is named. */
  readonly apiVersions?: ReadonlySet<string>;
  /** Its versions that no path serves, and rules of webhooks and policies may name. */
  readonly unserved?: readonly ResourceDefinition[];
  /** What another version declares, where objects are brought to it as they are; undefined: nothing to hold them to. */
  schemaOf?(apiVersion: string): ObjectSchema | undefined;
  /** Another version, where objects change on the way to it; undefined: they stay as they are, or there is none. */
  inVersion?(apiVersion: string): VersionView | undefined;
  /** The schema for OpenAPI documents of a custom resource, as its definition has it. */
  readonly openApiSchema?: Readonly<Record<string, Json>>;
  /** Names the stored objects: versions and groups that show the same objects (events) share it. */
  readonly storageKey: string;

  /**
   * The members besides kind, apiVersion and metadata that an object with nothing in it is written with: what
   * bookmarks look like. Absent: none.
   */
  readonly emptyObject?: object;

  /**
   * Paths (as elements of managedFields) that a write through an endpoint cannot change and so cannot own. Absent:
   * `status` for the resource itself, `spec` for its status.
   */
  resetFields?(subresource: string): readonly (readonly string[])[];
  /** Turns an object of this version into the one kept in storage. */
  toStored(object: KubernetesObject): KubernetesObject;
  /** Turns a stored object into this version, pruned and defaulted as this version asks. */
  fromStored(stored: KubernetesObject): KubernetesObject;
  /** What an answer shows of the whole object; absent: all. */
  readonly shown?: (object: KubernetesObject) => KubernetesObject;
  /** Metadata as it is shown without the rest of an object. Absent: as it is. */
  metadataAlone?(metadata: ObjectMeta): ObjectMeta;
  /** Objects of other kinds that the server makes for this one and takes away with it. */
  keptBeside?(object: KubernetesObject): readonly KubernetesObject[];
  /** Storage keys of kinds whose object of the same name goes with one of this kind. */
  readonly takesAlong?: readonly string[];

  /** Fills in defaults, for a decoded object of a request; those that are the time only where it is said. */
  default(object: KubernetesObject, now?: number): KubernetesObject;
  /** What a client may not set on create (status …) and what the server fills in. After `default`. */
  prepareForCreate(object: KubernetesObject, context: StrategyContext): KubernetesObject;
  /**
   * What a client may not change by this endpoint is taken from `old`; also sets `metadata.generation`.
   * `subresource` is empty, `status`, or another that writes the object itself (`finalize`, `approval` …).
   */
  prepareForUpdate(
    object: KubernetesObject,
    old: KubernetesObject,
    subresource: string,
    context: StrategyContext,
  ): KubernetesObject;
  /** The object as the beginning of its deletion leaves it, for kinds that are marked in a way of their own. */
  beginDeletion?(object: KubernetesObject, now: number): KubernetesObject;
  /** What is wrong with a new object, metadata included. Empty means valid. */
  validateCreate(object: KubernetesObject, context?: StrategyContext): readonly FieldError[];
  /** What is wrong with a changed object, metadata included. Empty means valid. */
  validateUpdate(
    object: KubernetesObject,
    old: KubernetesObject,
    subresource: string,
    context?: StrategyContext,
  ): readonly FieldError[];
  /** Text of the Warning header that every answer about it has. */
  readonly deprecation?: string;
  /** Its definition is being deleted: nothing new is taken. @defaultValue false */
  readonly isTerminating?: boolean;
  /** Texts of Warning headers for a write; `subresource` is empty where the whole object is written. */
  warningsOf(
    object: KubernetesObject,
    old: KubernetesObject | undefined,
    subresource?: string,
  ): readonly string[];

  /** The cells of its row in a Table; `now` in milliseconds since the epoch, for ages. */
  toTableRow(object: KubernetesObject, now: number): readonly TableCell[];
  /** A Table without rows has null for them. */
  readonly hasNullRows?: boolean;
  /** What a Table says about its row as a whole, for kinds that say anything. */
  tableRowConditions?(object: KubernetesObject): readonly TableRowCondition[];
  /** The order of a Table's rows, where it is not that of the list. */
  readonly compareTableRows?: (one: KubernetesObject, other: KubernetesObject) => number;
  /** Nothing runs any more: such a pod is deleted at once, whatever the grace. */
  isTerminal(object: KubernetesObject): boolean;
  /** Grace of a deletion in seconds, when the request names none; undefined for kinds that go at once. */
  gracePeriodSecondsOf(object: KubernetesObject): number | undefined;
}
