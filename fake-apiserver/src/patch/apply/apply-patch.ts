import type { KubernetesObject, StatusError } from "@informerlab/core";
import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/json/plain-object.ts";
import { apiVersionOf } from "../../schema/api-version.ts";
import { readMetadata } from "../../schema/decode/decode-custom.ts";
import { internalFailure } from "../../schema/decode/decode-errors.ts";
import type { FieldValidation } from "../../schema/decode/decode-input.ts";
import { conversionProblem } from "../../schema/decode/from-unstructured.ts";
import { TypeMismatchError, toTypedValue } from "../../schema/typed-value.ts";
import { type Applied, applyConfiguration, type Conflicts } from "./apply-configuration.ts";
import { UnkeyedItemError } from "./compare.ts";
import { applyConflict } from "./conflicts.ts";
import { difference, type FieldSet, isEmptySet } from "./field-set.ts";
import { lastAppliedSet, withLastApplied } from "./last-applied.ts";
import {
  emptyObjectOf,
  hasTypedForm,
  type OwnedKind,
  ownableBy,
  undeclaredFields,
  versionGone,
  withKnownVersion,
  withManagedFields,
  withoutManagedFields,
  writerOf,
} from "./managed-fields.ts";
import { decodeManagers, type Managers } from "./managers.ts";
import { type FieldChange, ownershipAfterUpdate } from "./ownership-after-update.ts";
import { parseConfiguration, tellDuplicates } from "./parse-configuration.ts";
import { configurationProblems, objectProblems, problemsText } from "./validate-configuration.ts";

/** One server-side apply. */
export interface ApplyInput {
  readonly definition: OwnedKind;
  /** The stored object in this version; undefined when the apply creates it. */
  readonly live: KubernetesObject | undefined;
  /** The request body: YAML or JSON text, or a value. */
  readonly patch: string | object;
  readonly manager: string;
  /** Take fields over from other managers instead of a conflict. */
  readonly force: boolean;
  /** Empty for the resource itself. */
  readonly subresource: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Strict refuses members that the text has twice. @defaultValue "Warn" */
  readonly fieldValidation?: FieldValidation;
  /** Takes what the text has twice, where it is not refused. */
  readonly warn?: (...texts: readonly string[]) => void;
}

/** Owns what was there before an object's first apply, when nobody was recorded. */
const beforeFirstApply = "before-first-apply";

/** Who applied from the client's side before the server could. */
const kubectl = "kubectl";

/**
 * Merges an applied configuration into the live object: fields the manager left out and alone owned go, the
 * others stay; the result has new managedFields and is not yet defaulted, prepared or validated.
 *
 * @throws StatusError 409 with one cause per conflicting field; 400 and 500 for what is no configuration.
 */
export function applyPatch(input: ApplyInput): KubernetesObject {
  try {
    return applied(input);
  } catch (error) {
    throw error instanceof UnkeyedItemError ? unreadableFailure(input) : error;
  }
}

function applied(input: ApplyInput): KubernetesObject {
  const { definition } = input;
  const { fieldValidation = "Warn", warn = () => {} } = input;
  const { value: configuration, duplicates } = parseConfiguration({
    patch: input.patch,
    definition,
  });
  const live = input.live ?? emptyObjectOf(definition);
  const isReadable = input.live === undefined || hasTypedForm(input.live, definition);
  const isOwned = listOf(live.metadata?.managedFields).length > 0;
  if (!isReadable && !isOwned) throw unreadableFailure(input);
  const before = withKnownVersion(managersBefore(input, live), definition);
  refuseMistyped(configuration, definition);
  if (!isReadable) throw unreadableFailure(input);
  const gone = versionGone(before, definition);
  if (gone !== undefined)
    throw internalFailure(`request to convert CR to an invalid group/version: ${gone}`);
  const undeclared = undeclaredFields(before, definition, input.live);
  if (undeclared !== undefined) throw internalFailure(undeclared);
  const change: FieldChange = {
    before: withoutManagedFields(live),
    schema: definition.schema,
    managers: before,
    writer: writerOf(input, "Apply"),
    filter: ownableBy(definition, input.subresource),
    inVersion: definition.inVersion?.bind(definition),
  };
  const outcome = applyOrTakeOver(change, configuration, input);
  if (outcome.kind === "conflicts") throw conflictOf(outcome.conflicts, before);
  const result = typedResult(outcome.value, configuration, definition);
  tellDuplicates(duplicates, fieldValidation, warn);
  const merged = input.manager === kubectl ? withLastApplied(result, configuration) : result;
  return withManagedFields(merged, outcome.managers);
}

