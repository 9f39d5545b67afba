import type { BrowserContext, Page } from "playwright-core";
import { expect, test } from "vitest";
import { barriersOn } from "./barriers.ts";
import { ScenarioEditor } from "./scenario-editor.ts";
import { siteInBrowser } from "./site-in-browser.ts";

const site = siteInBrowser();
const head = "# mine\nversion: 1\ninformers:\n  - resource: nodes\n";

/** A playground; `prepare` sees its page before anything is loaded. */
async function playground({
  root = "/",
  prepare,
}: {
  root?: string;
  prepare?: (page: Page) => Promise<unknown>;
} = {}): Promise<
  { context: BrowserContext; page: Page; editor: ScenarioEditor } & AsyncDisposable
> {
  const context = await site.browser.newContext({ reducedMotion: "reduce" });
  const page = await context.newPage();
  await prepare?.(page);
  await page.goto(`${site.origin}${root}play/`);
  const dispose = () => context.close();
  return { context, page, editor: new ScenarioEditor(page), [Symbol.asyncDispose]: dispose };
}

/** Keeps the code editor from being loaded until it is let through. */
async function held(page: Page): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(/\/code-editor\.[^/]*\.js$/, async (route) => {
    await promise;
    await route.continue();
  });
  return resolve;
}

test("a new line in the playground is indented like the one before, and can be undone and done again with all that was typed", async () => {
  await using tab = await playground();
  const { page, editor } = tab;
  const before = "script:\n  - { atMs: 1000, do: compact }";
  const after = `${before}\n  - { atMs: 2000, do: compact }`;
  await editor.write(before);
  expect(await editor.text()).toBe(before);

  await editor.content.press("Control+End");
  await editor.content.press("Enter");
  await page.keyboard.type("- { atMs: 2000, do: compact }");
  expect(await editor.text()).toBe(after);
  for (let press = 0; press < 40 && (await editor.text()) !== before; press += 1)
    await editor.content.press("Control+z");
  expect(await editor.text()).toBe(before);
  for (let press = 0; press < 40 && (await editor.text()) !== after; press += 1)
    await editor.content.press("Control+y");

  expect(await editor.text()).toBe(after);
});

