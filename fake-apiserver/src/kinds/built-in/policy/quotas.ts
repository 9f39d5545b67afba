import { compareQuantities, printedQuantity, quantityNumber } from "../../../codec/go/quantity.ts";
import {
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
  withValueAt,
} from "../../../codec/json/plain-object.ts";
import { qualifiedName } from "../../../codec/names/names.ts";
import { toUuid } from "../../../request/draw-names.ts";
import {
  all,
  type Check,
  entries,
  fields,
  form,
  immutableText,
  isEmpty,
  isSet,
} from "../../validation/checks.ts";
import { type Report, Shown } from "../../validation/report.ts";
import {
  containerResourceName,
  isQuotaResource,
  mayBeOvercommitted,
  quotaResourceName,
  resourceAmount,
  resourceName,
} from "../../validation/resource-checks.ts";
import type { KindRules } from "../kind-rules.ts";

/**
 * Limits of namespaces.
 *
 * @see kubernetes pkg/apis/core/validation/validation.go
 */

const amounts: Check = (value, at, report) => {
  for (const [name, amount] of Object.entries(objectOf(value))) {
    quotaResourceName(name, `${at}[${name}]`, report);
    resourceAmount(name)(amount, `${at}[${name}]`, report);
  }
};

const podCompute = new Set([
  "cpu",
  "memory",
  "limits.cpu",
  "limits.memory",
  "requests.cpu",
  "requests.memory",
]);
const storage = new Set(["persistentvolumeclaims", "requests.storage"]);
const existsOnly = [
  "BestEffort",
  "NotBestEffort",
  "Terminating",
  "NotTerminating",
  "CrossNamespacePodAffinity",
];
const scopes = [...existsOnly, "PriorityClass", "VolumeAttributesClass"];

function fitsScope(scope: string, resource: string): boolean {
  if (scope === "BestEffort") return resource === "pods";
  if (scope === "VolumeAttributesClass") return storage.has(resource);
  return resource === "pods" || podCompute.has(resource);
}

/** How many of the resources of a quota do not go with each of the scopes that there are. */
function misfitsOf(hard: unknown): ReadonlyMap<string, number> {
  const resources = Object.keys(objectOf(hard)).filter(isQuotaResource);
  return new Map(
    scopes.map((scope) => [
      scope,
      resources.filter((resource) => !fitsScope(scope, resource)).length,
    ]),
  );
}

function conflicts(named: readonly string[]): number {
  return [
    ["BestEffort", "NotBestEffort"],
    ["Terminating", "NotTerminating"],
  ].filter((pair) => pair.every((scope) => named.includes(scope))).length;
}

const quotaScopes: Check = (value, at, report) => {
  const { scopes: named, hard } = objectOf(value);
  const place = `${at}.scopes`;
  const list = listOf(named).map(textOf);
  const misfits = misfitsOf(hard);
  for (const scope of list) {
    if (!scopes.includes(scope)) report.invalid(place, named, "unsupported scope");
    for (let count = misfits.get(scope) ?? 0; count > 0; count--)
      report.invalid(place, named, "unsupported scope applied to resource");
  }
  for (let count = conflicts(list); count > 0; count--)
    report.invalid(place, named, "conflicting scopes");
};

function scopeValues(operator: unknown, values: unknown, place: string, report: Report): void {
  if (operator === "In" || operator === "NotIn") {
    if (isEmpty(values))
      report.required(
        `${place}.values`,
        "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
      );
  } else if (operator === "Exists" || operator === "DoesNotExist") {
    if (!isEmpty(values))
      report.invalid(
        `${place}.values`,
        values,
        "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector",
      );
  } else report.invalid(`${place}.operator`, textOf(operator), "not a valid selector operator");
}

