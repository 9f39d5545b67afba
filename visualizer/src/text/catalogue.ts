import type { Language } from "../model/timeline/story.ts";
import type { Catalogue } from "./catalogue-shape.ts";
import { interfaceEn } from "./interface-en.ts";
import type { InterfaceText } from "./interface-text.ts";
import { stageEn } from "./stage-en.ts";
import type { StageText } from "./stage-text.ts";

const english: Catalogue = { controls: interfaceEn, stage: stageEn };
const catalogues = new Map<Language, Catalogue>([["en", english]]);

/** The words of a language; English while another one is not there yet. */
export function catalogueOf(language: Language): Catalogue {
  return catalogues.get(language) ?? english;
}

export function hasCatalogue(language: Language): boolean {
  return catalogues.has(language);
}

export function addCatalogue(language: Language, catalogue: Catalogue): void {
  catalogues.set(language, catalogue);
}

/** Brings in a language that a page has not needed so far. */
export async function loadCatalogue(language: Language): Promise<void> {
  if (hasCatalogue(language)) return;
  const { chinese } = await import("./chinese.ts");
  addCatalogue(language, chinese);
}

/** The drawing's words in one language. */
export function stageText(language: Language): StageText {
  return catalogueOf(language).stage;
}

/** The controls' words in one language. */
export function interfaceText(language: Language): InterfaceText {
  return catalogueOf(language).controls;
}
