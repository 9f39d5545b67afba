/**
 * What scrolls sideways must be reached by keyboard, and a region of a page needs a name of its own. Code measures itself
 * when the page is idle; tables, and code that was hidden then, are measured here.
 */
function nameRegions(): void {
  const isChinese = document.documentElement.lang.startsWith("zh");
  const code = isChinese ? "代码" : "Code";
  const table = isChinese ? "表格" : "Table";
  for (const [index, region] of [
    ...document.querySelectorAll<HTMLElement>(".expressive-code pre, .sl-markdown-content table"),
  ].entries()) {
    const isCode = region.tagName === "PRE";
    // Setting what is set already would be told to the observers again, for ever.
    if (region.scrollWidth > region.clientWidth && region.tabIndex < 0) {
      region.tabIndex = 0;
      // A table stays a table: a region around its rows would hide them from those who hear the page.
      if (isCode) region.role = "region";
    }
    if (region.tabIndex < 0 || region.ariaLabel !== null) continue;
    const title = region.closest("figure")?.querySelector(".title")?.textContent ?? "";
    const parts = [isCode ? code : table, String(index + 1), title];
    region.ariaLabel = parts.filter((part) => part !== "").join(" ");
  }
}

const sizes = new ResizeObserver(nameRegions);
const roles = new MutationObserver(nameRegions);
for (const one of document.querySelectorAll(".expressive-code pre, .sl-markdown-content table")) {
  sizes.observe(one);
  roles.observe(one, { attributeFilter: ["role", "tabindex"] });
}
nameRegions();
