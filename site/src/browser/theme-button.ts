// The place where Starlight looks before the first paint.
const storageKey = "starlight-theme";

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-theme-button]")) {
  button.addEventListener("click", () => {
    const theme = document.documentElement.dataset["theme"] === "dark" ? "light" : "dark";
    document.documentElement.dataset["theme"] = theme;
    localStorage.setItem(storageKey, theme);
  });
}

export {};
