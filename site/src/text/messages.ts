import { type Language, toLanguage } from "../config/languages.ts";
import { english } from "./messages-en.ts";
import { chinese } from "./messages-zh.ts";

/** A link of the site's navigation, from the language's root. */
interface NavigationLink {
  readonly path: string;
  readonly label: string;
}

/** Every text of the site's own frame. Prose is in the pages. */
export interface Messages {
  readonly navigationLabel: string;
  readonly navigation: readonly NavigationLink[];
  readonly otherLanguage: { readonly lang: Language; readonly label: string };
  readonly switchTheme: string;
  readonly footer: string;
}

const messages: Readonly<Record<Language, Messages>> = { en: english, "zh-CN": chinese };

/** The texts of a page's language. */
export function messagesOf(lang: string): Messages {
  return messages[toLanguage(lang)];
}
