import {
  FieldSelector,
  failureStatus,
  type KubernetesObject,
  type ListMeta,
  type ListOptions,
  StatusError,
} from "@informerlab/core";
import type { Outcome, Progress } from "../../request/answer/outcome.ts";
import { shownObjects } from "../../request/answer/shown-objects.ts";
import {
  badRequest,
  expired,
  tooLargeResourceVersion,
} from "../../request/answer/status-errors.ts";
import {
  listRevisionOf,
  revisionText,
  validateListOptions,
} from "../../request/read/list-options.ts";
import type { ResourceRequest } from "../../request/read/resource-request.ts";
import { readSelectors } from "../../request/read/selectors.ts";
import type { ServerCore } from "../../request/server-core.ts";
import type { Commit } from "../../storage/commit.ts";
import {
  type ContinueToken,
  decodeContinueToken,
  encodeContinueToken,
} from "../../storage/continue-token.ts";
import { createMatcher, type ObjectMatcher, prefixOf } from "./match-objects.ts";
import { refuseUncached } from "./refuse-uncached.ts";

/** What a list is to show, once every rule about versions and pages has been applied. */
interface ListPlan {
  readonly prefix: string;
  readonly matches: ObjectMatcher | undefined;
  /** Undefined: the newest state. */
  readonly revision: number | undefined;
  /** First key of the page. */
  readonly start: string;
  /** 0: no limit. */
  readonly limit: number;
}

/** A collection, or a page of it. @throws StatusError for options that mean nothing, or a forgotten revision. */
export function list(
  core: ServerCore,
  request: ResourceRequest,
  { isPaged = false }: { readonly isPaged?: boolean } = {},
): Progress {
  const { options, definition } = request;
  const selectors = readSelectors(core, options);
  validateListOptions(options, false);
  const matches = createMatcher(definition, selectors);
  if (!isPaged && isAnsweredByCache(options)) refuseUncached(core, definition);
  const prefix = prefixOf(request);
  const limit = Math.max(0, options.limit ?? 0);
  const isFromZero = options.resourceVersion === "0";
  const isCached = core.hub.cacheOf(definition.storageKey) !== undefined;
  // The cache answers version 0 from memory, always in one piece.
  const plan = { prefix, matches, limit: isFromZero && isCached ? 0 : limit };
  if (options.continue !== undefined) {
    const token = decodeContinueToken(options.continue, (bytes) => core.readJson(bytes));
    // An empty one is none: informers say so with each page.
    if ((options.resourceVersion || "0") !== "0") {
      throw badRequest("specifying resource version is not allowed when using continue");
    }
    return atRevision(core, isCached, token.revision, () => continued(core, request, plan, token));
  }
  const asked = listRevisionOf(options.resourceVersion);
  const stale = request.staleRevision;
  if (asked === undefined || asked === 0) {
    return answer(core, request, { ...plan, revision: asked === 0 ? stale : undefined, start: "" });
  }
  const isExact =
    options.resourceVersionMatch === "Exact" ||
    (options.resourceVersionMatch === undefined && limit > 0 && !namesOne(request));
  const read = (): Outcome => {
    if (!isExact)
      return answer(core, request, { ...plan, revision: staleFor(stale, asked), start: "" });
    if (asked < core.hub.readableFrom(definition.storageKey)) {
      throw expired("The resourceVersion for the provided list is too old.");
    }
    return answer(core, request, { ...plan, revision: asked, start: "" });
  };
  const shown = revisionText(options.resourceVersion, asked);
  return atRevision(core, isCached, asked, read, shown);
}

/** Pages and exact versions are read from storage while there is no cache. */
function isAnsweredByCache({ limit = 0, resourceVersion, ...options }: ListOptions): boolean {
  const isPage = limit > 0 && resourceVersion !== "0";
  return !isPage && options.continue === undefined && options.resourceVersionMatch !== "Exact";
}

/** A lagging replica still has to show what was asked for, at least. */
function staleFor(stale: number | undefined, asked: number): number | undefined {
  return stale === undefined ? undefined : Math.max(stale, asked);
}

/** Reads once the revision is there: the cache waits for it, storage does not. */
export function atRevision(
  core: ServerCore,
  isCached: boolean,
  revision: number,
  read: () => Progress,
  shown: string = String(revision),
): Progress {
  const current = core.storage.revision;
  if (revision <= current) return read();
  if (!isCached) throw tooLargeResourceVersion(shown, current);
  return {
    kind: "waiting",
    revision,
    timeoutMs: core.settings.futureRevisionWaitMs,
    resume: () => {
      if (revision <= core.storage.revision) return read();
      throw tooLargeResourceVersion(shown, core.storage.revision, 1);
    },
  };
}

