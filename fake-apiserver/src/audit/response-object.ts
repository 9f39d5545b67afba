import type { KubernetesObject } from "@informerlab/core";
import { isPlainObject, without } from "../codec/json/plain-object.ts";
import type { ApiResponse } from "../request/read/api-request.ts";

/** What an answer shows, as JSON has it; undefined where it is no object. */
export function shownIn({ body }: ApiResponse): unknown {
  if (body.kind === "json") return body.value;
  if (body.kind !== "long-list") return undefined;
  const { head, member, foot, count, elementAt } = body.list;
  const elements = Array.from({ length: count }, (_none, index) => elementAt(index));
  return { ...head, [member]: elements, ...foot };
}

/** The same without what says who owns which field: of an object, of a list's items, of a Table's rows. */
export function withoutManagers(value: unknown): unknown {
  if (!isPlainObject(value)) return value;
  const { items, rows } = value;
  return {
    ...withoutOwn(value),
    ...(Array.isArray(items) ? { items: items.map(withoutOwn) } : {}),
    ...(Array.isArray(rows)
      ? {
          rows: rows.map((row: unknown) =>
            isPlainObject(row) ? { ...row, object: withoutOwn(row["object"]) } : row,
          ),
        }
      : {}),
  };
}

function withoutOwn<T>(value: T): T {
  if (!isPlainObject(value)) return value;
  const { metadata }: KubernetesObject = value;
  if (metadata?.managedFields === undefined) return value;
  return { ...value, metadata: without(metadata, "managedFields") };
}
