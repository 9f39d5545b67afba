import type { KubernetesObject, ObjectMeta } from "@informerlab/core";
import {
  equalJson,
  objectOf,
  type PlainObject,
  valueAt,
  without,
  withValueAt,
} from "../../codec/json/plain-object.ts";
import { builtInData } from "../../schema/built-in-data.ts";
import { hasEmptied, withoutEmptied } from "../../schema/emptied-members.ts";
import type { FieldError } from "../../schema/field-error.ts";
import { objectInFieldOrder } from "../../schema/field-order.ts";
import type { ObjectSchema } from "../../schema/object-schema.ts";
import { zeroOf } from "../../schema/typed-value.ts";
import type {
  FieldSelectorRule,
  ResourceDefinition,
  ResourceStrategy,
  ResourceVerb,
  StrategyContext,
  SubresourceDefinition,
  TableCell,
  TableColumn,
  TableRowCondition,
  VersionView,
} from "../resource-definition.ts";
import { builtInColumns } from "../tables/columns.ts";
import { kindsWithNullRows, rowPrinterOf } from "../tables/row-printers.ts";
import {
  defaultNameRule,
  type MetadataRules,
  validateMetadata,
  validateMetadataUpdate,
} from "../validation/object-meta.ts";
import { Report } from "../validation/report.ts";
import { applyDefaults, type Defaulters } from "./apply-defaults.ts";
import type { BuiltInNames, VersionsOfKind } from "./built-in-names.ts";
import { betaDefaults } from "./defaults/beta-defaults.ts";
import { coreDefaults } from "./defaults/core-defaults.ts";
import { otherDefaults } from "./defaults/other-defaults.ts";
import { podDefaults } from "./defaults/pod-defaults.ts";
import { withRoundedResources } from "./defaults/resource-lists.ts";
import { workloadDefaults } from "./defaults/workload-defaults.ts";
import { dropFields } from "./drop-fields.ts";
import { fieldSelectorsOf } from "./field-selectors-of.ts";
import { desiredState, hasSameMetadata, statusMetadata } from "./kept-state.ts";
import type { KindRules } from "./kind-rules.ts";
import { settleLists } from "./settle-lists.ts";
import { validateEnums } from "./validate-enums.ts";
import { withoutAnnotations } from "./without-annotations.ts";

/** Defaults of all built-in types. */
export const builtInDefaulters: Defaulters = withRoundedResources({
  ...podDefaults,
  ...coreDefaults,
  ...workloadDefaults,
  ...otherDefaults,
  ...betaDefaults,
});

const updateMetadataChecks = ["update", "whole"] as const;
const statusMetadataChecks = ["update"] as const;

const usualStrategy = {
  allowsCreateOnUpdate: false,
  allowsUnconditionalUpdate: true,
  deleteAnswersObject: false,
  hasGracefulDeletion: false,
  keepsGeneration: false,
  namespaceFinalizers: false,
} as const satisfies ResourceStrategy;

