// A picture keeps its position in the address's fragment; the other language opens at the same one.
for (const link of document.querySelectorAll<HTMLAnchorElement>("[data-language-link]")) {
  link.addEventListener("click", () => {
    link.hash = location.hash;
  });
}
