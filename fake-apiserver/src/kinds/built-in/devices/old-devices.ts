import type { KubernetesObject } from "@informerlab/core";
import {
  isPlainObject,
  objectOf,
  type PlainObject,
  valueAt,
  without,
  withValueAt,
} from "../../../codec/json/plain-object.ts";
import { builtInData } from "../../../schema/built-in-data.ts";
import { emptiedOf, noteEmptied } from "../../../schema/emptied-members.ts";
import type { Check } from "../../validation/checks.ts";
import { Report } from "../../validation/report.ts";
import { dropFields } from "../drop-fields.ts";
import type { KindRules } from "../kind-rules.ts";
import { deviceKinds } from "./devices.ts";

/**
 * Devices in v1beta1, where a request says itself what it wants exactly, and a device has all that it is in a member.
 *
 * @see kubernetes pkg/apis/resource/v1beta1/conversion.go
 */

const stored = "resource.k8s.io/v1";
const own = "resource.k8s.io/v1beta1";

type Conversion = (object: KubernetesObject) => KubernetesObject;

/** What a request says itself in this version. */
const exactMembers = [
  "deviceClassName",
  "selectors",
  "allocationMode",
  "count",
  "adminAccess",
  "tolerations",
  "capacity",
] as const;

function split(
  object: PlainObject,
  members: readonly string[],
): { readonly chosen: PlainObject; readonly rest: PlainObject } {
  const entries = Object.entries(object);
  return {
    chosen: Object.fromEntries(entries.filter(([name]) => members.includes(name))),
    rest: Object.fromEntries(entries.filter(([name]) => !members.includes(name))),
  };
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "" && value !== 0;
}

function exactRequest(request: PlainObject): PlainObject {
  const { chosen, rest } = split(request, exactMembers);
  const sentEmpty = emptiedOf(request);
  const isExact =
    Object.values(chosen).some(isSaid) || exactMembers.some((name) => name in sentEmpty);
  const exactly = { allocationMode: "", ...chosen };
  return withEmptied(
    isExact ? { ...rest, exactly: withEmptied(exactly, without(sentEmpty, "tolerations")) } : rest,
    sentEmpty,
  );
}

function flatRequest({ exactly, ...rest }: PlainObject): PlainObject {
  const own = objectOf(exactly);
  const isBlank = exactly !== undefined && !Object.values(own).some(isSaid);
  return withEmptied(
    { ...rest, deviceClassName: "", ...own },
    { ...(isBlank ? { tolerations: [] } : {}), ...emptiedOf(own), ...emptiedOf(rest) },
  );
}

/** The object, which is nobody else's, with those members noted that were sent empty. */
function withEmptied(object: PlainObject, members: PlainObject): PlainObject {
  if (Object.keys(members).length > 0) noteEmptied(object, members);
  return object;
}

function plainDevice({ basic, ...rest }: PlainObject): PlainObject {
  return { ...rest, ...objectOf(basic) };
}

function basicDevice({ name, ...basic }: PlainObject): PlainObject {
  return { ...(name === undefined ? {} : { name }), basic };
}

/** Each item of a list in an object is another one. */
function eachAt(path: readonly string[], change: (item: PlainObject) => PlainObject): Conversion {
  return (object) => {
    const list = valueAt(object, ...path);
    if (!Array.isArray(list)) return object;
    const changed = list.map((item: unknown) => (isPlainObject(item) ? change(item) : item));
    return withValueAt(object, path, changed) as KubernetesObject;
  };
}

const ofClaim = ["spec", "devices", "requests"];
const ofTemplate = ["spec", "spec", "devices", "requests"];
const ofSlice = ["spec", "devices"];

/** The rules of the version in which objects are stored hold for what an object of this one becomes there. */
function throughStored(kind: string, toStored: Conversion, fromStored: Conversion): KindRules {
  const {
    droppedFields = [],
    mayCreate,
    mayWriteStatus,
    prepareForUpdate,
    ...rules
  } = deviceKinds[kind] ?? {};
  const after: Conversion = (object) => ({ ...toStored(object), apiVersion: stored });
  const before: Conversion = (object) => ({ ...fromStored(object), apiVersion: own });
  const storedForm = (object: PlainObject): PlainObject =>
    objectOf(after(object as KubernetesObject));
  const dropped = (object: PlainObject): PlainObject =>
    objectOf(before(dropFields(storedForm(object), droppedFields) as KubernetesObject));
  const judged = (check: Check | undefined): { readonly check?: Check } =>
    check === undefined ? {} : { check: ofStoredForm(check, kind, storedForm) };
  return {
    ...rules,
    ...judged(rules.check),
    ...named("checkCreate", judged(rules.checkCreate).check),
    ...named("checkUpdate", judged(rules.checkUpdate).check),
    ...named("checkStatus", judged(rules.checkStatus).check),
    ...(mayCreate === undefined
      ? {}
      : { mayCreate: (object, context) => mayCreate(storedForm(object), context) }),
    ...(mayWriteStatus === undefined
      ? {}
      : {
          mayWriteStatus: (object, old, context) =>
            mayWriteStatus(storedForm(object), storedForm(old), context),
        }),
    storageVersion: "v1",
    toStored: after,
    fromStored: before,
    prepareForCreate: dropped,
    prepareForUpdate: (object, old, subresource, context) => {
      const left = dropped(object);
      if (prepareForUpdate === undefined) return left;
      const prepared = prepareForUpdate(storedForm(left), storedForm(old), subresource, context);
      return objectOf(before(prepared as KubernetesObject));
    },
  };
}

function named(
  name: "checkCreate" | "checkUpdate" | "checkStatus",
  check: Check | undefined,
): Partial<KindRules> {
  return check === undefined ? {} : { [name]: check };
}

function ofStoredForm(
  check: Check,
  kind: string,
  storedForm: (object: PlainObject) => PlainObject,
): Check {
  return (_value, at, report) => {
    const schema = builtInData().table.kind("resource.k8s.io", "v1", kind);
    const inner = new Report(storedForm(report.object), {
      old: report.old === undefined ? undefined : storedForm(report.old),
      subresource: report.subresource,
      allowsPrivileged: report.allowsPrivileged,
      ...(schema === undefined ? {} : { schema }),
    });
    check(inner.object, at, inner);
    report.errors.push(...inner.errors);
  };
}

const same: Conversion = (object) => object;

/** Rules by kind. */
export const oldDeviceKinds: Readonly<Record<string, KindRules>> = {
  DeviceClass: throughStored("DeviceClass", same, same),
  ResourceClaim: throughStored(
    "ResourceClaim",
    eachAt(ofClaim, exactRequest),
    eachAt(ofClaim, flatRequest),
  ),
  ResourceClaimTemplate: throughStored(
    "ResourceClaimTemplate",
    eachAt(ofTemplate, exactRequest),
    eachAt(ofTemplate, flatRequest),
  ),
  ResourceSlice: throughStored(
    "ResourceSlice",
    eachAt(ofSlice, plainDevice),
    eachAt(ofSlice, basicDevice),
  ),
};
