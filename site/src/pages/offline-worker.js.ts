import { stripTypeScriptTypes } from "node:module";
import type { APIRoute } from "astro";
import worker from "../offline/offline-worker.ts?raw";

/** At the root of the site: a service worker sees the pages of its own folder only. */
export const GET: APIRoute = () =>
  new Response(stripTypeScriptTypes(worker), { headers: { "content-type": "text/javascript" } });
