import type { Messages } from "./messages.ts";

export const chinese: Messages = {
  navigationLabel: "站点",
  navigation: [
    { path: "learn/", label: "学习" },
    { path: "play/", label: "演练场" },
    { path: "guides/", label: "指南" },
    { path: "reference/", label: "参考" },
  ],
  otherLanguage: { lang: "en", label: "English" },
  switchTheme: "切换浅色与深色",
  footer: "Informer Lab · Apache-2.0 · 本页不访问任何其他服务器，你拖进来的内容也只留在本机。",
};