function continued(
  core: ServerCore,
  request: ResourceRequest,
  plan: Omit<ListPlan, "revision" | "start">,
  token: ContinueToken,
): Outcome {
  const start = token.start;
  if (token.revision < 0) {
    return answer(core, request, { ...plan, revision: core.storage.revision, start });
  }
  if (token.revision < core.hub.readableFrom(request.definition.storageKey)) {
    throw continueExpired(core, request, start);
  }
  return answer(core, request, { ...plan, revision: token.revision, start });
}

/** The 410 that carries a token for the rest of the list as it is now. */
function continueExpired(core: ServerCore, request: ResourceRequest, start: string): StatusError {
  const status = failureStatus({
    code: 410,
    reason: "Expired",
    message:
      "The provided continue parameter is too old to display a consistent list result. You can start a new list without " +
      "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. " +
      "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or " +
      "deleted between the time the first chunk was returned and now may show up in the list.",
  });
  const isCached = core.hub.cacheOf(request.definition.storageKey) !== undefined;
  const rest = encodeContinueToken({ revision: -1, start }, isCached);
  return new StatusError({ ...status, metadata: { continue: rest } });
}

function answer(core: ServerCore, request: ResourceRequest, plan: ListPlan): Outcome {
  const { definition } = request;
  const log = core.storage.of(definition.storageKey);
  const { prefix, start, limit, matches } = plan;
  const revision = plan.revision ?? core.storage.revision;
  const isNewest = revision >= core.storage.revision;
  const metadata: { -readonly [K in keyof ListMeta]: ListMeta[K] } = {
    resourceVersion: String(revision),
  };
  let commits: readonly Commit[];
  const all = isNewest ? log.listAll(prefix) : log.listAt(prefix, revision);
  // What has to be converted before it can match is asked for at once.
  if (matches !== undefined && definition.origin === "custom")
    shownObjects(definition, objectsOf(all));
  if (limit === 0 && start === "") {
    commits = all;
    if (matches !== undefined) commits = commits.filter(({ object }) => matches(object));
  } else {
    const page = pageOf(all, plan);
    commits = page.commits;
    if (page.next !== undefined && !namesOne(request)) {
      const isCached = core.hub.cacheOf(definition.storageKey) !== undefined;
      metadata.continue = encodeContinueToken({ revision, start: page.next }, isCached);
      if (matches === undefined) metadata.remainingItemCount = page.remaining;
    }
  }
  const items = shownObjects(definition, objectsOf(commits));
  return { kind: "list", definition, metadata, items };
}

function objectsOf(commits: readonly Commit[]): readonly KubernetesObject[] {
  return commits.map(({ object }) => object);
}

/** One object is looked up rather than listed, so nothing follows it. @see apiserver pkg/storage/selection_predicate.go MatchesSingle */
function namesOne({ options, definition, namespace }: ResourceRequest): boolean {
  if (options.continue !== undefined || (definition.namespaced && namespace === undefined))
    return false;
  const { requirements } = FieldSelector.parse(options.fieldSelector ?? "");
  return requirements.some(
    ({ field, operator, value }) => field === "metadata.name" && operator === "=" && value !== "",
  );
}

function pageOf(
  all: readonly Commit[],
  plan: ListPlan,
): {
  readonly commits: readonly Commit[];
  readonly next: string | undefined;
  readonly remaining: number;
} {
  const { prefix, start, limit, matches } = plan;
  const from = prefix + start;
  const commits: Commit[] = [];
  let index = start === "" ? 0 : firstNotBefore(all, from);
  for (; index < all.length; index++) {
    const commit = all[index] as Commit;
    if (matches === undefined || matches(commit.object)) commits.push(commit);
    if (limit > 0 && commits.length >= limit) break;
  }
  const remaining = all.length - index - 1;
  const last = commits.at(-1);
  const hasMore = limit > 0 && commits.length >= limit && remaining > 0 && last !== undefined;
  return {
    commits,
    next: hasMore ? `${last.key.slice(prefix.length)}\u0000` : undefined,
    remaining,
  };
}

function firstNotBefore(all: readonly Commit[], key: string): number {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((all[middle] as Commit).key < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
