import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { launchBrowser } from "@informerlab/tools/browser";
import { kubectlPath, kubectlProblem } from "@informerlab/tools/kubectl";
import { expect, test } from "vitest";
import { LiveTrace, traceInformer } from "./lib/live-trace.ts";
import { root } from "./lib/paths.ts";
import { siteOutput } from "./lib/site.ts";
import { serveFolder } from "./lib/static-server.ts";

const host = "127.0.0.1";

test.skipIf(kubectlProblem())(
  "what a real kubectl creates appears on the open page; stepping back stays there, Follow comes back",
  async () => {
    await using cluster = await startCluster();
    const { kubeconfig } = cluster;
    const live = new LiveTrace();
    const stop = new AbortController();
    const lived = traceInformer(kubeconfig, live, stop.signal);
    await using site = await serveFolder(siteOutput, host, 0, {
      "/live/trace": (request, response) => live.serve(request, response),
      "/live/info.json": (_request, response) => {
        response.end(JSON.stringify({ command: "kubectl create configmap hello", follows: null }));
      },
    });
    const browser = await launchBrowser();
    const page = await browser.newPage();
    await page.goto(`http://${host}:${site.port}/live/`);
    const at = () =>
      page.evaluate<number>("document.querySelector('informer-visualizer').position");
    const known = () =>
      page.evaluate<number>(
        "document.querySelector('informer-visualizer').branches[0].timeline.length",
      );
    const rows = () => page.locator("informer-visualizer [part=stage]").first().textContent();
    const create = async (name: string) =>
      promisify(execFile)(await kubectlPath(), [
        "--kubeconfig",
        kubeconfig,
        "create",
        "configmap",
        name,
      ]);
    await expect.poll(at, { timeout: 20_000 }).toBeGreaterThan(5);

    await create("hello");
    await expect.poll(rows, { timeout: 10_000 }).toContain("hello");

    await page.locator("informer-visualizer [part=stage]").first().focus();
    await page.keyboard.press("ArrowLeft");
    const back = await at();
    const before = await known();
    await create("again");
    await expect.poll(known, { timeout: 10_000 }).toBeGreaterThan(before);
    expect(await at()).toBe(back);

    await page.getByRole("button", { name: "Follow", exact: false }).click();
    await expect.poll(rows, { timeout: 10_000 }).toContain("again");

    await browser.close();
    stop.abort();
    await lived;
  },
);

async function startCluster(): Promise<AsyncDisposable & { readonly kubeconfig: string }> {
  const folder = mkdtempSync(join(tmpdir(), "live-"));
  const kubeconfig = join(folder, "kubeconfig");
  const ready = join(folder, "ready");
  const cli = join(root, "fake-apiserver", "src", "transports", "node", "cli.ts");
  const child = spawn(
    process.execPath,
    [
      "--conditions=@informerlab/source",
      cli,
      "--tls",
      "--port",
      "0",
      "--kubeconfig",
      kubeconfig,
      "--ready-file",
      ready,
    ],
    { stdio: "ignore" },
  );
  await expect.poll(() => existsSync(ready), { timeout: 30_000 }).toBe(true);
  return {
    kubeconfig,
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    },
  };
}
