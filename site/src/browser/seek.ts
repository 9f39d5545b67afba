/** The picture that the page's links move: its first one. */
export function pagePicture(): HTMLElementTagNameMap["informer-visualizer"] | null {
  return document.querySelector("informer-visualizer");
}

/** The beat that a link of the page's prose names: `#beat-listed`. */
export function beatOfLink(target: Element | null): string | undefined {
  const href = target?.closest("a[href]")?.getAttribute("href");
  return href?.startsWith("#beat-") === true ? href.slice("#beat-".length) : undefined;
}

/** Moves the page's picture to a beat and brings it into view. */
export function seekToBeat(beat: string): void {
  const picture = pagePicture();
  if (picture === null || !("seek" in picture)) return;
  // A fork stays beside the original run, to which its beats belong.
  picture.seek({ beat });
  bringIntoView(picture);
}

/** Scrolls to the picture unless most of it is seen already. */
export function bringIntoView(picture: HTMLElement): void {
  const { top } = picture.getBoundingClientRect();
  if (top >= 0 && top < innerHeight * 0.25) return;
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  picture.scrollIntoView({ block: "start", behavior });
}
