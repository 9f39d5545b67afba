import type { TraceLog, TraceObject } from "../../trace/trace-log.ts";

/** Which objects an informer asked its server for. */
export interface Selection {
  readonly resource: string;
  /** Absent: of all namespaces. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** The request itself was seen; before that, only the resource is known. */
  readonly isAsked: boolean;
}

/** What an informer asks for, as its first list or watch says. Undefined while the trace does not name its resource. */
export function selectionOf(log: TraceLog, informer: string): Selection | undefined {
  let resource: string | undefined;
  let asked: number | undefined;
  for (const { fact, seq, cause } of log.records) {
    if (fact.kind === "informer.started" && fact.informer === informer) resource ??= fact.resource;
    const isRequest =
      fact.kind === "reflector.list-requested" || fact.kind === "reflector.watch-requested";
    if (isRequest && fact.informer === informer) asked ??= seq;
    if (fact.kind !== "server.requested" || asked === undefined || cause !== asked) continue;
    // A list's or watch's key is `namespace/`, or empty for all namespaces.
    const slash = fact.key.indexOf("/");
    const namespace = slash > 0 ? fact.key.slice(0, slash) : undefined;
    const { labelSelector, fieldSelector } = fact.options;
    const isAsked = true;
    return { resource: fact.resource, namespace, labelSelector, fieldSelector, isAsked };
  }
  return resource === undefined ? undefined : { resource, isAsked: false };
}

/** True when an object is one of those that were asked for. */
export function isSelected(selection: Selection, key: string, object: TraceObject): boolean {
  const { namespace, labelSelector, fieldSelector } = selection;
  if (namespace !== undefined && !key.startsWith(`${namespace}/`)) return false;
  if (labelSelector !== undefined && !matchesLabels(labelSelector, object)) return false;
  return fieldSelector === undefined || matchesFields(fieldSelector, object);
}

/** The label selectors of the API: `a=b`, `a==b`, `a!=b`, `a`, `!a`, `a in (b,c)`, `a notin (b,c)`. */
function matchesLabels(selector: string, object: TraceObject): boolean {
  const labels: Readonly<Record<string, unknown>> = object.metadata?.labels ?? {};
  return selector.split(/,(?![^(]*\))/).every((requirement) => {
    const set = /^\s*(\S+)\s+(in|notin)\s+\(([^)]*)\)\s*$/.exec(requirement);
    if (set !== null) {
      const [, name = "", operator, list = ""] = set;
      const isIn = list.split(",").some((value) => value.trim() === labels[name]);
      return operator === "in" ? isIn : !isIn;
    }
    const equal = /^\s*([^=!\s]+)\s*(==|=|!=)\s*(\S*)\s*$/.exec(requirement);
    if (equal !== null) {
      const [, name = "", operator, value] = equal;
      return operator === "!=" ? labels[name] !== value : labels[name] === value;
    }
    const name = requirement.trim();
    return name.startsWith("!") ? !(name.slice(1).trim() in labels) : name === "" || name in labels;
  });
}

function matchesFields(selector: string, object: TraceObject): boolean {
  return selector.split(",").every((requirement) => {
    const [, path = "", operator, wanted = ""] =
      /^\s*([^=!\s]+)\s*(==|=|!=)\s*(.*)$/.exec(requirement) ?? [];
    let value: unknown = object;
    for (const part of path.split(".")) {
      value = (value as Readonly<Record<string, unknown>> | undefined)?.[part];
    }
    const isEqual = String(value ?? "") === wanted.trim();
    return operator === "!=" ? !isEqual : isEqual;
  });
}
