import { InvalidArgumentError, Option } from "commander";
import type { Language } from "../localized-text.ts";

/** The option by which a program is told in which language to tell what it found. */
export function languageOption(): Option {
  return new Option("--language <NAME>", "of all that is told: en or zh-CN")
    .argParser(languageOf)
    .default("en");
}

function languageOf(text: string): Language {
  if (text === "en" || text === "zh-CN") return text;
  throw new InvalidArgumentError("It must be en or zh-CN.");
}
