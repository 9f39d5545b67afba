import type { TraceObject } from "./trace-log.ts";

/** Which objects somebody asked a server for. */
export interface Asked {
  readonly resource: string;
  /** Absent: of all namespaces. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

/** What a list or watch asks for. Its key is `namespace/`, or empty for all namespaces. */
export function askedBy(request: {
  readonly resource: string;
  readonly key: string;
  readonly options: Pick<Asked, "labelSelector" | "fieldSelector">;
}): Asked {
  const { resource, key, options } = request;
  const slash = key.indexOf("/");
  const namespace = slash > 0 ? key.slice(0, slash) : undefined;
  const { labelSelector, fieldSelector } = options;
  return { resource, namespace, labelSelector, fieldSelector };
}

/** True when an object is one of those that were asked for. */
export function isSelected(asked: Asked, key: string, object: TraceObject): boolean {
  const { namespace, labelSelector, fieldSelector } = asked;
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
