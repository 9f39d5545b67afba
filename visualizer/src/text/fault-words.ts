import type { Language } from "../model/timeline/story.ts";
import { stageText } from "./catalogue.ts";

/** What a fault does, in a few words of the reader; its own name when a newer recorder has one that is not known. */
export function faultWords(action: string, language: Language): string {
  return known(stageText(language).faults, action);
}

/** Why a watch is over, in a few words. */
export function reasonWords(reason: string, language: Language): string {
  return known(stageText(language).reasons, reason);
}

function known(words: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(words, name) ? (words[name] ?? name) : name;
}
