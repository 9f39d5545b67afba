import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { cardFile, cardFolder, cardSize, shareCards, wordsOf } from "../src/lessons/share-card.ts";

const howTo = "node --conditions=@informerlab/source site/src/lessons/share-pictures.ts";
const cards = shareCards().map((card) => ({ ...card, file: cardFile(card.slug, card.language) }));

test.each(cards)("og/$file is a small picture that says what the lesson says", async (card) => {
  const path = join(cardFolder, card.file);
  expect(existsSync(path), `missing: ${howTo}`).toBe(true);
  const { width, height, exif } = await sharp(readFileSync(path)).metadata();

  expect({ width, height }).toEqual(cardSize);
  expect(statSync(path).size).toBeLessThan(60_000);
  expect(exif?.toString("latin1"), `out of date: ${howTo}`).toContain(wordsOf(card));
});

test("a card shows the lesson at the story point of its last question", () => {
  const [first] = cards;

  expect(first?.svg()).toContain("<svg");
  expect(new Set(cards.map(({ file }) => file)).size).toBe(cards.length);
});