test("what was typed before the code editor came stays, with the focus, and can be undone in it", async () => {
  let letThrough = () => {};
  await using tab = await playground({
    prepare: async (page) => {
      letThrough = await held(page);
    },
  });
  const { page, editor } = tab;
  const field = page.locator("lab-editor textarea");
  await page.waitForURL(/#s=/);
  const before = await field.inputValue();
  await field.press("Control+Home");
  await page.keyboard.type("# mine\n");

  letThrough();
  await expect.poll(() => editor.content.count()).toBe(1);
  expect(await editor.text()).toBe(`# mine\n${before}`);
  await page.keyboard.type("# too\n");
  expect(await editor.text()).toBe(`# mine\n# too\n${before}`);
  for (let press = 0; press < 40 && (await editor.text()) !== before; press += 1)
    await page.keyboard.press("Control+z");

  expect(await editor.text()).toBe(before);
});

test("where the code editor does not load, the text field runs the scenario and marks its wrong line", async () => {
  await using tab = await playground({
    prepare: (page) => page.route(/\/code-editor\.[^/]*\.js$/, (route) => route.abort()),
  });
  const { page } = tab;
  await page.waitForURL(/#s=/);
  const field = page.locator("lab-editor textarea");

  await field.fill(`${head}    queue: dleta\n`);
  await field.press("Control+Enter");

  await expect.poll(() => page.locator(".gutter .wrong").textContent()).toBe("5");
});

test("the editor offers the members of a place, and puts in the one that is chosen", async () => {
  await using tab = await playground();
  const { page, editor } = tab;
  await editor.write(`${head}script:\n  - { atMs: 5, do: starve, informer: nodes, `);

  await editor.content.press("Control+Space");
  await expect.poll(() => editor.offered()).toContain("part");
  expect(await editor.offered()).not.toContain("resource");
  expect(await barriersOn(page)).toEqual([]);
  await page.keyboard.type("pa");
  await expect.poll(() => editor.offered()).toEqual(["part"]);
  await page.keyboard.press("Enter");

  // After the key its values come by themselves.
  await expect.poll(() => editor.offered()).toEqual(["reflector", "controller"]);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  expect(await editor.text()).toMatch(/informer: nodes, part: controller$/);
});

test("in Chinese the offers are explained in Chinese", async () => {
  await using tab = await playground({ root: "/zh-cn/" });
  const { page, editor } = tab;
  await editor.write("version: 1\ninformers:\n  - ");

  await editor.content.press("Control+Space");

  await expect
    .poll(() => page.locator(".cm-tooltip-autocomplete li[aria-selected]").textContent())
    .toBe("resource资源的复数名，例如 nodes");
});

test("a slip is marked in its place while one types, in words below, and the mark leaves when it is mended", async () => {
  await using tab = await playground();
  const { page, editor } = tab;
  await editor.write(`${head}    queue: dleta\n`);

  await expect.poll(() => editor.wrongLines()).toEqual(["5"]);
  expect(await page.locator(".cm-lintRange-error").textContent()).toBe("queue");
  expect(await barriersOn(page)).toEqual([]);
  const told = page.locator("lab-editor [role=status]");
  expect(await told.textContent()).toMatch(
    /^Line 5: informers\[0\]\.queue: must be one of .* did you mean "delta"\?$/,
  );
  await told.locator("button").click();
  for (const key of ["End", "Control+Backspace"]) await page.keyboard.press(key);
  await page.keyboard.type("delta");

  await expect.poll(() => editor.wrongLines()).toEqual([]);
  expect(await told.count()).toBe(0);
});

test("text that nobody has run yet, wrong or not, is there after a reload", async () => {
  await using tab = await playground();
  const { page, editor } = tab;
  await page.waitForURL(/#s=/);
  await editor.content.press("Control+Home");
  await page.keyboard.type("# not run\nsed: 5\n");
  const written = await editor.text();
  expect(written).toMatch(/^# not run\nsed: 5\nversion: 1\n/);

  await page.reload();

  await expect.poll(() => editor.text(), { timeout: 20_000 }).toBe(written);
  await expect.poll(() => editor.wrongLines()).toEqual(["2"]);
});

test("Tab leaves the editor, also when its list is open and closed by Escape", async () => {
  await using tab = await playground();
  const { page, editor } = tab;
  const isInside = () => page.locator("lab-editor .cm-content:focus").count();
  await editor.write(head);
  await editor.content.press("Control+Space");
  await expect.poll(() => editor.offered()).toContain("script");
  expect(await editor.content.getAttribute("aria-describedby")).toBe("scenario-keys");

  await page.keyboard.press("Escape");
  expect(await isInside()).toBe(1);
  await page.keyboard.press("Tab");

  expect(await isInside()).toBe(0);
  expect(await editor.text()).toBe(head);
});

test("comments come along with a copied link, typed after the run or before it, and the address has them, too", async () => {
  await using tab = await playground();
  const { context, page, editor } = tab;
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.waitForURL(/#s=/);
  expect(page.url()).not.toContain("&c=");
  const commented = `# why: 注释\n${head}    # every one of them\n`;
  await editor.write(commented);
  await editor.content.press("Control+Enter");
  await page.waitForURL(/&c=/);
  await editor.content.press("Control+Home");
  await page.keyboard.type("# later\n");

  await page.locator("[data-do=share]").click();
  await expect.poll(() => page.locator("[data-message]").textContent()).toMatch(/^Link copied/);
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await context.newPage();
  await other.goto(link);

  await expect.poll(() => new ScenarioEditor(other).text()).toBe(`# later\n${commented}`);
});
