import type { ListOptions } from "../api/list.ts";

/** The query of a list or watch, sorted by name as client-go sends it. What is empty is not sent. */
export function toQuery(
  options: ListOptions,
  isWatch: boolean,
): readonly (readonly [string, string])[] {
  const query: [string, string][] = [];
  const add = (name: string, value: string | number | boolean | undefined): void => {
    if (value !== undefined && value !== "") query.push([name, String(value)]);
  };
  add("allowWatchBookmarks", options.allowWatchBookmarks === true ? true : undefined);
  add("continue", options.continue);
  add("fieldSelector", options.fieldSelector);
  add("labelSelector", options.labelSelector);
  add("limit", options.limit === 0 ? undefined : options.limit);
  add("resourceVersion", options.resourceVersion);
  add("resourceVersionMatch", options.resourceVersionMatch);
  add("sendInitialEvents", options.sendInitialEvents);
  add("timeoutSeconds", options.timeoutSeconds);
  add("watch", isWatch ? true : undefined);
  return query;
}
