import type { ResourceRequest } from "../request/read/resource-request.ts";
import { qualifiedResourceOf } from "../schema/api-version.ts";
import type { FaultMatch } from "./fault.ts";

type Test<T> = (subject: T) => boolean;

/** A match made ready: tests requests, and events by type and key. */
export interface CompiledMatch {
  readonly request: Test<ResourceRequest>;
  readonly event: (type: string, key: string) => boolean;
}

/** Prepares a match, once per fault. */
export function compileMatch(match: FaultMatch): CompiledMatch {
  const tests: Test<ResourceRequest>[] = [];
  const { verb, resource, namespace, name, client, query, event } = match;
  if (verb !== undefined) {
    const verbs = new Set(typeof verb === "string" ? [verb] : verb);
    tests.push((request) => verbs.has(request.verb));
  }
  if (resource !== undefined) {
    const fits = (typeof resource === "string" ? [resource] : resource).map(wildcard);
    tests.push((request) => fits.some((matches) => matches(resourceOf(request))));
  }
  if (namespace !== undefined) tests.push((request) => request.namespace === namespace);
  if (name !== undefined) tests.push((request) => request.name === name);
  if (client !== undefined) {
    const fits = wildcard(client);
    tests.push((request) => fits(request.client));
  }
  if (query?.resourceVersion !== undefined) {
    tests.push((request) => (request.options.resourceVersion ?? "") === query.resourceVersion);
  }
  if (query?.sendInitialEvents !== undefined) {
    tests.push(
      (request) => (request.options.sendInitialEvents ?? false) === query.sendInitialEvents,
    );
  }
  if (query?.continue !== undefined) {
    tests.push((request) => (request.options.continue !== undefined) === query.continue);
  }
  const fitsKey = event?.key === undefined ? undefined : wildcard(event.key);
  return {
    request: (request) => tests.every((passes) => passes(request)),
    event: (type, key) =>
      (event?.type === undefined || event.type === type) && (fitsKey === undefined || fitsKey(key)),
  };
}

function resourceOf(request: ResourceRequest): string {
  const name = qualifiedResourceOf(request.definition);
  return request.subresource === "" ? name : `${name}/${request.subresource}`;
}

/** In one walk through the text, however many stars there are: clients choose what it is held against. */
function wildcard(pattern: string): Test<string> {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return (text) => text === pattern;
  return (text) => {
    const end = text.length - last.length;
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = text.indexOf(part, at);
      if (found < 0 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
}
