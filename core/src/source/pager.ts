import type { KubernetesList, ListOptions } from "../api/list.ts";
import type { KubernetesObject } from "../api/object.ts";
import { isResourceExpired } from "../api/status-error.ts";
import type { Cancel } from "../environment/scheduler.ts";
import type { ListerWatcher, ListResult } from "./lister-watcher.ts";

/** Page size when the caller gives none (PG-1). */
export const defaultPageSize = 500;

/** What a {@link listPages} call takes besides the request. */
export interface PagerOptions<T extends KubernetesObject> {
  /** Objects per page when the request has no limit; 0 asks for everything at once. @defaultValue 500 */
  readonly pageSize?: number;
  /** Runs each answer's handling, for instance on a lane. @defaultValue at once */
  readonly enqueue?: (step: () => void) => void;
  /** Told before each request; `page` counts from 1. */
  readonly onRequest?: (options: ListOptions, page: number) => void;
  /** Told when the server asked to wait. */
  readonly waiting?: (error: unknown, delayMs: number) => void;
  readonly done: (result: ListResult<T>, isPaginated: boolean) => void;
}

/**
 * Lists in pages and answers the whole (PG-1 … PG-4).
 *
 * @see client-go tools/pager/pager.go
 */
export function listPages<T extends KubernetesObject>(
  source: ListerWatcher<T>,
  request: ListOptions,
  options: PagerOptions<T>,
): Cancel {
  const enqueue = options.enqueue ?? ((step: () => void) => step());
  const limit = request.limit ?? options.pageSize ?? defaultPageSize;
  const first = withLimit(request, limit);
  const items: T[] = [];
  let firstPage: KubernetesList<T> | undefined;
  const tokens = new TokenTrail();
  let page = 0;
  let cancelRequest: Cancel = () => {};
  let isCancelled = false;

  const send = (pageRequest: ListOptions, handle: (result: ListResult<T>) => void): void => {
    page += 1;
    options.onRequest?.(pageRequest, page);
    let isAnswered = false;
    const take = (result: ListResult<T>): void => {
      isAnswered = true;
      enqueue(() => {
        if (!isCancelled) handle(result);
      });
    };
    const waiting = (error: unknown, delayMs: number): void =>
      enqueue(() => {
        if (!isCancelled) options.waiting?.(error, delayMs);
      });
    const cancel = source.list(pageRequest, take, waiting);
    if (!isAnswered) cancelRequest = cancel;
  };

  const onPage = (result: ListResult<T>, pageRequest: ListOptions): void => {
    if (!result.ok) {
      onFailure(result, pageRequest);
      return;
    }
    const { list } = result;
    // What is no list is for the caller to refuse.
    if (!Array.isArray(list?.items)) {
      options.done(result, firstPage !== undefined);
      return;
    }
    const token = list.metadata?.continue ?? "";
    if (token === "" && firstPage === undefined) {
      options.done(result, false);
      return;
    }
    firstPage ??= list;
    for (const item of list.items) items.push(item);
    if (token === "") {
      options.done({ ok: true, list: joined(firstPage, items) }, true);
      return;
    }
    const loop = tokens.loopWith(token, list.items.length);
    if (loop !== undefined) {
      options.done({ ok: false, error: new Error(loop) }, true);
      return;
    }
    const next = nextRequest(first, token, limit);
    send(next, (answer) => onPage(answer, next));
  };

  /** PG-4: only a token that expired is worth a full list. */
  const onFailure = (result: ListResult<T> & { ok: false }, pageRequest: ListOptions): void => {
    if (!isResourceExpired(result.error) || pageRequest.continue === undefined) {
      options.done(result, firstPage !== undefined);
      return;
    }
    const { limit: _limit, continue: _continue, ...whole } = request;
    send(whole, (answer) => options.done(answer, true));
  };

  send(first, (answer) => onPage(answer, first));
  return () => {
    isCancelled = true;
    cancelRequest();
  };
}

/** Empty pages in a row that are taken for a server that goes in circles. */
const emptyPagesMax = 10;

/** Notices that a list has no end, remembering one token (Brent's way to find a cycle). */
class TokenTrail {
  #remembered = "";
  #steps = 0;
  #stepsUntilNext = 1;
  #emptyPages = 0;

  /** What is wrong with going on from this page, or undefined. */
  loopWith(token: string, items: number): string | undefined {
    if (token === this.#remembered) {
      return "the list has no end: the server gave a continue token a second time";
    }
    this.#emptyPages = items === 0 ? this.#emptyPages + 1 : 0;
    if (this.#emptyPages >= emptyPagesMax) {
      return `the list has no end: the server gave ${emptyPagesMax} empty pages in a row, each with a continue token`;
    }
    this.#steps += 1;
    if (this.#steps === this.#stepsUntilNext) {
      this.#remembered = token;
      this.#steps = 0;
      this.#stepsUntilNext *= 2;
    }
    return undefined;
  }
}

function withLimit(request: ListOptions, limit: number): ListOptions {
  const { limit: _limit, ...rest } = request;
  return limit === 0 ? rest : { ...rest, limit };
}

/** PG-3: the token says it all; version and match would contradict it. */
function nextRequest(first: ListOptions, token: string, limit: number): ListOptions {
  const { resourceVersionMatch: _match, ...rest } = first;
  return withLimit({ ...rest, resourceVersion: "", continue: token }, limit);
}

function joined<T extends KubernetesObject>(
  firstPage: KubernetesList<T>,
  items: readonly T[],
): KubernetesList<T> {
  const resourceVersion = firstPage.metadata?.resourceVersion;
  return {
    ...firstPage,
    metadata: resourceVersion === undefined ? {} : { resourceVersion },
    items,
  };
}