/** A built-in kind: its names and schema from data, the rest from a few rules. */
export class BuiltInDefinition implements ResourceDefinition {
  readonly origin = "built-in";
  readonly group: string;
  readonly version: string;
  readonly errorGroup?: string;
  readonly resource: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly ResourceVerb[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: ReadonlyMap<string, SubresourceDefinition>;
  readonly fieldSelectors: FieldSelectorRule;
  readonly strategy: ResourceStrategy;
  readonly hasNullRows: boolean;
  readonly columns: readonly TableColumn[];
  readonly storageKey: string;
  readonly storageVersion?: string;
  readonly resetFields?: (subresource: string) => readonly (readonly string[])[];
  readonly beginDeletion?: (object: KubernetesObject, now: number) => KubernetesObject;
  readonly shown?: (object: KubernetesObject) => KubernetesObject;
  readonly deprecation?: string;
  readonly compareTableRows?: (one: KubernetesObject, other: KubernetesObject) => number;
  #schema: ObjectSchema | undefined;
  readonly #rules: KindRules;
  readonly #versions: VersionsOfKind;
  readonly #metadataRules: MetadataRules;
  readonly #printRow: (object: PlainObject, now: number) => readonly TableCell[];

  constructor(names: BuiltInNames, rules: KindRules, versions: VersionsOfKind) {
    this.#versions = versions;
    this.group = names.group;
    this.version = names.version;
    if (rules.errorGroup !== undefined) this.errorGroup = rules.errorGroup;
    this.resource = names.resource;
    this.singular = names.singular;
    this.kind = names.kind;
    this.listKind = `${names.kind}List`;
    this.namespaced = names.namespaced;
    this.verbs = names.verbs;
    this.shortNames = names.shortNames;
    this.categories = names.categories;
    this.subresources = names.subresources;
    this.storageKey =
      rules.storageKey ?? (this.group === "" ? this.resource : `${this.resource}.${this.group}`);
    if (rules.storageVersion !== undefined) this.storageVersion = rules.storageVersion;
    this.strategy = { ...usualStrategy, ...rules.strategy };
    this.fieldSelectors = fieldSelectorsOf(rules);
    const path = this.group === "" ? `/api/${this.version}` : `/apis/${this.group}/${this.version}`;
    this.columns = builtInColumns(
      `${path}/${this.resource}`,
      builtInData().columns[`${path}/${this.resource}`],
    );
    const {
      resetFields = resetByMetadata(rules),
      beginDeletion,
      deprecation,
      compareTableRows,
      shown,
    } = rules;
    if (shown !== undefined) this.shown = shown;
    if (compareTableRows !== undefined)
      this.compareTableRows = (one, other) => compareTableRows(objectOf(one), objectOf(other));
    if (deprecation !== undefined) this.deprecation = deprecation;
    if (resetFields !== undefined)
      this.resetFields = (subresource) => resetFields[subresource] ?? [];
    if (beginDeletion !== undefined) this.beginDeletion = beginDeletion;
    this.#rules = rules;
    this.#metadataRules = {
      namespaced: names.namespaced,
      nameRule: rules.nameRule ?? defaultNameRule,
      checksPrefix: rules.checksPrefix ?? true,
      qualifiesFinalizers:
        rules.qualifiesFinalizers ??
        (this.group !== "apiextensions.k8s.io" && this.group !== "apiregistration.k8s.io"),
    };
    this.hasNullRows = kindsWithNullRows.has(this.kind);
    this.#printRow = rules.toTableRow ?? rowPrinterOf(this.kind, this.columns);
  }

