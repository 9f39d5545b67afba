import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { programPages } from "../src/reference/program-pages.ts";

test("the reference's pages of commands and of the admin API are what the programs say today", () => {
  const docs = join(import.meta.dirname, "..", "src", "content", "docs");
  const pages = programPages();

  expect(pages).toHaveLength(4);
  for (const [file, text] of pages) expect(readFileSync(join(docs, file), "utf8"), file).toBe(text);
});
