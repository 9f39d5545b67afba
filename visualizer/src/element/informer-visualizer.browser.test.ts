import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { launchBrowser } from "@informerlab/tools/browser";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";

type Browser = Awaited<ReturnType<typeof launchBrowser>>;
type Page = Awaited<ReturnType<Browser["newPage"]>>;

const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };
let folder = "";
let server: Server;
let browser: Browser;
let address = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "visualizer-demo-"));
  await build({
    configFile: join(import.meta.dirname, "../../vite.config.ts"),
    logLevel: "error",
    build: { outDir: folder, emptyOutDir: true, chunkSizeWarningLimit: 10_000 },
  });
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://local");
    const file = join(folder, pathname === "/" ? "index.html" : pathname);
    response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
    createReadStream(file)
      .on("error", () => response.writeHead(404).end())
      .pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(
  query: string,
  width = 1280,
  height = 900,
): Promise<{ page: Page; problems: string[] }> {
  const page = await browser.newPage({ viewport: { width, height }, reducedMotion: "reduce" });
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await page.goto(`${address}?${query}`);
  await page.locator(".stage svg text").first().waitFor();
  return { page, problems };
}

test("a story is walked by keyboard alone, forked, compared and left again", async () => {
  const { page, problems } = await open("trace=real&step=100&size=hop");
  await page.keyboard.press("Tab");
  await page.locator(".stage").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("f");
  await page.locator(".choice.prominent").waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".difference").waitFor();
  expect(await page.locator(".iv-strand").count()).toBe(2);
  expect(await page.locator(".difference").textContent()).toContain("1 more list");
  await page.keyboard.press("c");
  expect(await page.locator(".iv-strand").count()).toBe(0);
  await page.keyboard.press("t");
  await page.locator("tr.current").waitFor();
  await page.keyboard.press("l");
  await page.getByText("表格").waitFor();
  expect(problems).toEqual([]);
});

test("the timeline is scrubbed with the mouse, and nothing moves under reduced motion", async () => {
  const { page, problems } = await open("step=10&size=line");
  const box = await page.locator(".timeline").boundingBox();
  if (box === null) throw new Error("the timeline has no box");
  await page.mouse.move(box.x + 20, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + 60, { steps: 4 });
  await page.mouse.up();
  const position = await page.evaluate(
    () => document.querySelector("informer-visualizer")?.position ?? 0,
  );
  expect(position).toBeGreaterThan(120);
  expect(position).toBeLessThan(160);
  await page.locator(".stage").focus();
  await page.keyboard.press(".");
  const first = await page.locator(".stage svg").innerHTML();
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  expect(await page.locator(".stage svg").innerHTML()).toBe(first);
  expect(problems).toEqual([]);
});

test.each([1280, 820, 390])(
  "at %i px no text leaves its panel and no two texts cover each other",
  async (width) => {
    for (const query of ["trace=crowd", "plain=1&lang=zh-CN", "trace=crowd&queue=real-atomic"]) {
      const { page, problems } = await open(query, width);
      const faults = await page.evaluate(findFaults);
      expect(faults, query).toEqual([]);
      expect(problems).toEqual([]);
      await page.close();
    }
  },
);

test("at 320 px every button is on the screen, and nothing is wider than it", async () => {
  const { page, problems } = await open("trace=real&plain=1", 320);
  const offScreen = await page.evaluate(() => {
    const root = document.querySelector("informer-visualizer")?.shadowRoot;
    return [...(root?.querySelectorAll("button, select") ?? [])].flatMap((control) => {
      const { left, right, width } = control.getBoundingClientRect();
      const name = control.getAttribute("aria-label") ?? control.textContent;
      return width > 0 && (left < 0 || right > innerWidth) ? [name] : [];
    });
  });
  expect(offScreen).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
  expect(problems).toEqual([]);
  await page.close();
});

