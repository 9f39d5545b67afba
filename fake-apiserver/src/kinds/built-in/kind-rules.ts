import type { KubernetesObject } from "@informerlab/core";
import type { PlainObject } from "../../codec/json/plain-object.ts";
import type { NameRule } from "../../codec/names/name-rule.ts";
import type { FieldError } from "../../schema/field-error.ts";
import type {
  FieldSelectorStyle,
  ResourceStrategy,
  StrategyContext,
  TableCell,
  TableRowCondition,
} from "../resource-definition.ts";
import type { Check } from "../validation/checks.ts";
import type { MetadataCheck } from "../validation/object-meta.ts";

/** What a built-in kind has beyond its schema. Everything left out is as for most kinds. */
export interface KindRules {
  readonly nameRule?: NameRule;
  /** The group that errors about content name, where it is another one. */
  readonly errorGroup?: string;
  readonly strategy?: Partial<ResourceStrategy>;
  /** Field selectors besides name and namespace; naming any makes unknown ones "not supported". */
  readonly selectableFields?: Readonly<Record<string, (object: PlainObject) => string>>;
  /** By default `known-list` without such fields, and `not-supported` with them. */
  readonly fieldSelectorStyle?: FieldSelectorStyle;
  /** Besides other defaults: what is the time when it is left out. */
  defaultTime?(object: PlainObject, now: number): PlainObject;
  /** After the status was dropped and before validation: what the server fills in. */
  prepareForCreate?(object: PlainObject, context: StrategyContext): PlainObject;
  /** After status or spec was taken from `old`, whichever the endpoint may not change. */
  prepareForUpdate?(
    object: PlainObject,
    old: PlainObject,
    subresource: string,
    context: StrategyContext,
  ): PlainObject;
  /** Fields of features that are off: taken out of what is sent. `spec.devices[].taints`. */
  readonly droppedFields?: readonly string[];
  /** Finalizers need a domain or must be well known. @defaultValue true, but in the groups of other servers */
  readonly qualifiesFinalizers?: boolean;
  /** The rule for names is asked of `generateName` as well. @defaultValue true */
  readonly checksPrefix?: boolean;
  /** How often an update has its metadata checked, and how. @defaultValue update and whole */
  readonly metadataOnUpdate?: readonly MetadataCheck[];
  /** The metadata of a new object is looked at when nothing else is wrong. */
  readonly checksMetadataLast?: boolean;
  /** That of a new object is looked at after its state, and before what is asked of new objects alone. */
  readonly checksMetadataBetween?: boolean;
  /** The same for writes of the status. @defaultValue update */
  readonly metadataOnStatus?: readonly MetadataCheck[];
  /** What is asked of every state that is written, metadata apart; not of writes of the status. */
  readonly check?: Check;
  /** An update has its state checked twice, and what is wrong with it reported as often. */
  readonly isCheckedTwiceOnUpdate?: boolean;
  /** What keeps a new object out, by what else is stored; told before anything that is wrong with it. */
  mayCreate?(object: PlainObject, context: StrategyContext): readonly FieldError[];
  /** The same for a write of the status. */
  mayWriteStatus?(
    object: PlainObject,
    old: PlainObject,
    context: StrategyContext,
  ): readonly FieldError[];
  /** What is asked of new objects besides. */
  readonly checkCreate?: Check;
  /** What is asked of a change besides: the state before is in the report. */
  readonly checkUpdate?: Check;
  /** The same for writes through other subresources, by their names. */
  readonly checkThrough?: Readonly<Record<string, Check>>;
  /** The change is checked before the state, which shows where both are wrong. */
  readonly isChangeCheckedFirst?: boolean;
  /** A list or map that is sent empty counts as a change of what was stored without it. */
  readonly countsEmptied?: boolean;
  /** So do fields of features that are off, though they are dropped. */
  readonly countsDropped?: boolean;
  /** A change of such metadata counts, too. */
  readonly countsMetadata?: "labels" | "annotations";
  /** The generation begins with the first change, or stays the first one. @defaultValue counted where it is kept */
  readonly generation?: "on-change" | "first";
  /** What is asked of a write of the status. */
  readonly checkStatus?: Check;
  /** What is wrong with an object, metadata apart; `old` is the state before a change. */
  validate?(object: PlainObject, subresource: string, old?: PlainObject): readonly FieldError[];
  /** What is wrong with a new object only; called before `validate`. */
  validateCreate?(object: PlainObject): readonly FieldError[];
  /** What may not change, metadata apart. Called besides `validate`. */
  validateUpdate?(
    object: PlainObject,
    old: PlainObject,
    subresource: string,
  ): readonly FieldError[];
  /** Marks an object for deletion in a way of its own. */
  beginDeletion?(object: KubernetesObject, now: number): KubernetesObject;
  /** Said with every answer. */
  readonly deprecation?: string;
  warningsOf?(object: PlainObject, old: PlainObject | undefined): readonly string[];
  /** What is to be said of a status that is written through its endpoint. */
  statusWarningsOf?(object: PlainObject): readonly string[];
  /** Table cells, in the order of the columns; without it they are made by column name. */
  toTableRow?(object: PlainObject, now: number): readonly TableCell[];
  tableRowConditions?(object: PlainObject): readonly TableRowCondition[];
  compareTableRows?(one: PlainObject, other: PlainObject): number;
  isTerminal?(object: PlainObject): boolean;
  gracePeriodSecondsOf?(object: PlainObject): number | undefined;
  /** Conversion, for kinds stored as another kind. */
  readonly storageKey?: string;
  /** The version in which objects are stored. @defaultValue this one */
  readonly storageVersion?: string;
  /** JSON keeps an empty list apart from none, which protobuf, in which the other kinds are stored, does not. */
  readonly isStoredAsJson?: boolean;
  toStored?(object: KubernetesObject): KubernetesObject;
  fromStored?(stored: KubernetesObject): KubernetesObject;
  /** What an answer shows of the whole object; a part of it, and a deletion that goes on, show what is stored. */
  shown?(object: KubernetesObject): KubernetesObject;
  /** Annotations in which this version tells what it has no fields for. */
  readonly annotationsOfVersion?: readonly string[];
  /** What is written is seen as it comes back from the other kind: its writer owns that, too. */
  readonly convertsOnWrite?: boolean;
  /** Objects of other kinds that the server makes for this one and takes away with it. */
  keptBeside?(object: PlainObject): readonly KubernetesObject[];
  /** Storage keys of kinds whose object of the same name goes with one of this kind. */
  readonly takesAlong?: readonly string[];
  /** Whose writes say the status, too, besides those of its endpoint. @defaultValue nobody's */
  readonly takesStatus?: "on-create" | "always";
  /** Fields at the top that `status` writes leave alone; by default all but metadata and status. */
  readonly statusKeepsLabels?: boolean;
  readonly statusKeepsMetadata?: boolean;
  /** Paths that writes through an endpoint cannot own, by subresource. */
  readonly resetFields?: Readonly<Record<string, readonly (readonly string[])[]>>;
}
