import type { APIRoute } from "astro";
import worker from "msw/mockServiceWorker.js?raw";

/** Beside each language's playground: a service worker sees the pages of its own folder only. */
export function getStaticPaths(): readonly {
  readonly params: Readonly<Record<"language", string | undefined>>;
}[] {
  return [{ params: { language: undefined } }, { params: { language: "zh-cn" } }];
}

/** The worker of the msw that is installed: page and worker must be of one version. */
export const GET: APIRoute = () =>
  new Response(worker, { headers: { "content-type": "text/javascript" } });
