import type { ApiRequest } from "./api-request.ts";

/** The first value of each parameter, which is the one that counts, and beside it what was said again. */
class Query extends Map<string, string> {
  readonly again: (readonly [name: string, value: string])[] = [];
}

const noQuery: ReadonlyMap<string, string> = new Map();

/** Of a repeated parameter the first counts. */
export function firstOfEach(query: ApiRequest["query"]): ReadonlyMap<string, string> {
  if (query.length === 0) return noQuery;
  const first = new Query();
  for (const [name, value] of query) {
    if (first.has(name)) first.again.push([name, value]);
    else first.set(name, value);
  }
  return first;
}

/** All values of a parameter that is a list. */
export function allOf(query: ReadonlyMap<string, string>, name: string): readonly string[] {
  const first = query.get(name);
  if (first === undefined) return [];
  if (!(query instanceof Query)) return [first];
  return [first, ...query.again.filter(([other]) => other === name).map(([, value]) => value)];
}