test("what a reader opens comes into sight with its own look, and what is chosen shows", async () => {
  const { page } = await open("trace=lesson:gone&size=beat", 1280, 800);
  const button = (name: string) =>
    page.locator("informer-visualizer").getByRole("button", { name });
  await button("Why is this here?").click();
  await page.locator(".inspector").waitFor();
  const { y } = (await page.locator(".inspector").boundingBox()) ?? { y: 800 };
  expect(y).toBeLessThan(800);
  await button("Export").click();
  await page.locator("[data-export=perfetto]").waitFor();
  expect(
    await page.locator("[data-export=perfetto]").evaluate((it) => getComputedStyle(it).display),
  ).toBe("flex");
  const ground = (name: string) =>
    button(name).evaluate((it) => getComputedStyle(it).backgroundColor);
  expect(await ground("Export")).not.toBe(await ground("Three queues"));
  await page.close();
});

/** Part of what a scrub makes that may outlive a collection: with a chain of old drawings it was an eighth. */
const keptMost = 0.06;

test("of what a scrub makes hardly anything outlives the next small collection, which stops the page", async () => {
  const { page } = await open("trace=crowd&step=1");
  // The first walk makes what stays: code, and what it knows of shapes. On a busy machine some of that comes later.
  await page.evaluate(scrub);
  // How much is alive just then differs from walk to walk, but what is kept is kept in each.
  let least = 1;
  for (let walk = 0; walk < 5 && least >= keptMost; walk += 1) {
    const made = await allocatedInScrub(page, true);
    least = Math.min(least, (await allocatedInScrub(page, false)) / made);
  }
  expect(least).toBeLessThan(keptMost);
  await page.close();
});

/** Bytes that many seeks allocate: all of them, or those that are still there after the young generation was collected. */
async function allocatedInScrub(page: Page, isAll: boolean): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.startSampling", {
    samplingInterval: 8192,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: isAll,
  });
  await page.evaluate(scrub);
  const { profile } = await session.send("HeapProfiler.stopSampling");
  await session.detach();
  const bytesOf = (node: typeof profile.head): number =>
    node.children.reduce((sum, child) => sum + bytesOf(child), node.selfSize);
  return bytesOf(profile.head);
}

/** Runs in the page: a walk that comes everywhere. */
function scrub(): void {
  const element = document.querySelector("informer-visualizer");
  const length = element?.trace?.records.length ?? 0;
  for (let count = 0, at = 1; count < 600; count += 1) {
    at = (at * 48_271) % 2_147_483_647;
    if (element !== null) element.position = at % length;
  }
}

/** Runs in the page: looks at every text of the stage at many positions. */
function findFaults(): readonly string[] {
  const element = document.querySelector("informer-visualizer");
  const faults: string[] = [];
  const length = element?.trace?.records.length ?? 0;
  if (document.documentElement.scrollWidth > innerWidth) faults.push("the page scrolls sideways");
  for (let position = 0; position <= length; position += Math.max(1, Math.ceil(length / 40))) {
    if (element === null) break;
    element.position = position;
    const svg = element.shadowRoot?.querySelector(".stage svg");
    const texts = [...(svg?.querySelectorAll("text") ?? [])].filter(
      (text) => text.textContent !== "" && text.closest(".iv-glyph") === null,
    );
    const boxes = texts.map((text) => ({
      words: text.textContent,
      box: text.getBoundingClientRect(),
    }));
    const stage = svg?.getBoundingClientRect();
    for (const [index, { words, box }] of boxes.entries()) {
      if (stage !== undefined && (box.left < stage.left - 1 || box.right > stage.right + 1))
        faults.push(`${position}: "${words}" leaves the stage`);
      for (const other of boxes.slice(index + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (across > 2 && down > 6) faults.push(`${position}: "${words}" covers "${other.words}"`);
      }
    }
    for (const lane of svg?.querySelectorAll(".iv-lane") ?? []) {
      const panel = lane.querySelector(".iv-panel")?.getBoundingClientRect();
      for (const text of panel === undefined ? [] : lane.querySelectorAll("text")) {
        const box = text.getBoundingClientRect();
        if (
          text.textContent !== "" &&
          panel !== undefined &&
          (box.right > panel.right + 1 || box.bottom > panel.bottom + 2)
        ) {
          faults.push(`${position}: "${text.textContent}" leaves its panel`);
        }
      }
    }
  }
  return [...new Set(faults)].slice(0, 20);
}
