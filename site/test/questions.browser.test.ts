import { expect, test } from "vitest";
import { pageAddresses } from "./built-site.ts";
import { pictureIsThere, siteInBrowser } from "./site-in-browser.ts";

const site = siteInBrowser();

/** How much of a question is hidden, and whether anything else has moved for it. */
interface Sight {
  readonly beat: number;
  readonly isAsked: boolean;
  readonly hidden: number;
  readonly timelineTop: number;
  /** How much of the open lane, its head and first rows, is above the question. */
  readonly laneInSight: number;
}

/** The head of a lane and a row below it. */
const laneLeast = 84;

test.each([
  [1280, 800, 100],
  [390, 844, 4],
  [320, 640, 4],
])(
  "on a screen of %i × %i the questions of the first %i lessons are seen whole, above the bar, and move nothing",
  {
    timeout: 120_000,
  },
  async (width, height, most) => {
    const lessons = pageAddresses().filter((address) => /^\/learn\/.+\/$/.test(address));
    expect(lessons.length).toBeGreaterThan(10);
    const looked = lessons.slice(0, most);
    await using context = await site.browser.newContext({
      viewport: { width, height },
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    const bad: string[] = [];
    let asked = 0;
    for (const address of looked) {
      await page.goto(site.origin + address);
      await pictureIsThere(page);
      const start = await page.evaluate(
        () => document.querySelector("informer-visualizer")?.position,
      );
      // Questions come a moment after the picture; every lesson has some.
      let seen: readonly Sight[] = [];
      await expect
        .poll(async () => {
          seen = await page.evaluate(look, start ?? 0);
          return seen.some(({ isAsked }) => isAsked);
        })
        .toBe(true);
      asked += seen.filter(({ isAsked }) => isAsked).length;
      for (const { beat, isAsked, hidden, laneInSight } of seen) {
        if (hidden > 1)
          bad.push(`${address} beat ${beat}: ${hidden} px of the question are hidden`);
        if (isAsked && laneInSight < laneLeast)
          bad.push(`${address} beat ${beat}: ${laneInSight} px of the lane are seen`);
      }
      if (new Set(seen.map(({ timelineTop }) => timelineTop)).size > 1)
        bad.push(`${address}: the timeline moves`);
    }
    expect(bad).toEqual([]);
    expect(asked).toBeGreaterThan(looked.length);
  },
);

/** Runs in the page: walks the story from a place on, and looks at each story point. */
function look(start: number): readonly Sight[] {
  const picture = document.querySelector("informer-visualizer") as unknown as HTMLElement & {
    position: number;
    step(count: number, size: string): void;
  };
  const root = picture.shadowRoot;
  const boxOf = (selector: string): DOMRect | undefined =>
    root?.querySelector(selector)?.getBoundingClientRect();
  const laneOf = (): DOMRect | undefined => boxOf(".stage .iv-lane.iv-active > .iv-panel");
  // As readers have it before them.
  picture.scrollIntoView();
  picture.position = start;
  const seen: Sight[] = [];
  for (let beat = 0, before = -1; before !== picture.position; beat += 1) {
    before = picture.position;
    const card = boxOf(".predict:not([hidden])");
    const bar = boxOf(".slot-controls .toolbar");
    const hidden =
      card === undefined || bar === undefined
        ? 0
        : Math.max(0, -card.top, card.bottom - bar.top, bar.bottom - innerHeight);
    seen.push({
      beat,
      isAsked: card !== undefined,
      hidden: Math.round(hidden),
      timelineTop: Math.round(boxOf(".timeline")?.top ?? 0),
      laneInSight: Math.round((card?.top ?? 0) - (laneOf()?.top ?? 0)),
    });
    picture.step(1, "beat");
  }
  return seen;
}

test.each(["/learn/gone/", "/zh-cn/learn/gone/"])(
  "a number is typed on a phone beside the button that says it, and judged (%s)",
  async (address) => {
    await using context = await site.browser.newContext({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      reducedMotion: "reduce",
    });
    const page = await context.newPage();
    await page.goto(site.origin + address);
    await pictureIsThere(page);
    await page.evaluate(seekTheQuestion);
    const field = page.locator("informer-visualizer .predict input");
    const say = page.locator("informer-visualizer .predict form button");
    await field.tap();
    await page.keyboard.type("4");
    const middleOf = async (one: typeof field): Promise<number> => {
      const box = await one.boundingBox();
      return Math.round((box?.y ?? 0) + (box?.height ?? 0) / 2);
    };
    expect(await middleOf(say)).toBe(await middleOf(field));
    await say.tap();
    const told = page.locator("informer-visualizer .predict-told");
    expect(await told.getAttribute("data-right")).toBe("true");
  },
);

/** Runs in the page: before the story point that asks how many calls a relist causes. */
function seekTheQuestion(): void {
  const picture = document.querySelector("informer-visualizer") as unknown as HTMLElement & {
    seek(place: { readonly beat: string }): void;
  };
  picture.scrollIntoView();
  picture.seek({ beat: "diff" });
}
