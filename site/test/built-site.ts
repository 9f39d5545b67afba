import { existsSync, globSync, readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";

/** The built site's folder. */
export const builtSite: string = join(import.meta.dirname, "..", "dist");

/** Addresses of all pages, from the root. */
export function pageAddresses(): readonly string[] {
  return globSync("**/*.html", { cwd: builtSite })
    .map((file) => `/${file.replaceAll("\\", "/").replace(/index\.html$/, "")}`)
    .sort();
}

/** The HTML of a page. */
export function pageHtml(address: string): string {
  return readFileSync(fileOf(address), "utf8");
}

/** The file that is served under an address; undefined when there is none. */
export function fileOf(address: string): string {
  const path = normalize(join(builtSite, decodeURIComponent(address)));
  return address.endsWith("/") ? join(path, "index.html") : path;
}

/** Sends a page's body, and ends the answer. */
export type SendPage = (response: ServerResponse, body: Buffer) => void;

/** Serves the built site on a free port of the loopback interface; `sendPage`: how pages are sent. @defaultValue at once */
export async function serveBuiltSite(
  sendPage: SendPage = (response, body) => void response.end(body),
): Promise<AsyncDisposable & { readonly origin: string }> {
  if (!existsSync(builtSite))
    throw new Error("The site is not built: npm run check -- --only site");
  const server = createServer((request, response) => {
    const file = fileOf(new URL(request.url ?? "/", "http://site").pathname);
    if (!file.startsWith(builtSite) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" });
    if (extname(file) === ".html") sendPage(response, readFileSync(file));
    else response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".wasm": "application/wasm",
};
