import { type KubernetesObject, printJson } from "@informerlab/core";

/** Most characters of what is told of one write, and of one value in it. */
const lengthMax = 160;
const valueLengthMax = 60;

/** What the server writes at every turn, or what a story says in other ways. */
const bookkeeping: ReadonlySet<string> = new Set([
  "apiVersion",
  "kind",
  "metadata.name",
  "metadata.namespace",
  "metadata.generateName",
  "metadata.uid",
  "metadata.resourceVersion",
  "metadata.generation",
  "metadata.creationTimestamp",
  "metadata.deletionGracePeriodSeconds",
  "metadata.managedFields",
]);

/** What a write changed, as `spec.size: 2, status.phase: gone`; empty when nothing is worth telling. */
export function changedFields(
  before: KubernetesObject | undefined,
  after: KubernetesObject,
  gone: string,
): string {
  const changes: string[] = [];
  collect("", before ?? {}, after, (path, value) => {
    if (path === "metadata.deletionTimestamp") changes.push(path);
    else
      changes.push(
        `${path}: ${value === undefined ? gone : cut(printJson(value), valueLengthMax)}`,
      );
  });
  return cut(changes.join(", "), lengthMax);
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)} …`;
}

/** Tells each leaf that differs: a value that is no object, or an object that is new whole or gone whole. */
function collect(
  path: string,
  before: unknown,
  after: unknown,
  tell: (path: string, value: unknown) => void,
): void {
  if (bookkeeping.has(path)) return;
  if (!isObject(after) || !(isObject(before) || isTop(path))) {
    if (printJson(before ?? null) !== printJson(after ?? null)) tell(path, after);
    return;
  }
  const old = isObject(before) ? before : {};
  for (const key of new Set([...Object.keys(old), ...Object.keys(after)]))
    collect(path === "" ? key : `${path}.${key}`, old[key], after[key], tell);
}

/** A new object is told field by field as deep as here. */
function isTop(path: string): boolean {
  return path === "metadata" || path === "spec" || path === "status" || path === "data";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
