import { type Language, toLanguage } from "../config/languages.ts";
import type { Messages } from "./message-types.ts";
import { english } from "./messages-en.ts";
import { chinese } from "./messages-zh.ts";

const messages: Readonly<Record<Language, Messages>> = { en: english, "zh-CN": chinese };

/** The texts of a page's language. */
export function messagesOf(lang: string): Messages {
  return messages[toLanguage(lang)];
}
