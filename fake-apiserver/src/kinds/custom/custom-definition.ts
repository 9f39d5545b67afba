import type { Json, KubernetesObject } from "@informerlab/core";
import {
  equalJson,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  without,
  withValueAt,
} from "../../codec/json/plain-object.ts";
import { apiVersionOf } from "../../schema/api-version.ts";
import { decodeCustom } from "../../schema/decode/decode-custom.ts";
import type { BodyReader } from "../../schema/decode/decode-input.ts";
import { type FieldError, invalid } from "../../schema/field-error.ts";
import type { ObjectSchema } from "../../schema/object-schema.ts";
import { defaulted } from "../../schema/structural/default-values.ts";
import { toObjectSchema } from "../../schema/structural/to-object-schema.ts";
import { validateListTypes } from "../../schema/structural/validate-list-types.ts";
import { hasRules, validateRules } from "../../schema/structural/validate-rules.ts";
import { validateValue } from "../../schema/structural/validate-value.ts";
import type {
  FieldSelectorRule,
  ResourceDefinition,
  ResourceStrategy,
  ResourceVerb,
  ScaleAccess,
  SubresourceDefinition,
  TableCell,
  TableColumn,
  VersionView,
} from "../resource-definition.ts";
import { type CustomColumn, customColumns, customRow } from "../tables/custom-columns.ts";
import { embeddedProblems } from "../validation/embedded-objects.ts";
import {
  defaultNameRule,
  type MetadataRules,
  validateMetadata,
  validateMetadataUpdate,
} from "../validation/object-meta.ts";
import { scaleAccess, selectableFields, statusOnly, subresourcesOf } from "./custom-endpoints.ts";
import { scaleCountProblems, scaleSelectorProblems } from "./scale-counts.ts";
import type { VersionConverter } from "./version-converter.ts";

const customStrategy: ResourceStrategy = {
  allowsCreateOnUpdate: false,
  allowsUnconditionalUpdate: false,
  deleteAnswersObject: false,
  hasGracefulDeletion: false,
  keepsGeneration: true,
  namespaceFinalizers: false,
};

/** Finalizers that may have no domain. */
const standardFinalizers = ["foregroundDeletion", "kubernetes", "orphan"];

const verbs: readonly ResourceVerb[] = [
  "delete",
  "deletecollection",
  "get",
  "list",
  "patch",
  "create",
  "update",
  "watch",
];

/** One version of a custom resource, as its definition describes it. */
export interface CustomVersion {
  readonly group: string;
  readonly version: string;
  readonly names: {
    readonly plural: string;
    readonly singular: string;
    readonly kind: string;
    readonly listKind: string;
    readonly shortNames: readonly string[];
    readonly categories: readonly string[];
  };
  readonly namespaced: boolean;
  /** The entry of `spec.versions`. */
  readonly spec: PlainObject;
  /** What brings objects from one version to another. */
  readonly converter: VersionConverter;
  /** The version to be taken instead when this one is deprecated and says no text of its own. */
  readonly successor: string | undefined;
  /** The definition is being emptied: nothing new is taken. */
  readonly isTerminating: boolean;
  /** The versions that no path serves. */
  readonly unserved: readonly ResourceDefinition[];
}

/** A custom resource in one version. */
export class CustomDefinition implements ResourceDefinition {
  readonly origin = "custom";
  readonly decode: BodyReader = decodeCustom;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly ResourceVerb[] = verbs;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: ReadonlyMap<string, SubresourceDefinition>;
  readonly schema: ObjectSchema;
  readonly fieldSelectors: FieldSelectorRule;
  readonly strategy: ResourceStrategy = customStrategy;
  readonly columns: readonly TableColumn[];
  readonly scale?: ScaleAccess;
  readonly deprecation?: string;
  readonly isTerminating: boolean;
  readonly storageVersion: string;
  readonly apiVersions: ReadonlySet<string>;
  readonly unserved: readonly ResourceDefinition[];
  readonly openApiSchema: Readonly<Record<string, Json>>;
  readonly storageKey: string;
  readonly #custom: CustomVersion;
  readonly #columns: readonly CustomColumn[];
  readonly #metadataRules: MetadataRules;
  readonly #shown = new WeakMap<KubernetesObject, KubernetesObject>();
  /** What is said of objects that break rules as they did before. */
  readonly #letThrough = new WeakMap<object, readonly string[]>();

