import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { stripTypeScriptTypes } from "node:module";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

/** Where a browser finds what it imports: our packages' sources, with nothing but their types taken away. */
const roots: Readonly<Record<string, URL>> = {
  "/core/": new URL("../../../core/src/", import.meta.url),
  "/suite/": new URL("./", import.meta.url),
};

const imports = {
  "@informerlab/core": "/core/index.ts",
  "@informerlab/core/simulation": "/core/simulation/index.ts",
  "@informerlab/core/system": "/core/system/index.ts",
  "@informerlab/core/trace": "/core/trace/index.ts",
};

/** Loads the modules and puts what they export on the global object, where the test finds it. */
function pageOf(modules: readonly string[]): string {
  const loads = modules.map((name) => `Object.assign(globalThis, await import("/suite/${name}"));`);
  return `<!doctype html><meta charset="utf-8"><title>core</title>
<script type="importmap">${JSON.stringify({ imports })}</script>
<script type="module">${loads.join("\n")}</script>`;
}

/** A web server for one page that imports the core; `/api` and `/apis` go on to an apiserver, with a token. */
export interface SourceServer extends AsyncDisposable {
  readonly url: string;
}

/** Starts a {@link SourceServer} on loopback. */
export async function startSourceServer(
  apiserver: { readonly url: string; readonly token: string },
  modules: readonly string[],
): Promise<SourceServer> {
  const page = pageOf(modules);
  const server = createServer((incoming, response) => {
    const path = new URL(incoming.url ?? "/", "http://page").pathname;
    if (path.startsWith("/api")) {
      passOn(apiserver, incoming, response);
      return;
    }
    if (path === "/") {
      response.writeHead(200, { "content-type": "text/html" }).end(page);
      return;
    }
    answer(path, response).catch((error: unknown) => {
      response.writeHead(404, { "content-type": "text/plain" }).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(path: string, response: ServerResponse): Promise<void> {
  const [prefix, root] = Object.entries(roots).find(([start]) => path.startsWith(start)) ?? [];
  if (prefix === undefined || root === undefined) throw new Error(`nothing is served at ${path}`);
  const source = await readFile(fileURLToPath(new URL(path.slice(prefix.length), root)), "utf8");
  response
    .writeHead(200, { "content-type": "text/javascript" })
    .end(stripTypeScriptTypes(source, { mode: "strip" }));
}

function passOn(
  { url, token }: { readonly url: string; readonly token: string },
  incoming: IncomingMessage,
  response: ServerResponse,
): void {
  const upstream = request(
    `${url}${incoming.url}`,
    { headers: { accept: incoming.headers.accept ?? "*/*", authorization: `Bearer ${token}` } },
    (answered) => {
      response.writeHead(answered.statusCode ?? 502, {
        "content-type": answered.headers["content-type"] ?? "",
      });
      response.flushHeaders();
      answered.pipe(response);
    },
  );
  upstream.on("error", (error) => response.destroy(error));
  response.on("close", () => upstream.destroy());
  upstream.end();
}
