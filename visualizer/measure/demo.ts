import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { launchBrowser } from "@informerlab/tools/browser";
import { build } from "vite";

const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };
/** A running Chromium. */
export type Browser = Awaited<ReturnType<typeof launchBrowser>>;

const root = join(import.meta.dirname, "..");

/** Builds the demo, serves it on a free port and opens a browser; all three are gone when `use` has settled. */
export async function withDemo(
  use: (browser: Browser, address: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "visualizer-measure-"));
  await build({
    configFile: join(root, "vite.config.ts"),
    logLevel: "error",
    build: { outDir: folder, emptyOutDir: true, chunkSizeWarningLimit: 10_000 },
  });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://local");
    const file = join(folder, pathname === "/" ? "index.html" : pathname);
    response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
    createReadStream(file)
      .on("error", () => response.writeHead(404).end())
      .pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const browser = await launchBrowser();
  try {
    await use(browser, address);
  } finally {
    await browser.close();
    server.close();
    await rm(folder, { recursive: true, force: true });
  }
}
