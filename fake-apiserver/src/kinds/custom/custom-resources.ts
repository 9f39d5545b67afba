import type { KubernetesObject } from "@informerlab/core";
import { asOne } from "../../codec/as-one.ts";
import { holdsCertificate } from "../../codec/certificates/certificate.ts";
import { timeText } from "../../codec/go/time-text.ts";
import {
  equalJson,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/json/plain-object.ts";
import { compareVersions } from "../registry.ts";
import type { ResourceDefinition } from "../resource-definition.ts";
import { approvalOf, isProtectedGroup } from "./api-approval.ts";
import { CustomDefinition } from "./custom-definition.ts";
import { type ConvertVersion, relabel, VersionConverter } from "./version-converter.ts";

/** The storage key of definitions. */
export const definitionsStorageKey = "customresourcedefinitions.apiextensions.k8s.io";

/** The definitions that a CustomResourceDefinition makes, one a served version; none until its names are accepted. */
export function definitionsOf(
  definition: KubernetesObject,
  convertByWebhook: (name: string, webhook: PlainObject) => ConvertVersion,
): readonly ResourceDefinition[] {
  const names = objectOf(valueAt(definition, "status", "acceptedNames"));
  if (!isEstablished(definition)) return [];
  const versions = listOf(valueAt(definition, "spec", "versions")).map(objectOf);
  const converter = converterOf(definition, versions, convertByWebhook);
  const define = (
    version: PlainObject,
    unserved: readonly ResourceDefinition[],
  ): ResourceDefinition =>
    new CustomDefinition({
      group: textOf(valueAt(definition, "spec", "group")),
      version: textOf(version["name"]),
      names: {
        plural: textOf(names["plural"]),
        singular: textOf(names["singular"]),
        kind: textOf(names["kind"]),
        listKind: textOf(names["listKind"]),
        shortNames: listOf(names["shortNames"]).map(textOf),
        categories: listOf(names["categories"]).map(textOf),
      },
      namespaced: valueAt(definition, "spec", "scope") === "Namespaced",
      spec: version,
      converter,
      successor: successorOf(textOf(version["name"]), versions),
      isTerminating: isTerminating(definition),
      unserved,
    });
  const unserved = versions
    .filter((version) => version["served"] !== true)
    .map((version) => define(version, []));
  return versions
    .filter((version) => version["served"] === true)
    .map((version) => define(version, unserved));
}

function converterOf(
  definition: KubernetesObject,
  versions: readonly PlainObject[],
  convertByWebhook: (name: string, webhook: PlainObject) => ConvertVersion,
): VersionConverter {
  const { strategy, webhook } = objectOf(valueAt(definition, "spec", "conversion"));
  const storage = versions.find((version) => version["storage"] === true);
  const served = versions.filter((version) => version["served"] === true);
  const isByWebhook = strategy === "Webhook";
  const name = definition.metadata?.name ?? "";
  return new VersionConverter(
    {
      group: textOf(valueAt(definition, "spec", "group")),
      storageVersion: textOf(storage?.["name"]),
    },
    new Map(
      versions.map((version) => [
        textOf(version["name"]),
        objectOf(valueAt(version, "schema", "openAPIV3Schema")),
      ]),
    ),
    {
      convert: isByWebhook ? convertByWebhook(name, objectOf(webhook)) : relabel,
      known: isByWebhook ? served.map((version) => textOf(version["name"])) : [],
    },
  );
}

/** The best version that is served and not deprecated, if it is better than this one. */
function successorOf(version: string, versions: readonly PlainObject[]): string | undefined {
  return versions
    .filter(({ served, deprecated }) => served === true && deprecated !== true)
    .map(({ name }) => textOf(name))
    .filter((name) => compareVersions(name, version) > 0)
    .sort((a, b) => compareVersions(b, a))[0];
}

/**
 * The definition with the names it may have and what is to be said about them. The same object when nothing changes:
 * whose names are accepted as it asks for them is not looked at again, whatever became of its conditions.
 *
 * @see apiextensions-apiserver pkg/controller/status/naming_controller.go
 */
export function acceptNames(
  definition: KubernetesObject,
  others: Iterable<KubernetesObject>,
  now: number,
): KubernetesObject {
  const status = objectOf(valueAt(definition, "status"));
  let conditions: readonly PlainObject[] = listOf(status["conditions"]).map(objectOf);
  const approval = approvalCondition(definition);
  if (approval !== undefined) conditions = withCondition(conditions, approval, now);
  let acceptedNames: PlainObject = objectOf(status["acceptedNames"]);
  if (!areSameNames(objectOf(valueAt(definition, "spec", "names")), acceptedNames)) {
    const { names, conflict } = acceptableNames(definition, others);
    const accepted = acceptance(conflict);
    const before = conditionOf(definition, "NamesAccepted");
    // Names of which nothing new is to be said begin nothing anew.
    if (!equalJson(names, acceptedNames) || !isSaid(accepted, before)) {
      acceptedNames = names;
      conditions = withCondition(conditions, accepted, now);
      const installing = installation(definition, conflict === undefined);
      if (installing !== undefined) conditions = withCondition(conditions, installing, now);
    }
  }
  return withStatus(definition, { conditions, acceptedNames });
}

/**
 * The definition once it is served from now on, if its names are accepted. The same object when nothing changes.
 *
 * @see apiextensions-apiserver pkg/controller/establish/establishing_controller.go
 */
export function establish(definition: KubernetesObject, now: number): KubernetesObject {
  if (conditionOf(definition, "NamesAccepted")?.["status"] !== "True") return definition;
  if (isEstablished(definition)) return definition;
  const type = "Established";
  const condition: Condition = hasUsableAuthority(definition)
    ? { type, status: "True", reason: "InitialNamesAccepted", message: installedText }
    : { type, status: "False", reason: "InvalidCABundle", message: unusableText };
  const conditions = listOf(valueAt(definition, "status", "conditions")).map(objectOf);
  return withStatus(definition, { conditions: withCondition(conditions, condition, now) });
}

const installedText = "the initial names have been accepted";
const unusableText = "The conversion webhook CABundle is invalid";

/** It is served. */
export function isEstablished(definition: KubernetesObject): boolean {
  return conditionOf(definition, "Established")?.["status"] === "True";
}

/** Its objects are being deleted; once they are gone there may be new ones, as long as something else holds it. */
export function isTerminating(definition: KubernetesObject): boolean {
  return conditionOf(definition, "Terminating")?.["status"] === "True";
}

function withStatus(definition: KubernetesObject, changes: PlainObject): KubernetesObject {
  const status = objectOf(valueAt(definition, "status"));
  const isSame = Object.entries(changes).every(([name, value]) =>
    equalJson(value, status[name] ?? (Array.isArray(value) ? [] : {})),
  );
  return isSame
    ? definition
    : ({ ...definition, status: { ...status, ...changes } } as KubernetesObject);
}

/** A name that is not given is an empty one. */
function areSameNames(asked: PlainObject, accepted: PlainObject): boolean {
  return [...new Set([...Object.keys(asked), ...Object.keys(accepted)])].every((member) =>
    equalJson(givenName(asked[member]), givenName(accepted[member])),
  );
}

function givenName(value: unknown): unknown {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
    ? ""
    : value;
}

function acceptance(conflict: Pick<Condition, "reason" | "message"> | undefined): Condition {
  const type = "NamesAccepted";
  return conflict === undefined
    ? { type, status: "True", reason: "NoConflicts", message: "no conflicts found" }
    : { type, status: "False", ...conflict };
}

/** What is said of a definition whose names were looked at; of one that is served, or that was not before, nothing new. */
function installation(
  definition: KubernetesObject,
  areNamesAccepted: boolean,
): Condition | undefined {
  if (isEstablished(definition)) return undefined;
  const type = "Established";
  if (areNamesAccepted)
    return { type, status: "False", reason: "Installing", message: installedText };
  return conditionOf(definition, type) === undefined
    ? { type, status: "False", reason: "NotAccepted", message: "not all names are accepted" }
    : undefined;
}

const approvalReasons = {
  missing: "MissingAnnotation",
  invalid: "InvalidAnnotation",
  approved: "ApprovedAnnotation",
  bypassed: "UnapprovedAnnotation",
} as const;

/** @see apiextensions-apiserver pkg/controller/apiapproval/apiapproval_controller.go */
function approvalCondition(definition: KubernetesObject): Condition | undefined {
  if (!isProtectedGroup(textOf(valueAt(definition, "spec", "group")))) return undefined;
  const { state, reason } = approvalOf(objectOf(definition));
  return {
    type: "KubernetesAPIApprovalPolicyConformant",
    status: state === "approved" ? "True" : "False",
    reason: approvalReasons[state],
    message: reason,
  };
}

export interface Condition {
  readonly type: string;
  readonly status: "True" | "False";
  readonly reason: string;
  readonly message: string;
}

function isSaid({ status, reason, message }: Condition, before: PlainObject | undefined): boolean {
  return (
    before?.["status"] === status && before["reason"] === reason && before["message"] === message
  );
}

/** Of a bundle that is given, at least one certificate can be read. */
function hasUsableAuthority(definition: KubernetesObject): boolean {
  const bundle = textOf(
    valueAt(definition, "spec", "conversion", "webhook", "clientConfig", "caBundle"),
  );
  return bundle === "" || holdsCertificate(bundle);
}

/** It did not get all names that it asked for. */
export function isRefusedNames(definition: KubernetesObject): boolean {
  return conditionOf(definition, "NamesAccepted")?.["status"] === "False";
}

/** The conditions with one set; its time moves only when its status does. */
export function withCondition(
  conditions: readonly PlainObject[],
  condition: Condition,
  now: number,
): readonly PlainObject[] {
  const index = conditions.findIndex(({ type }) => type === condition.type);
  const before = conditions[index];
  const since = before?.["status"] === condition.status ? before["lastTransitionTime"] : undefined;
  const lastTransitionTime = since ?? timeText(now);
  const { type, status, reason, message } = condition;
  const next = { ...before, type, status, lastTransitionTime, reason, message };
  return before === undefined
    ? [...conditions, next]
    : conditions.map((old, at) => (at === index ? next : old));
}

function conditionOf(definition: KubernetesObject, type: string): PlainObject | undefined {
  return listOf(valueAt(definition, "status", "conditions"))
    .map(objectOf)
    .find((condition) => condition["type"] === type);
}

/** Names that nobody in the group has taken, the definition itself for another of its names neither; those taken stay as they were. */
function acceptableNames(
  definition: KubernetesObject,
  others: Iterable<KubernetesObject>,
): {
  readonly names: PlainObject;
  readonly conflict: Pick<Condition, "reason" | "message"> | undefined;
} {
  const asked = objectOf(valueAt(definition, "spec", "names"));
  const had = objectOf(valueAt(definition, "status", "acceptedNames"));
  const { resources, kinds } = takenNames(definition, [...others, definition]);
  const names: Record<string, unknown> = { ...had };
  let conflict: Pick<Condition, "reason" | "message"> | undefined;
  // Of several conflicts the last one is told.
  const take = (member: string, taken: ReadonlySet<string>, reason: string): void => {
    const own = new Set(namesAt(had, member));
    const problems = namesAt(asked, member)
      .filter((name) => taken.has(name) && !own.has(name))
      .map((name) => `${JSON.stringify(name)} is already in use`);
    if (problems.length === 0) {
      if (asked[member] === undefined) delete names[member];
      else names[member] = asked[member];
      return;
    }
    conflict = { reason, message: asOne(problems) };
  };
  take("plural", resources, "PluralConflict");
  take("singular", resources, "SingularConflict");
  take("shortNames", resources, "ShortNamesConflict");
  take("kind", kinds, "KindConflict");
  take("listKind", kinds, "ListKindConflict");
  take("categories", new Set(), "");
  return { names, conflict };
}

function namesAt(names: PlainObject, member: string): readonly string[] {
  const value = names[member];
  return (Array.isArray(value) ? value : [value]).map(textOf).filter((name) => name !== "");
}

/** What definitions of the group have taken. */
function takenNames(
  definition: KubernetesObject,
  holders: Iterable<KubernetesObject>,
): { readonly resources: ReadonlySet<string>; readonly kinds: ReadonlySet<string> } {
  const resources = new Set<string>();
  const kinds = new Set<string>();
  for (const holder of holders) {
    if (valueAt(holder, "spec", "group") !== valueAt(definition, "spec", "group")) continue;
    const { plural, singular, kind, listKind, shortNames } = objectOf(
      valueAt(holder, "status", "acceptedNames"),
    );
    for (const name of [plural, singular, ...listOf(shortNames)]) resources.add(textOf(name));
    for (const name of [kind, listKind]) kinds.add(textOf(name));
  }
  resources.delete("");
  kinds.delete("");
  return { resources, kinds };
}
