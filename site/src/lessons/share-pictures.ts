import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { launchBrowser } from "@informerlab/tools/browser";
import sharp from "sharp";
import {
  cardFile,
  cardFolder,
  cardSize,
  type ShareCard,
  shareCards,
  wordsOf,
} from "./share-card.ts";

// Writes public/og: for each lesson and language the picture that is shown where its link is shared.
// node --conditions=@informerlab/source site/src/lessons/share-pictures.ts

const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: cardSize });
  if (!(await page.evaluate(hasChinese)))
    throw new Error(
      "there is no font with Chinese characters here: install one, such as Noto Sans CJK SC",
    );
  for (const card of shareCards()) {
    await page.setContent(htmlOf(card));
    const drawn = await page.screenshot({ type: "png" });
    const file = join(cardFolder, cardFile(card.slug, card.language));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, await small(drawn, card));
    console.log(file);
  }
} finally {
  await browser.close();
}

/** Without a font all characters look alike. Runs in the page. */
function hasChinese(): boolean {
  const drawn = (character: string): string => {
    const canvas = document.createElement("canvas");
    canvas.getContext("2d")?.fillText(character, 10, 50);
    return canvas.toDataURL();
  };
  return drawn("中") !== drawn("国");
}

/** Few colours, as the drawing has them; the words go along, so that a test sees when the lesson says something else. */
function small(png: Buffer, card: ShareCard): Promise<Buffer> {
  return sharp(png)
    .withExif({ IFD0: { ImageDescription: wordsOf(card) } })
    .png({ palette: true, colours: 48, effort: 10 })
    .toBuffer();
}

function htmlOf({ title, about, svg, language }: ShareCard): string {
  return `<!doctype html><html lang="${language}"><style>
    body { margin: 0; width: ${cardSize.width}px; height: ${cardSize.height}px; display: flex; flex-direction: column; overflow: hidden;
      box-sizing: border-box; padding: 34px 48px 26px; gap: 14px; background: #fff; color: #17181c;
      font-family: "Inter", "Noto Sans", "Open Sans", "Noto Sans CJK SC", sans-serif; }
    header { display: flex; align-items: baseline; gap: 32px; }
    h1 { margin: 0; font-size: 46px; font-weight: 650; line-height: 1.15; letter-spacing: -0.01em; flex: 1; }
    header span { font-size: 24px; font-weight: 600; color: #4b3fd0; white-space: nowrap; }
    main { flex: 1; min-height: 0; overflow: hidden; }
    main svg { display: block; width: 100% !important; height: 100% !important; }
    p { margin: 0; font-size: 27px; line-height: 1.3; color: #34363d; }
  </style><header><h1>${escaped(title)}</h1><span>Informer Lab</span></header><main>${svg()}</main><p>${escaped(about)}</p></html>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
