import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import sirv from "sirv";

/** Serves a folder of built pages until it is disposed. */
export async function serveFolder(
  folder: string,
  host: string,
  port: number,
): Promise<AsyncDisposable & { readonly port: number }> {
  const pages = sirv(folder, { etag: true, extensions: ["html"] });
  const missing = join(folder, "404.html");
  const server = createServer((request, response) => {
    pages(request, response, () => {
      response.writeHead(404, { "content-type": "text/html; charset=utf-8" });
      response.end(existsSync(missing) ? readFileSync(missing) : "There is no such page.");
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
