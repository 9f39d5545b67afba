/*
 * The service worker that lets a reader go on without a network. It is served as it stands here, without its types, so it
 * imports nothing.
 */

/** A service worker's events and self, which the types of pages do not have. */
interface LastingEvent extends Event {
  waitUntil(promise: Promise<unknown>): void;
}

interface FetchEvent extends LastingEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

declare const skipWaiting: () => Promise<void>;

const cacheName = "informer-lab";
/** More than all pages of both languages and what they load; the oldest leave first. */
const entriesMax = 1000;
/** To count what is kept takes as long as there is much. */
const countedEvery = 50;
let keptCount = 0;

// Pages that stand already stay as they are; the next one is served from here.
addEventListener("install", () => void skipWaiting());

addEventListener("fetch", (event) => {
  const fetched = event as FetchEvent;
  const { request } = fetched;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (isNamedByContent(pathname)) fetched.respondWith(keptFirst(request));
  else if (request.mode === "navigate" || isFile(pathname))
    fetched.respondWith(fetchedFirst(request));
});

/** A page names what it loaded before this worker was there. */
addEventListener("message", (event) => {
  const data: unknown = event.data;
  const addresses = Array.isArray(data) ? data.filter((each) => typeof each === "string") : [];
  (event as unknown as LastingEvent).waitUntil(Promise.all(addresses.map(keepAddress)));
});

/** What has its content's hash in its name never changes. */
function isNamedByContent(path: string): boolean {
  return path.includes("/_astro/");
}

/** Files, not the streams of a run that is followed live. */
function isFile(path: string): boolean {
  return /\/(?:pagefind|embed)\/|\.(?:css|js|svg|png|ico|woff2)$/.test(path);
}

async function keptFirst(request: Request): Promise<Response> {
  return (await kept(request)) ?? fetchAndKeep(request);
}

async function fetchedFirst(request: Request): Promise<Response> {
  try {
    return await fetchAndKeep(request);
  } catch (error) {
    const response = await kept(request);
    if (response === undefined) throw error;
    return response;
  }
}

async function fetchAndKeep(request: Request): Promise<Response> {
  const response = await fetch(request);
  // A browser refuses a redirected answer for a page that it opens.
  if (response.status === 200 && !response.redirected) await keep(request, response.clone());
  return response;
}

/** What an address asks for, a lesson's place for instance, is for the page alone. */
async function kept(request: Request): Promise<Response | undefined> {
  const cache = await caches.open(cacheName);
  return cache.match(request, { ignoreSearch: true });
}

async function keep(request: Request, response: Response): Promise<void> {
  const cache = await caches.open(cacheName);
  const { origin, pathname } = new URL(request.url);
  try {
    await cache.put(origin + pathname, response);
  } catch {
    // Where the browser has no room left, the reader is as well off as without this worker.
    return;
  }
  keptCount += 1;
  if (keptCount % countedEvery > 0) return;
  const entries = await cache.keys();
  for (const entry of entries.slice(0, Math.max(0, entries.length - entriesMax)))
    await cache.delete(entry);
}

async function keepAddress(address: string): Promise<void> {
  const { origin, pathname } = new URL(address, location.href);
  if (origin !== location.origin) return;
  if (!isNamedByContent(pathname) && !isFile(pathname) && !pathname.endsWith("/")) return;
  const request = new Request(origin + pathname);
  if ((await kept(request)) === undefined) await fetchAndKeep(request);
}
