import { existsSync, readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { join } from "node:path";
import sirv from "sirv";

/** Serves a folder of built pages until it is disposed; `routes` answer addresses that are no files. */
export async function serveFolder(
  folder: string,
  host: string,
  port: number,
  routes: Readonly<Record<string, RequestListener>> = {},
): Promise<AsyncDisposable & { readonly port: number }> {
  const pages = sirv(folder, { etag: true, extensions: ["html"] });
  // Each language below a folder of its own may have its own.
  const missing = (path: string): string | undefined =>
    [join(folder, path.split("/")[1] ?? "", "404", "index.html"), join(folder, "404.html")].find(
      (file) => file.startsWith(folder) && existsSync(file),
    );
  const server = createServer((request, response) => {
    const route = routes[(request.url ?? "/").split("?")[0] ?? "/"];
    if (route !== undefined) {
      route(request, response);
      return;
    }
    pages(request, response, () => {
      response.writeHead(404, { "content-type": "text/html; charset=utf-8" });
      const page = missing(new URL(request.url ?? "/", "http://site").pathname);
      response.end(page === undefined ? "There is no such page." : readFileSync(page));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
