import type { Story } from "@informerlab/visualizer";

/** After the reader has chosen another queue: the lesson as it is told with that one, at the same story point. */
export function tellWithQueue(
  picture: HTMLElementTagNameMap["informer-visualizer"],
  stories: Readonly<Record<string, Story>>,
  event: Event,
): void {
  const { queue, beat } = (event as CustomEvent<{ queue: string; beat: string | undefined }>)
    .detail;
  const story = stories[queue];
  if (story === undefined) return;
  picture.story = story;
  if (beat !== undefined && story.beats.some(({ id }) => id === beat)) picture.seek({ beat });
}
