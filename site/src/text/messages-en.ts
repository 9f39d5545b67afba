import type { Messages } from "./messages.ts";

export const english: Messages = {
  navigationLabel: "Site",
  navigation: [
    { path: "learn/", label: "Learn" },
    { path: "play/", label: "Playground" },
    { path: "guides/", label: "Guides" },
    { path: "reference/", label: "Reference" },
  ],
  otherLanguage: { lang: "zh-CN", label: "中文" },
  switchTheme: "Switch between light and dark",
  footer:
    "Informer Lab · Apache-2.0 · This page talks to no other server, and what you drop into it stays here.",
};