const quotaSelector: Check = (value, at, report) => {
  const { scopeSelector, scopes: named, hard } = objectOf(value);
  if (!isSet(scopeSelector)) return;
  const place = `${at}.scopeSelector.matchExpressions`;
  const expressions = listOf(objectOf(scopeSelector)["matchExpressions"]).map(objectOf);
  const shown = new Shown(report.shown(`${at}.scopeSelector`, scopeSelector));
  const misfits = misfitsOf(hard);
  for (const { scopeName, operator, values } of expressions) {
    const scope = textOf(scopeName);
    if (!scopes.includes(scope)) report.invalid(`${place}.scopeName`, scope, "unsupported scope");
    for (let count = misfits.get(scope) ?? 0; count > 0; count--)
      report.invalid(place, shown, "unsupported scope applied to resource");
    if (existsOnly.includes(scope) && operator !== "Exists") {
      report.invalid(
        `${place}.operator`,
        textOf(operator),
        "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity",
      );
    }
    scopeValues(operator, values, place, report);
  }
  for (
    let count = conflicts(expressions.map(({ scopeName }) => textOf(scopeName)));
    count > 0;
    count--
  )
    report.invalid(place, named ?? null, "conflicting scopes");
};

export const resourceQuota: KindRules = {
  strategy: { deleteAnswersObject: true },
  warningsOf: (quota, old) => (old === undefined ? moreAskedThanAllowed(quota) : []),
  metadataOnUpdate: ["update"],
  check: fields({ spec: all(fields({ hard: amounts }), quotaScopes, quotaSelector) }),
  checkUpdate: (value, _at, report) => {
    const now = objectOf(objectOf(value)["spec"])["scopes"];
    const before = objectOf(objectOf(report.old)["spec"])["scopes"];
    const sorted = (list: unknown) => JSON.stringify([...new Set(listOf(list))].sort());
    if (sorted(now) !== sorted(before)) report.invalid("spec.scopes", now, immutableText);
  },
  checkStatus: fields({ status: fields({ hard: amounts, used: amounts }) }),
};

/** Of a new quota that lets more be asked for than used. */
function moreAskedThanAllowed(quota: PlainObject): readonly string[] {
  const hard = objectOf(valueAt(quota, "spec", "hard"));
  return ["cpu", "memory", "storage", "ephemeral-storage"].flatMap((name) => {
    const isBare = (name === "cpu" || name === "memory") && hard[`requests.${name}`] === undefined;
    const [asked, allowed] = [isBare ? name : `requests.${name}`, `limits.${name}`];
    const [request, limit] = [hard[asked], hard[allowed]];
    if (request === undefined || limit === undefined) return [];
    if (compareQuantities(request, limit) <= 0) return [];
    const shown = (amount: unknown): string => printedQuantity(amount) ?? textOf(amount);
    return [
      `ResourceQuota ${asked} (${shown(request)}) should be less than ${allowed} (${shown(limit)})`,
    ];
  });
}

/** A fraction as Go's %f prints it. */
function decimals(number: number): string {
  if (Number.isFinite(number)) return number.toFixed(6);
  return Number.isNaN(number) ? "NaN" : `${number > 0 ? "+" : "-"}Inf`;
}

const limitType: Check = (value, at, report) => {
  const type = textOf(value);
  const problems = qualifiedName(type);
  form(qualifiedName)(type, at, report);
  if (problems.length > 0 || type.includes("/")) return;
  if (!["Pod", "Container", "PersistentVolumeClaim"].includes(type))
    report.invalid(at, type, "must be a standard limit type or fully qualified");
};

/** The amounts of one resource in a limit, as far as they are given. */
interface Amounts {
  readonly min: unknown;
  readonly max: unknown;
  readonly default: unknown;
  readonly defaultRequest: unknown;
  readonly maxLimitRequestRatio: unknown;
}

/** Pairs of amounts of which the first may not be greater than the second, and how that is said. */
const orders: readonly {
  readonly low: keyof Amounts;
  readonly high: keyof Amounts;
  readonly at: keyof Amounts;
  readonly shown: keyof Amounts;
  readonly words: (low: unknown, high: unknown) => string;
}[] = [
  {
    low: "min",
    high: "max",
    at: "min",
    shown: "min",
    words: (low, high) => `min value ${low} is greater than max value ${high}`,
  },
  {
    low: "min",
    high: "defaultRequest",
    at: "defaultRequest",
    shown: "defaultRequest",
    words: (low, high) => `min value ${low} is greater than default request value ${high}`,
  },
  {
    low: "defaultRequest",
    high: "max",
    at: "defaultRequest",
    shown: "defaultRequest",
    words: (low, high) => `default request value ${low} is greater than max value ${high}`,
  },
  {
    low: "defaultRequest",
    high: "default",
    at: "defaultRequest",
    shown: "defaultRequest",
    words: (low, high) =>
      `default request value ${low} is greater than default limit value ${high}`,
  },
  {
    low: "min",
    high: "default",
    at: "default",
    shown: "min",
    words: (low, high) => `min value ${low} is greater than default value ${high}`,
  },
  {
    low: "default",
    high: "max",
    at: "default",
    shown: "max",
    words: (low, high) => `default value ${low} is greater than max value ${high}`,
  },
];

