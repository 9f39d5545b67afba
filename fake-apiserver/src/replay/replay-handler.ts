import { type Cancel, type Clock, type ListMeta, StatusError } from "@informerlab/core";
import type { Recording } from "../recording/read-recording.ts";
import { includeObjectOf } from "../request/answer/negotiate.ts";
import {
  badRequest,
  expired,
  noResource,
  notFound,
  tooLargeResourceVersion,
} from "../request/answer/status-errors.ts";
import { protobufMediaType } from "../request/answer/wire-form.ts";
import type { ApiRequest, ApiResponse } from "../request/read/api-request.ts";
import { parseListOptions } from "../request/read/list-options.ts";
import { parseRoute, type RequestAttributes } from "../request/read/route.ts";
import { collectViews, subjectOf } from "./collect-views.ts";
import { type FoundView, findView } from "./find-view.ts";
import { type Item, versionOf } from "./item.ts";
import { readOnly } from "./not-recorded.ts";
import { PathTapes, refusalOf } from "./path-tapes.ts";
import { RecordedTroubles, type WatchEnd } from "./recorded-troubles.ts";
import { auditId, listAnswer, objectAnswer, refused, resetAnswer } from "./replay-answers.ts";
import { ReplayClock } from "./replay-clock.ts";
import { byKey, ReplayWatch } from "./replay-watch.ts";
import type { View } from "./view.ts";

/** Settings of a {@link ReplayHandler}. */
export interface ReplayHandlerOptions {
  readonly clock: Clock;
  /** Milliseconds of the recording that pass in one of the clock. @defaultValue 1 */
  readonly speed?: number;
}

/** What a request about objects is made of. */
interface Asked {
  readonly request: ApiRequest;
  readonly attributes: RequestAttributes;
  readonly query: ReadonlyMap<string, string>;
}

/**
 * Serves a recording again, as a cluster that can only be read: every collection is at each moment what its lists and
 * watches had told by then. The same requests at the same times of the clock get the same answers; what went wrong for a
 * client goes wrong for it again; what nobody asked while it was recorded is refused by name.
 */
export class ReplayHandler {
  readonly #views: readonly View[];
  readonly #tapes: PathTapes;
  readonly #troubles: RecordedTroubles;
  readonly #clock: ReplayClock;
  readonly #startedAt: number;

