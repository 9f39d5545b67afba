import { parseScenario, permalinkFragment } from "@informerlab/test";
import type { Page, Request, Response } from "playwright-core";
import { expect, test } from "vitest";
import { barriersOn } from "./barriers.ts";
import { siteInBrowser } from "./site-in-browser.ts";

const site = siteInBrowser();

const refusedThenExpired = parseScenario(`
version: 1
objects:
  - { resource: nodes, name: n1 }
informers:
  - { resource: nodes, startAtMs: 100 }
script:
  - { atMs: 0, do: fault, fault: { on: { verb: list }, do: { status: 429, retryAfterSeconds: 1 }, life: { times: 1 } } }
  - { atMs: 10000, do: update, resource: nodes, name: n1 }
  - { atMs: 20000, do: expire-watches }
`);

/** What the browser itself tells of a page's requests to the server of a run. */
class Panel {
  readonly requests: string[] = [];
  readonly responses: Response[] = [];
  readonly failed: string[] = [];

  constructor(page: Page) {
    const isOurs = (request: Request): boolean => request.url().includes("/play/k8s/api/v1/nodes?");
    page.on("request", (request) => isOurs(request) && this.requests.push(verbOf(request)));
    page.on("requestfailed", (request) => isOurs(request) && this.failed.push(verbOf(request)));
    page.on("response", (response) => isOurs(response.request()) && this.responses.push(response));
  }

  get statuses(): readonly number[] {
    return this.responses.map((response) => response.status());
  }
}

function verbOf(request: Request): string {
  return new URL(request.url()).searchParams.has("watch") ? "watch" : "list";
}

async function playground(root: string) {
  const context = await site.browser.newContext({ reducedMotion: "reduce" });
  const page = await context.newPage();
  const panel = new Panel(page);
  const link = permalinkFragment({ scenario: refusedThenExpired, step: 1 });
  await page.goto(`${site.origin}${root}play/#${link}`);
  const picture = page.locator("informer-visualizer");
  /** Where the first record of a kind from a place on is passed. */
  const placeOf = (kind: string, from = 0): Promise<number> =>
    picture.evaluate(
      (element: HTMLElementTagNameMap["informer-visualizer"], [wanted, start]) =>
        (element.trace?.records ?? []).findIndex(
          ({ fact }, index) => index >= start && fact.kind === wanted,
        ) + 1,
      [kind, from] as const,
    );
  const goTo = (position: number): Promise<void> =>
    picture.evaluate((element: HTMLElementTagNameMap["informer-visualizer"], at) => {
      element.position = at;
    }, position);
  const network = page.locator("lab-network");
  await expect.poll(() => network.getByRole("checkbox").isEnabled()).toBe(true);
  await expect.poll(() => placeOf("reflector.list-failed")).toBeGreaterThan(0);
  const workers = (): Promise<readonly string[]> =>
    page.evaluate(async () =>
      (await navigator.serviceWorker.getRegistrations()).map(
        ({ scope }) => new URL(scope).pathname,
      ),
    );
  const dispose = () => context.close();
  return { page, panel, goTo, placeOf, network, workers, [Symbol.asyncDispose]: dispose };
}

test.for(["/", "/zh-cn/"])(
  "with the switch of %splay/ on, the browser sees the run's requests, refusals and streams as the picture passes them; off, none",
  async (root) => {
    await using tab = await playground(root);
    const { page, panel, goTo, placeOf, network, workers } = tab;
    await goTo(0);
    expect(await workers()).not.toContain(`${root}play/`);

    await network.getByRole("checkbox").check();
    await expect.poll(() => network.getByRole("status").textContent()).toMatch(/0.*0/);
    expect(await workers()).toContain(`${root}play/`);
    expect(panel.requests).toEqual([]);

    await goTo(await placeOf("reflector.list-failed"));
    await expect.poll(() => panel.statuses).toEqual([429]);
    const [refusal] = panel.responses;
    expect(await refusal?.headerValue("retry-after")).toBe("1");
    expect(await refusal?.json()).toMatchObject({ kind: "Status", reason: "TooManyRequests" });
    expect(refusal?.fromServiceWorker()).toBe(true);

    // The watch is answered and open: its response is there, its end is not.
    const opened = await placeOf("reflector.watch-opened");
    await goTo(await placeOf("reflector.received", opened));
    await expect.poll(() => panel.statuses).toEqual([429, 200, 200]);
    await expect.poll(() => network.getByRole("status").textContent()).toMatch(/3\D+1/);

    await goTo(await placeOf("reflector.watch-ended", opened));
    await expect.poll(() => network.getByRole("status").textContent()).toMatch(/3\D+0/);
    const stream = (await panel.responses[2]?.text()) ?? "";
    const events = stream
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
    expect(events).toMatchObject([
      { type: "MODIFIED", object: { kind: "Node", metadata: { name: "n1" } } },
      { type: "ERROR", object: { kind: "Status", code: 410, reason: "Expired" } },
    ]);

    await goTo(100_000);
    await expect.poll(() => panel.requests).toEqual(["list", "list", "watch", "list", "watch"]);
    await expect.poll(() => panel.statuses).toHaveLength(5);
    expect(await barriersOn(page)).toEqual([]);
    await network.getByRole("checkbox").uncheck();
    await expect.poll(() => panel.failed).toEqual(["watch"]);
    await expect.poll(workers).not.toContain(`${root}play/`);
    await goTo(0);
    await goTo(100_000);
    expect(panel.requests).toHaveLength(5);
  },
);

test("where the browser allows no service worker the switch says so and stays off", async () => {
  const context = await site.browser.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  await page.goto(`${site.origin}/play/`);
  await page.waitForURL(/#s=/);
  const network = page.locator("lab-network");

  await network.getByRole("checkbox").click();

  await expect
    .poll(() => network.getByRole("status").textContent())
    .toMatch(/^It does not work here: ./);
  expect(await network.getByRole("checkbox").isChecked()).toBe(false);
  await context.close();
});