function checkAmounts(name: string, given: Amounts, at: string, report: Report): void {
  for (const { low, high, at: member, shown, words } of orders) {
    if (given[low] === undefined || given[high] === undefined) continue;
    if (compareQuantities(given[low], given[high]) > 0)
      report.invalid(`${at}.${member}[${name}]`, given[shown], words(given[low], given[high]));
  }
  const ratio = given.maxLimitRequestRatio;
  if (ratio !== undefined) {
    const place = `${at}.maxLimitRequestRatio[${name}]`;
    if (compareQuantities(ratio, "1") < 0)
      report.invalid(place, ratio, `ratio ${ratio} is less than 1`);
    if (given.min !== undefined && given.max !== undefined) {
      const limit = quantityNumber(given.max) / quantityNumber(given.min);
      if (quantityNumber(ratio) > limit)
        report.invalid(place, ratio, `ratio ${ratio} is greater than max/min = ${decimals(limit)}`);
    }
  }
  const { default: limit, defaultRequest: request } = given;
  if (limit === undefined || request === undefined || mayBeOvercommitted(name)) return;
  if (compareQuantities(limit, request) !== 0)
    report.invalid(
      `${at}.defaultRequest[${name}]`,
      request,
      `default value ${limit} must equal to defaultRequest value ${request} in ${name}`,
    );
}

const members = ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"] as const;

function claimLimit(item: PlainObject, at: string, report: Report): void {
  const known = [item["min"], item["max"]].map((one) => objectOf(one)["storage"]);
  if (!known.some(isSet))
    report.required(
      `${at}.limits`,
      "either minimum or maximum storage value is required, but neither was provided",
    );
}

const limit: Check = (value, at, report) => {
  const item = objectOf(value);
  const isPod = item["type"] === "Pod";
  const isOfContainers = isPod || item["type"] === "Container";
  const names = new Set<string>();
  for (const member of members) {
    if (isPod && (member === "default" || member === "defaultRequest")) {
      if (!isEmpty(item[member]))
        report.forbidden(`${at}.${member}`, "may not be specified when `type` is 'Pod'");
      continue;
    }
    entries(isOfContainers ? containerResourceName : resourceName)(
      item[member],
      `${at}.${member}`,
      report,
    );
    for (const name of Object.keys(objectOf(item[member]))) names.add(name);
  }
  if (item["type"] === "PersistentVolumeClaim") claimLimit(item, at, report);
  for (const name of names) {
    const amount = (member: string) => objectOf(item[member])[name];
    checkAmounts(
      name,
      {
        min: amount("min"),
        max: amount("max"),
        default: isPod ? undefined : amount("default"),
        defaultRequest: isPod ? undefined : amount("defaultRequest"),
        maxLimitRequestRatio: amount("maxLimitRequestRatio"),
      },
      at,
      report,
    );
  }
};

export const limitRange: KindRules = {
  strategy: { allowsCreateOnUpdate: true },
  prepareForCreate: (range, { random }) =>
    textOf(valueAt(range, "metadata", "name")) === ""
      ? withValueAt(range, ["metadata", "name"], toUuid(random.fork("limit range")))
      : range,
  metadataOnUpdate: ["whole"],
  check: fields({
    spec: fields({
      limits: (value, at, report) => {
        const seen = new Set<string>();
        listOf(value).forEach((item: unknown, index) => {
          const type = textOf(objectOf(item)["type"]);
          const place = `${at}[${index}]`;
          limitType(type, `${place}.type`, report);
          if (seen.has(type)) report.duplicate(`${place}.type`, type);
          seen.add(type);
          limit(item, place, report);
        });
      },
    }),
  }),
};
