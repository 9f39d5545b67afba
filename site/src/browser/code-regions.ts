/** Code that scrolls becomes a region of the page; each needs a name of its own. */
function nameRegions(): void {
  const language = document.documentElement.lang;
  const word = language.startsWith("zh") ? "代码" : "Code";
  for (const [index, region] of document
    .querySelectorAll<HTMLElement>(".expressive-code pre[role=region]:not([aria-label])")
    .entries()) {
    const title = region.closest("figure")?.querySelector(".title")?.textContent ?? "";
    region.ariaLabel = [word, String(index + 1), title].filter((part) => part !== "").join(" ");
  }
}

const observer = new MutationObserver(nameRegions);
for (const pre of document.querySelectorAll(".expressive-code pre")) {
  observer.observe(pre, { attributeFilter: ["role"] });
}
nameRegions();