  get schema(): ObjectSchema {
    this.#schema ??= builtInData().table.kind(this.group, this.version, this.kind) ?? {
      type: "any",
      goType: this.kind,
      relationship: "atomic",
    };
    return this.#schema;
  }

  get emptyObject(): object {
    return without(objectOf(zeroOf(this.schema)), "metadata");
  }

  toStored(object: KubernetesObject): KubernetesObject {
    const bare = withoutEmptied(object);
    const stored = this.#rules.toStored?.(bare);
    if (stored === undefined) return bare;
    const { schema } = this.#versions(this.storageKey, stored.apiVersion ?? "") ?? this;
    return objectInFieldOrder(stored, schema);
  }

  fromStored(stored: KubernetesObject): KubernetesObject {
    const { fromStored } = this.#rules;
    const seen = fromStored?.(stored) ?? stored;
    return seen === stored ? stored : this.#inOrder(seen);
  }

  inVersion(apiVersion: string): VersionView | undefined {
    const other = this.#versions(this.storageKey, apiVersion);
    return (
      other && {
        schema: other.schema,
        convert: (object) => other.fromStored(this.toStored(object)),
        back: (object) => this.fromStored(other.toStored(object)),
      }
    );
  }

  metadataAlone(metadata: ObjectMeta): ObjectMeta {
    return withoutAnnotations(metadata, this.#rules.annotationsOfVersion ?? []);
  }

  get takesAlong(): readonly string[] {
    return this.#rules.takesAlong ?? [];
  }

  keptBeside(object: KubernetesObject): readonly KubernetesObject[] {
    return this.#rules.keptBeside?.(objectOf(object)) ?? [];
  }

  default(object: KubernetesObject, now?: number): KubernetesObject {
    const timeless = applyDefaults(object, this.schema, builtInDefaulters) as KubernetesObject;
    const { defaultTime } = this.#rules;
    const defaulted =
      now === undefined || defaultTime === undefined
        ? timeless
        : this.#inOrder(defaultTime(objectOf(timeless), now));
    return this.#rules.convertsOnWrite === true
      ? this.fromStored(this.toStored(defaulted))
      : defaulted;
  }

  prepareForCreate(object: KubernetesObject, context: StrategyContext): KubernetesObject {
    let prepared = dropFields(this.#settled(object), this.#rules.droppedFields ?? []);
    if (this.#hasStatus && this.#rules.takesStatus === undefined)
      prepared = withStatus(prepared, valueAt(zeroOf(this.schema), "status"));
    prepared = this.#rules.prepareForCreate?.(prepared, context) ?? prepared;
    if (this.strategy.keepsGeneration)
      prepared = withValueAt(prepared, ["metadata", "generation"], 1);
    return this.#inOrder(prepared);
  }

  prepareForUpdate(
    object: KubernetesObject,
    old: KubernetesObject,
    subresource: string,
    context: StrategyContext,
  ): KubernetesObject {
    const whole = this.#settled(object);
    let prepared = dropFields(whole, this.#rules.droppedFields ?? []);
    const before = objectOf(old);
    if (subresource === "status") prepared = this.#keepAllButStatus(prepared, before);
    else if (subresource === "" && this.#hasStatus && this.#rules.takesStatus !== "always")
      prepared = withStatus(prepared, before["status"]);
    prepared = this.#rules.prepareForUpdate?.(prepared, before, subresource, context) ?? prepared;
    const counted = this.#rules.countsDropped === true && subresource === "" ? whole : prepared;
    const isStatus = subresource === "status";
    return this.#inOrder(this.#withGeneration(prepared, before, { counted, isStatus }));
  }

  validateCreate(object: KubernetesObject, context?: StrategyContext): readonly FieldError[] {
    const report = this.#reportOn(objectOf(object), { context });
    this.#rules.check?.(object, "", report);
    const { checksMetadataBetween, checksMetadataLast, mayCreate } = this.#rules;
    const metadata = validateMetadata(object, this.#metadataRules);
    if (checksMetadataBetween === true) report.errors.push(...metadata);
    this.#rules.checkCreate?.(object, "", report);
    const errors = [
      ...(this.#rules.validateCreate?.(objectOf(object)) ?? []),
      ...report.errors,
      ...this.#validate(objectOf(object), ""),
    ];
    if (checksMetadataBetween === true || (checksMetadataLast === true && errors.length > 0))
      return errors;
    const refusals = context === undefined ? [] : (mayCreate?.(objectOf(object), context) ?? []);
    return [...refusals, ...metadata, ...errors];
  }

  validateUpdate(
    object: KubernetesObject,
    old: KubernetesObject,
    subresource: string,
    context?: StrategyContext,
  ): readonly FieldError[] {
    const rules = this.#rules;
    const isStatus = subresource === "status";
    const checks = isStatus ? rules.metadataOnStatus : rules.metadataOnUpdate;
    const isPart = isStatus || subresource === "finalize";
    const usual = isPart ? statusMetadataChecks : updateMetadataChecks;
    const report = this.#reportOn(objectOf(object), { old: objectOf(old), subresource, context });
    if (isStatus) rules.checkStatus?.(object, "", report);
    else {
      const checkUpdate =
        subresource === "" ? rules.checkUpdate : rules.checkThrough?.[subresource];
      if (rules.isChangeCheckedFirst === true) checkUpdate?.(object, "", report);
      rules.check?.(object, "", report);
      if (rules.isCheckedTwiceOnUpdate === true) rules.check?.(object, "", report);
      if (rules.isChangeCheckedFirst !== true) checkUpdate?.(object, "", report);
    }
    const refusals =
      isStatus && context !== undefined
        ? (rules.mayWriteStatus?.(objectOf(object), objectOf(old), context) ?? [])
        : [];
    return [
      ...refusals,
      ...validateMetadataUpdate(object, old, { ...this.#metadataRules, checks: checks ?? usual }),
      ...report.errors,
      ...this.#validate(objectOf(object), subresource, objectOf(old)),
      ...(rules.validateUpdate?.(objectOf(object), objectOf(old), subresource) ?? []),
    ];
  }

  #reportOn(
    object: PlainObject,
    about: {
      readonly old?: PlainObject;
      readonly subresource?: string;
      readonly context: StrategyContext | undefined;
    },
  ): Report {
    const { old, subresource = "", context } = about;
    const allowsPrivileged = context?.settings?.allowsPrivileged ?? true;
    return new Report(object, { old, subresource, schema: this.schema, allowsPrivileged });
  }

  warningsOf(
    object: KubernetesObject,
    old: KubernetesObject | undefined,
    subresource = "",
  ): readonly string[] {
    if (subresource === "status") return this.#rules.statusWarningsOf?.(objectOf(object)) ?? [];
    const own = this.#rules.warningsOf;
    return own?.(objectOf(object), old === undefined ? undefined : objectOf(old)) ?? [];
  }

  toTableRow(object: KubernetesObject, now: number): readonly TableCell[] {
    return this.#printRow(objectOf(object), now);
  }

  tableRowConditions(object: KubernetesObject): readonly TableRowCondition[] {
    return this.#rules.tableRowConditions?.(objectOf(object)) ?? [];
  }

  isTerminal(object: KubernetesObject): boolean {
    return this.#rules.isTerminal?.(objectOf(object)) ?? false;
  }

  gracePeriodSecondsOf(object: KubernetesObject): number | undefined {
    return this.#rules.gracePeriodSecondsOf?.(objectOf(object));
  }

  #settled(object: KubernetesObject): PlainObject {
    return objectOf(
      this.#rules.isStoredAsJson === true ? object : settleLists(object, this.schema),
    );
  }

  #inOrder(object: object): KubernetesObject {
    return objectInFieldOrder(object, this.schema);
  }

  get #hasStatus(): boolean {
    return this.subresources.has("status");
  }

  #validate(object: PlainObject, subresource: string, old?: PlainObject): readonly FieldError[] {
    if (this.#rules.validate !== undefined) return this.#rules.validate(object, subresource, old);
    if (this.#rules.check !== undefined || this.#rules.checkCreate !== undefined) return [];
    return validateEnums(object["spec"], this.schema.fields?.get("spec")?.schema, "spec");
  }

  /** The status endpoint changes status and, for most kinds, metadata. */
  #keepAllButStatus(object: PlainObject, old: PlainObject): PlainObject {
    const kept: Record<string, unknown> = { ...old, metadata: object["metadata"] };
    if (object["status"] === undefined) delete kept["status"];
    else kept["status"] = object["status"];
    if (this.#rules.statusKeepsMetadata === true) kept["metadata"] = statusMetadata(object, old);
    return this.#rules.statusKeepsLabels === true
      ? withValueAt(kept, ["metadata", "labels"], valueAt(old, "metadata", "labels"))
      : kept;
  }

  #withGeneration(
    object: PlainObject,
    old: PlainObject,
    { counted, isStatus }: { readonly counted: PlainObject; readonly isStatus: boolean },
  ): PlainObject {
    const before = valueAt(old, "metadata", "generation");
    if (this.#rules.generation !== "on-change" && !this.strategy.keepsGeneration)
      return withValueAt(object, ["metadata", "generation"], before);
    if (this.#rules.generation === "first")
      return withValueAt(object, ["metadata", "generation"], before);
    const isSame =
      equalJson(desiredState(counted), desiredState(old)) &&
      (isStatus || hasSameMetadata(object, old, this.#rules.countsMetadata)) &&
      !(this.#rules.countsEmptied === true && hasEmptied(desiredState(object)));
    const generation = typeof before === "number" ? before : 0;
    return withValueAt(object, ["metadata", "generation"], isSame ? before : generation + 1);
  }
}

/** A status that leaves metadata alone cannot own any of it. */
function resetByMetadata(rules: KindRules): KindRules["resetFields"] {
  return rules.statusKeepsMetadata === true
    ? { "": [["f:status"]], status: [["f:metadata"], ["f:spec"]] }
    : undefined;
}

function withStatus(object: PlainObject, status: unknown): PlainObject {
  if (status === undefined) return without(object, "status");
  return { ...object, status };
}
