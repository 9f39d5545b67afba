/** The picture that the page's links move: its first one. */
export function pagePicture(): HTMLElementTagNameMap["informer-visualizer"] | null {
  return document.querySelector("informer-visualizer");
}

/** Moves the page's picture to a beat and brings it into view. */
export function seekToBeat(beat: string): void {
  const picture = pagePicture();
  if (picture === null || !("seek" in picture)) return;
  picture.seek({ beat });
  const { top, bottom } = picture.getBoundingClientRect();
  const isSeen = top < innerHeight * 0.6 && bottom > innerHeight * 0.4;
  if (!isSeen) picture.scrollIntoView({ block: "start", behavior: "smooth" });
}