  constructor(custom: CustomVersion) {
    const { group, version, names, spec } = custom;
    this.group = group;
    this.version = version;
    this.resource = names.plural;
    this.singular = names.singular;
    this.kind = names.kind;
    this.listKind = names.listKind;
    this.namespaced = custom.namespaced;
    this.shortNames = names.shortNames;
    this.categories = names.categories;
    this.storageVersion = custom.converter.storageVersion;
    this.apiVersions = custom.converter.apiVersions;
    this.unserved = custom.unserved;
    this.storageKey = `${names.plural}.${group}`;
    this.openApiSchema = objectOf(valueAt(spec, "schema", "openAPIV3Schema")) as Readonly<
      Record<string, Json>
    >;
    this.schema = toObjectSchema(this.openApiSchema);
    this.subresources = subresourcesOf(spec, names.kind);
    this.fieldSelectors = { errorStyle: "not-supported", fields: selectableFields(spec) };
    this.#columns = customColumns(spec);
    this.columns = this.#columns.map(({ column }) => column);
    const scale = scaleAccess(valueAt(spec, "subresources", "scale"));
    if (scale !== undefined) this.scale = scale;
    if (spec["deprecated"] === true) this.deprecation = deprecationOf(custom);
    this.isTerminating = custom.isTerminating;
    this.#custom = custom;
    this.#metadataRules = {
      namespaced: custom.namespaced,
      nameRule: defaultNameRule,
      qualifiesFinalizers: false,
    };
  }

  toStored(object: KubernetesObject): KubernetesObject {
    return this.#custom.converter.toStored(object);
  }

  /** What this version does not know is not shown; the defaults are those of the version it is stored in. */
  fromStored(stored: KubernetesObject): KubernetesObject {
    let shown = this.#shown.get(stored);
    if (shown === undefined) {
      const apiVersion = apiVersionOf(this);
      shown = this.#custom.converter.fromStored(stored, apiVersion);
      if (shown.kind !== this.kind) shown = { ...shown, kind: this.kind };
      this.#shown.set(stored, shown);
    }
    return shown;
  }

  schemaOf(apiVersion: string): ObjectSchema | undefined {
    return this.#custom.converter.schemaOf(apiVersion);
  }

  inVersion(apiVersion: string): VersionView | undefined {
    return this.#custom.converter.inVersion(apiVersion, apiVersionOf(this));
  }

  default(object: KubernetesObject): KubernetesObject {
    if (object.kind !== this.kind) return object;
    return defaulted(objectOf(object), this.schema) as KubernetesObject;
  }

  prepareForCreate(object: KubernetesObject): KubernetesObject {
    const bare = this.#hasStatus ? without(objectOf(object), "status") : objectOf(object);
    return withValueAt(bare, ["metadata", "generation"], 1);
  }

  prepareForUpdate(
    object: KubernetesObject,
    old: KubernetesObject,
    subresource: string,
  ): KubernetesObject {
    const after = objectOf(object);
    const before = objectOf(old);
    const prepared =
      subresource === "status" ? statusOnly(after, before) : this.#withOldStatus(after, before);
    const generation = valueAt(before, "metadata", "generation");
    const isSame = equalJson(this.#desired(prepared), this.#desired(before));
    const next = typeof generation === "number" ? generation + 1 : 1;
    return withValueAt(prepared, ["metadata", "generation"], isSame ? generation : next);
  }

  validateCreate(object: KubernetesObject): readonly FieldError[] {
    if (object.kind !== this.kind) return this.#refuseKind(objectOf(object), undefined);
    const metadata = validateMetadata(object, this.#metadataRules);
    return this.#validate(objectOf(object), undefined, metadata);
  }

  validateUpdate(
    object: KubernetesObject,
    old: KubernetesObject,
    subresource: string,
  ): readonly FieldError[] {
    if (object.kind !== this.kind) return this.#refuseKind(objectOf(object), objectOf(old));
    const metadata = validateMetadataUpdate(object, old, {
      ...this.#metadataRules,
      checks: ["update"],
    });
    return subresource === "status"
      ? this.#validateStatus(objectOf(object), objectOf(old), metadata)
      : this.#validate(objectOf(object), objectOf(old), metadata);
  }

  warningsOf(object: KubernetesObject, old: KubernetesObject | undefined): readonly string[] {
    const before = new Set(old?.metadata?.finalizers);
    const added = (object.metadata?.finalizers ?? []).filter((name) => !before.has(name));
    const unqualified = [...new Set(added)]
      .filter((name) => !name.includes("/") && !standardFinalizers.includes(name))
      .sort()
      .map(
        (name) =>
          `metadata.finalizers: ${JSON.stringify(name)}: prefer a domain-qualified finalizer name ${name.includes(".") ? "including a path (/) " : ""}to avoid accidental conflicts with other finalizer writers`,
      );
    return [...(this.#letThrough.get(object) ?? []), ...unqualified];
  }

  toTableRow(object: KubernetesObject, now: number): readonly TableCell[] {
    return customRow(objectOf(object), this.#columns, now);
  }

  isTerminal(): boolean {
    return false;
  }

  gracePeriodSecondsOf(): undefined {
    return undefined;
  }

  get #hasStatus(): boolean {
    return this.subresources.has("status");
  }

  #withOldStatus(object: PlainObject, old: PlainObject): PlainObject {
    if (!this.#hasStatus) return object;
    return withValueAt(object, ["status"], old["status"]);
  }

  /** What a generation counts: the status, too, where it is no endpoint of its own. */
  #desired(object: PlainObject): PlainObject {
    return without(
      object,
      "metadata",
      "apiVersion",
      "kind",
      ...(this.#hasStatus ? ["status"] : []),
    );
  }

  #validate(
    object: PlainObject,
    old: PlainObject | undefined,
    metadata: readonly FieldError[],
  ): readonly FieldError[] {
    const before = old === undefined ? undefined : { value: old };
    return this.#withRules(object, old, [
      ...metadata,
      ...validateValue(object, this.schema, { field: "", name: "", root: "" }, before),
      ...scaleCountProblems(object, this.#scalePath("specReplicasPath")),
      ...this.#validateScaleStatus(object),
      ...embeddedProblems(object, this.schema),
      ...this.#validateListTypes(object, old),
    ]);
  }

  /** Neither metadata nor values of another kind are looked at, but lists and rules are. */
  #refuseKind(object: PlainObject, old: PlainObject | undefined): readonly FieldError[] {
    return this.#withRules(object, old, [
      invalid("kind", object["kind"], `must be ${this.kind}`),
      ...embeddedProblems(object, this.schema),
      ...this.#validateListTypes(object, old),
    ]);
  }

  #validateStatus(
    object: PlainObject,
    old: PlainObject,
    metadata: readonly FieldError[],
  ): readonly FieldError[] {
    const schema = this.schema.fields?.get("status")?.schema;
    const place = { field: "status", name: "", root: "status" };
    const before = { value: old["status"] };
    const own = schema === undefined ? [] : validateValue(object["status"], schema, place, before);
    const lists = this.#validateListTypes(object, old);
    const counts = this.#validateScaleStatus(object);
    return this.#withRules(object, old, [...metadata, ...own, ...counts, ...lists]);
  }

  /** Lists that were wrong before may stay so. */
  #validateListTypes(object: PlainObject, old: PlainObject | undefined): readonly FieldError[] {
    const errors = validateListTypes(object, this.schema, "");
    if (errors.length === 0 || old === undefined) return errors;
    return validateListTypes(old, this.schema, "").length > 0 ? [] : errors;
  }

  #withRules(
    object: PlainObject,
    old: PlainObject | undefined,
    errors: readonly FieldError[],
  ): readonly FieldError[] {
    const ask = (): readonly FieldError[] => {
      const { errors: broken, warnings } = validateRules(
        { value: object, old, schema: this.schema, field: "", isResourceRoot: true },
        { ratchets: old !== undefined },
      );
      if (warnings.length > 0) this.#letThrough.set(object, warnings);
      return broken;
    };
    return [...errors, ...rulesUnlessBlocked(this.schema, errors, ask)];
  }

  #validateScaleStatus(object: PlainObject): readonly FieldError[] {
    return [
      ...scaleCountProblems(object, this.#scalePath("statusReplicasPath")),
      ...scaleSelectorProblems(object, this.#scalePath("labelSelectorPath")),
    ];
  }

  #scalePath(member: string): string {
    return textOf(valueAt(this.#custom.spec, "subresources", "scale", member));
  }
}

function deprecationOf({ group, version, names, spec, successor }: CustomVersion): string {
  const text = textOf(spec["deprecationWarning"]);
  if (text !== "") return text;
  const use = successor === undefined ? "" : `; use ${group}/${successor} ${names.kind}`;
  return `${group}/${version} ${names.kind} is deprecated${use}`;
}

const blockingReasons: ReadonlySet<string> = new Set([
  "FieldValueNotSupported",
  "FieldValueRequired",
  "FieldValueTooLong",
  "FieldValueTooMany",
  "FieldValueTypeInvalid",
]);

/** How the real server writes the path to nothing less than the object. */
const wholeObject = "<nil>";

/** Rules may rely on the schema, so that they are asked only of values that fit it. */
function rulesUnlessBlocked(
  schema: ObjectSchema,
  errors: readonly FieldError[],
  rules: () => readonly FieldError[],
): readonly FieldError[] {
  if (!hasRules(schema)) return [];
  if (!errors.some(({ reason }) => blockingReasons.has(reason)))
    return rules().map((error) => (error.field === "" ? { ...error, field: wholeObject } : error));
  return [
    {
      reason: "FieldValueInvalid",
      message:
        "Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
      field: wholeObject,
    },
  ];
}