  constructor(recording: Recording, { clock, speed = 1 }: ReplayHandlerOptions) {
    this.#views = collectViews(recording);
    this.#tapes = new PathTapes(recording);
    this.#troubles = new RecordedTroubles(recording);
    this.#startedAt = recording.header.startedAt;
    let from = recording.lastAt;
    for (const { timeline } of this.#views) from = Math.min(from, timeline.entries[0]?.at ?? from);
    this.#clock = new ReplayClock(clock, { from, speed });
  }

  handle(request: ApiRequest, respond: (response: ApiResponse) => void): Cancel {
    respond(this.#answer(request));
    return () => {};
  }

  #answer(request: ApiRequest): ApiResponse {
    const { method, path } = request;
    const query = new Map([...request.query].reverse());
    try {
      const route = parseRoute({ method, path, query });
      if (route === undefined) throw noResource();
      if (route.kind === "resource") this.#clock.start();
      const trouble = this.#troubles.next(request);
      if (trouble?.kind === "broken") return resetAnswer(trouble.after);
      if (trouble?.kind === "refused") {
        return refusalOf(trouble.exchange, { now: this.#now, accept: request.headers["accept"] });
      }
      if (method !== "GET" && method !== "HEAD") throw readOnly(request);
      if (route.kind === "other") return this.#taped(request);
      const asked = { request, attributes: route.attributes, query };
      const { verb, subresource } = route.attributes;
      if (subresource !== "") return this.#taped(request);
      if (verb === "list") return this.#list(asked);
      return verb === "watch" ? this.#watch(asked, trouble) : this.#get(asked);
    } catch (error) {
      return refused(error);
    }
  }

  #taped(request: ApiRequest): ApiResponse {
    return this.#tapes.answer(request, { position: this.#clock.position, now: this.#now });
  }

  get #now(): number {
    return this.#startedAt + this.#clock.position;
  }

  #find({ request, attributes, query }: Asked): FoundView {
    const { headers } = request;
    const options = parseListOptions(query);
    const isWatch = attributes.verb === "watch" && options.sendInitialEvents !== true;
    return findView(this.#views, subjectOf(attributes, options), {
      verb: attributes.verb,
      accept: headers["accept"],
      includeObject: includeObjectOf(query),
      position: this.#clock.position,
      ...(isWatch ? { from: versionOf(options.resourceVersion) } : {}),
    });
  }

  #list(asked: Asked): ApiResponse {
    const found = this.#find(asked);
    const { timeline } = found.view;
    const options = parseListOptions(asked.query);
    const page = pageOf(options.continue);
    const current = timeline.indexAt(this.#clock.position);
    const version = timeline.entries[current]?.version ?? 0n;
    const wanted = versionOf(options.resourceVersion);
    if (wanted > version) throw tooLargeResourceVersion(String(wanted), Number(version), 1);
    const isExact = options.resourceVersionMatch === "Exact";
    const index = page?.index ?? (isExact ? timeline.indexOfVersion(wanted) : current);
    if (index === undefined || timeline.entries[index] === undefined) {
      throw expired(`the recording does not know the state at ${wanted}: nobody watched`);
    }
    const all = [...timeline.stateAt(index).values()].filter(found.narrowing).sort(byKey);
    const start = page?.start ?? 0;
    const { limit = 0 } = options;
    const items = limit > 0 ? all.slice(start, start + limit) : all.slice(start);
    const told = isExact ? wanted : (timeline.entries[index].version ?? 0n);
    const rest = all.length - start - items.length;
    return this.#listed(asked, found, items, {
      // What had no version has none again.
      resourceVersion: told === 0n ? "" : String(told),
      ...(rest > 0
        ? { continue: tokenOf({ index, start: start + items.length }), remainingItemCount: rest }
        : {}),
    });
  }

  #listed(
    { query }: Asked,
    found: FoundView,
    items: readonly Item[],
    metadata: ListMeta,
  ): ApiResponse {
    const includeObject = includeObjectOf(query);
    return listAnswer({ found, items, metadata, now: this.#now, includeObject });
  }

  #get(asked: Asked): ApiResponse {
    const { request, attributes, query } = asked;
    const { name = "", namespace } = attributes;
    let found: FoundView;
    try {
      found = this.#find(asked);
    } catch (error) {
      // It may have been asked for by its name alone.
      if (error instanceof StatusError && this.#tapes.has(request.path))
        return this.#taped(request);
      throw error;
    }
    const { timeline } = found.view;
    const state = timeline.stateAt(timeline.indexAt(this.#clock.position));
    const item = state.get(namespace === undefined ? name : `${namespace}/${name}`);
    if (item === undefined) throw notFound(found.definition, name);
    const includeObject = includeObjectOf(query);
    const input = { found, items: [item], metadata: {}, now: this.#now, includeObject };
    return objectAnswer(input, item);
  }

  #watch(asked: Asked, end: WatchEnd | undefined): ApiResponse {
    const found = this.#find(asked);
    const { mediaType } = found.negotiated;
    const type = mediaType === protobufMediaType ? `${mediaType};stream=watch` : mediaType;
    const stream = new ReplayWatch({
      found,
      options: parseListOptions(asked.query),
      clock: this.#clock,
      now: () => this.#now,
      includeObject: includeObjectOf(asked.query),
      end,
    });
    const headers = {
      "audit-id": auditId,
      "content-type": type,
      "cache-control": "no-cache, private",
    };
    return { status: 200, headers, body: { kind: "watch", stream } };
  }
}

/** Where a list goes on. */
interface Page {
  readonly index: number;
  readonly start: number;
}

function tokenOf({ index, start }: Page): string {
  return `replay-${index}-${start}`;
}

/** @throws StatusError 400 for a token of somebody else's */
function pageOf(token: string | undefined): Page | undefined {
  if (token === undefined) return undefined;
  const [, index, start] = /^replay-(\d{1,9})-(\d{1,9})$/.exec(token) ?? [];
  if (index === undefined || start === undefined) {
    throw badRequest("continue key is not valid: it is none of this replay's");
  }
  return { index: Number(index), start: Number(start) };
}
