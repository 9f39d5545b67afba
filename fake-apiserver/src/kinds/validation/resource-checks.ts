import { isWholeQuantity } from "../../codec/go/quantity.ts";
import { listOf, objectOf, type PlainObject, textOf } from "../../codec/json/plain-object.ts";
import { labelValue, qualifiedName } from "../../codec/names/names.ts";
import { all, type Check, form, isSet, notNegativeQuantity, oneOf } from "./checks.ts";
import { type Report, Shown } from "./report.ts";

/**
 * Names of resources and their amounts, taints and tolerations.
 *
 * @see kubernetes pkg/apis/core/helper/helpers.go
 */

const hugePages = "hugepages-";
const computeResources = ["cpu", "memory", "ephemeral-storage"] as const;
const countedResources = [
  "pods",
  "resourcequotas",
  "services",
  "replicationcontrollers",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "services.nodeports",
  "services.loadbalancers",
];
const quotaResources: ReadonlySet<string> = new Set([
  ...computeResources,
  ...computeResources.map((name) => `requests.${name}`),
  ...computeResources.map((name) => `limits.${name}`),
  "requests.storage",
  ...countedResources,
]);

/** `hugepages-2Mi`. */
export function isHugePages(name: string): boolean {
  return name.startsWith(hugePages);
}

/** Named without a domain, or by Kubernetes itself. */
export function isNativeResource(name: string): boolean {
  return !name.includes("/") || name.includes("kubernetes.io/");
}

/** `example.com/gpu`: counted in wholes, never overcommitted. */
export function isExtendedResource(name: string): boolean {
  return (
    !isNativeResource(name) &&
    !name.startsWith("requests.") &&
    qualifiedName(`requests.${name}`).length === 0
  );
}

/** More of it may be promised than there is. */
export function mayBeOvercommitted(name: string): boolean {
  return isNativeResource(name) && !isHugePages(name);
}

/** A quota can limit it by this name. */
export function isQuotaResource(name: string): boolean {
  return quotaResources.has(name) || isHugePages(name) || name.startsWith(`requests.${hugePages}`);
}

/** The name of a resource: a known one, or one with a domain. */
export const resourceName: Check = (value, at, report) => {
  const name = textOf(value);
  const problems = qualifiedName(name);
  form(qualifiedName)(name, at, report);
  if (problems.length > 0 || name.includes("/")) return;
  if (name !== "storage" && !isQuotaResource(name))
    report.invalid(at, name, "must be a standard resource type or fully qualified");
};

/** The name of a resource that a container can ask for. */
export const containerResourceName: Check = (value, at, report) => {
  const name = textOf(value);
  resourceName(value, at, report);
  if (!name.includes("/")) {
    if (!computeResources.some((known) => known === name) && !isHugePages(name))
      report.invalid(at, name, "must be a standard resource for containers");
  } else if (!isNativeResource(name) && !isExtendedResource(name))
    report.invalid(at, name, "doesn't follow extended resource name standard");
};

/** The name of a resource that a quota can limit. */
export const quotaResourceName: Check = all(resourceName, (value, at, report) => {
  const name = textOf(value);
  if (!name.includes("/") && !isQuotaResource(name))
    report.invalid(at, name, "must be a standard resource for quota");
});

/** An amount of the resource `name`: not negative, and whole where it is counted. */
export function resourceAmount(name: string): Check {
  return all(notNegativeQuantity, (value, at, report) => {
    const isCounted = countedResources.includes(name) || isExtendedResource(name);
    if (isCounted && !isWholeQuantity(value)) report.invalid(at, value, "must be an integer");
  });
}

const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"] as const;

/** What a taint does to pods. */
const taintEffect: Check = oneOf(...effects);

/** Taints of nodes, told apart by key and effect. */
export const taints: Check = (value, at, report) => {
  const seen = new Set<string>();
  listOf(value).forEach((taint, index) => {
    const { key, value: text, effect } = objectOf(taint);
    const place = `${at}[${index}]`;
    form(qualifiedName)(key, `${place}.key`, report);
    const problems = labelValue(textOf(text));
    if (problems.length > 0) report.invalid(`${place}.value`, text, problems.join(";"));
    if (textOf(effect) === "") report.required(`${place}.effect`);
    else taintEffect(effect, `${place}.effect`, report);
    const identity = `${textOf(key)}:${textOf(effect)}`;
    if (seen.has(identity))
      report.duplicate(
        place,
        new Shown(report.shown(`spec.taints[${index}]`, taint)),
        "taints must be unique by key and effect pair",
      );
    seen.add(identity);
  });
};

/** Tolerations of pods. */
export const tolerations: Check = (value, at, report) => {
  listOf(value).forEach((toleration, index) => {
    tolerationOf(objectOf(toleration), `${at}[${index}]`, report);
  });
};

function tolerationOf(toleration: PlainObject, place: string, report: Report): void {
  const { key, operator, effect, tolerationSeconds } = toleration;
  if (textOf(key) !== "") form(qualifiedName)(key, `${place}.key`, report);
  else if (operator !== "Exists") {
    report.invalid(
      `${place}.operator`,
      textOf(operator),
      'operator must be Exists when `key` is empty, which means "match all values and all keys"',
    );
  }
  if (isSet(tolerationSeconds) && effect !== "NoExecute") {
    report.invalid(
      `${place}.effect`,
      textOf(effect),
      "effect must be 'NoExecute' when `tolerationSeconds` is set",
    );
  }
  tolerationOperator(toleration, place, report);
  if (textOf(effect) !== "") taintEffect(effect, `${place}.effect`, report);
}

function tolerationOperator({ operator, value }: PlainObject, place: string, report: Report): void {
  const how = textOf(operator);
  if (how === "" || how === "Equal") {
    const problems = labelValue(textOf(value));
    if (problems.length > 0) report.invalid(`${place}.operator`, value, problems.join(";"));
  } else if (how === "Exists") {
    if (textOf(value) !== "")
      report.invalid(`${place}.operator`, value, "value must be empty when `operator` is 'Exists'");
  } else {
    const isComparison = how === "Lt" || how === "Gt";
    const known = isComparison ? ["Equal", "Exists", "Lt", "Gt"] : ["Equal", "Exists"];
    report.notSupported(`${place}.operator`, how, known);
  }
}