/** What is stored may not be what its kind's schema says: its kind may have changed, and an update may leave items without keys. */
function unreadableFailure({ live, definition }: ApplyInput): StatusError {
  const { namespace, name, managedFields } = objectOf(live?.metadata);
  const about = `(${textOf(namespace)}/${textOf(name)}; ${definition.group}/${definition.version}, Kind=${definition.kind})`;
  const attempt =
    listOf(managedFields).length === 0
      ? `failed to create manager for existing fields: failed to convert new object ${about} to smd typed`
      : `failed to create typed live object ${about}`;
  return internalFailure(`${attempt}: ${problemsText(objectProblems(live, definition.schema))}`);
}

function refuseMistyped(configuration: PlainObject, definition: OwnedKind): void {
  const { apiVersion, kind, ...rest } = configuration;
  const schema = definition.schema;
  const problems = configurationProblems(rest, schema).filter(
    (problem) => !isIdentity(problem, schema.fields !== undefined),
  );
  if (problems.length === 0) return;
  const namespace = textOf(valueAt(configuration, "metadata", "namespace"));
  const name = textOf(valueAt(configuration, "metadata", "name"));
  const list = problemsText(problems);
  const version = textOf(apiVersion);
  // Go writes group and version with a slash between them, also where the group is empty.
  const groupVersion = version.includes("/") ? version : `/${version}`;
  throw internalFailure(
    `failed to create typed patch object (${namespace}/${name}; ${groupVersion}, Kind=${textOf(kind)}): ${list}`,
  );
}

/** Metadata is known to every kind, also where a custom resource's schema does not speak of it. */
function isIdentity(problem: string, hasFields: boolean): boolean {
  return !hasFields && problem.startsWith(".metadata");
}

function managersBefore(
  { definition, live, subresource, now }: ApplyInput,
  object: KubernetesObject,
): Managers {
  const managers = decodeManagers(object.metadata?.managedFields) ?? new Map();
  if (live === undefined || managers.size > 0) return managers;
  const writer = writerOf({ definition, manager: beforeFirstApply, subresource, now }, "Update");
  return ownershipAfterUpdate(
    {
      before: withoutManagedFields(emptyObjectOf(definition)),
      schema: definition.schema,
      managers: new Map(),
      writer,
      filter: ownableBy(definition, subresource),
    },
    withoutManagedFields(object),
  ).managers;
}

/** `kubectl` may take what it applied from the client's side before. */
function applyOrTakeOver(
  change: FieldChange,
  configuration: PlainObject,
  { manager, force, live }: ApplyInput,
): Applied {
  const applied = applyConfiguration(change, configuration, force);
  if (applied.kind === "applied" || manager !== kubectl) return applied;
  const lastApplied = lastAppliedSet(live, change.schema);
  if (lastApplied === undefined) return applied;
  const foreign = new Map<string, FieldSet>();
  for (const [id, fields] of applied.conflicts) {
    const rest = difference(fields, lastApplied);
    if (!isEmptySet(rest)) foreign.set(id, rest);
  }
  if (foreign.size > 0) return { kind: "conflicts", conflicts: foreign };
  return applyConfiguration(change, configuration, true);
}

function conflictOf(conflicts: Conflicts, managers: Managers): Error {
  return applyConflict(
    [...conflicts].flatMap(([id, fields]) => {
      const manager = managers.get(id);
      return manager === undefined ? [] : [{ manager, fields }];
    }),
  );
}

/** The merged value as an object of its kind: as Go would write it. */
function typedResult(
  value: unknown,
  configuration: KubernetesObject,
  definition: OwnedKind,
): KubernetesObject {
  const merged = isPlainObject(value) ? value : {};
  if (definition.origin === "custom") {
    const { value: metadata } = readMetadata(merged["metadata"], definition);
    return { ...merged, metadata } as KubernetesObject;
  }
  const { apiVersion: _apiVersion, kind: _kind, ...rest } = merged;
  const problem = conversionProblem(rest, definition.schema);
  if (problem !== undefined) throw unconvertible(problem, configuration, definition);
  try {
    const typed = toTypedValue(rest, definition.schema, { isUnstructured: true })
      .value as PlainObject;
    return { ...typed, kind: definition.kind, apiVersion: apiVersionOf(definition) };
  } catch (error) {
    if (!(error instanceof TypeMismatchError)) throw error;
    throw unconvertible(error.message, configuration, definition);
  }
}

function unconvertible(
  problem: string,
  { metadata }: KubernetesObject,
  { kind, ...type }: OwnedKind,
): Error {
  const version = apiVersionOf(type);
  const named = `${version.includes("/") ? version : `/${version}`}, Kind=${kind}`;
  const { namespace = "", name = "" } = metadata ?? {};
  return internalFailure(
    `failed to convert new object (${namespace}/${name}; ${named}) to proper version: unable to convert unstructured object to ${named}: ${problem}`,
  );
}
