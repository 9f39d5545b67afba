import { Selector } from "@informerlab/core";
import type { PlainObject } from "../codec/json/plain-object.ts";
import type { Representation } from "../request/read/resource-request.ts";
import { qualifiedResourceOf } from "../schema/api-version.ts";
import type { Item } from "./item.ts";
import type { Timeline } from "./timeline.ts";

/** What a list or a watch is about. */
export interface ViewSubject {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  /** Undefined: all of them, or none. */
  readonly namespace: string | undefined;
  readonly labelSelector: string;
  readonly fieldSelector: string;
}

/** A collection as a recording knows it. */
export interface View {
  readonly subject: ViewSubject;
  readonly form: Representation;
  /** The kind of its lists. */
  readonly listKind: string;
  readonly apiVersion: string;
  /** Of Tables. */
  readonly columns: readonly PlainObject[];
  readonly timeline: Timeline;
}

/** Which objects of a view somebody asks for. */
export type Narrowing = (item: Item) => boolean;

/** A subject in words: `pods in default with app=web`. */
export function inWords(subject: ViewSubject): string {
  const { namespace, labelSelector, fieldSelector } = subject;
  const parts = [qualifiedResourceOf(subject)];
  if (namespace !== undefined) parts.push(`in namespace ${namespace}`);
  if (labelSelector !== "") parts.push(`with labels ${labelSelector}`);
  if (fieldSelector !== "") parts.push(`with fields ${fieldSelector}`);
  return parts.join(" ");
}

/** How what is asked for is had from what is recorded; undefined where it cannot be. */
export function narrowingOf(recorded: ViewSubject, asked: ViewSubject): Narrowing | undefined {
  const isSame =
    recorded.group === asked.group &&
    recorded.version === asked.version &&
    recorded.resource === asked.resource;
  if (!isSame) return undefined;
  const tests: Narrowing[] = [];
  if (recorded.namespace !== asked.namespace) {
    if (recorded.namespace !== undefined) return undefined;
    tests.push(({ metadata }) => metadata.namespace === asked.namespace);
  }
  if (recorded.labelSelector !== asked.labelSelector) {
    if (recorded.labelSelector !== "") return undefined;
    const selector = Selector.parse(asked.labelSelector);
    tests.push(({ metadata }) => selector.matches(metadata.labels));
  }
  if (recorded.fieldSelector !== asked.fieldSelector) {
    const fields = fieldsOf(asked.fieldSelector);
    if (recorded.fieldSelector !== "" || fields === undefined) return undefined;
    tests.push(({ metadata }) => fields.every(([name, value]) => metadata[name] === value));
  }
  return (item) => tests.every((test) => test(item));
}

type NamedField = readonly ["name" | "namespace", string];

/** Other fields than those of metadata differ from kind to kind. */
function fieldsOf(selector: string): readonly NamedField[] | undefined {
  const fields: NamedField[] = [];
  for (const term of selector.split(",")) {
    const [, name, value = ""] = /^metadata\.(name|namespace)==?(.*)$/.exec(term) ?? [];
    if (name !== "name" && name !== "namespace") return undefined;
    fields.push([name, value]);
  }
  return fields;
}
