import { expect, test } from "vitest";
import { formatPlace, readPlace } from "../src/browser/figure-place.ts";

test("a place with forks reads back as it was written", () => {
  const place = { position: 40, forks: [{ id: "expire-watch", position: 32 }] };

  expect(formatPlace(place)).toBe("e=40&f=expire-watch@32");
  expect(readPlace(`#${formatPlace(place)}`)).toEqual(place);
});

test.each([
  [
    "e=90&f=expire-watch@9,cut-watch@40~1",
    {
      position: 90,
      forks: [
        { id: "expire-watch", position: 9 },
        { id: "cut-watch", position: 40, from: 1 },
      ],
    },
  ],
  [
    "e=7&f=cut-watch@5,expire-watch@6&b=1",
    {
      position: 7,
      forks: [
        { id: "cut-watch", position: 5 },
        { id: "expire-watch", position: 6 },
      ],
      active: 1,
    },
  ],
  ["e=7&f=cut-watch@5&b=0", { position: 7, forks: [{ id: "cut-watch", position: 5 }], active: 0 }],
])("forks of forks, and which future steps: %s", (text, place) => {
  expect(formatPlace(place)).toBe(text);
  expect(readPlace(`#${text}`)).toEqual(place);
});

test("a fork of a future that was not made ends the row", () => {
  expect(readPlace("#e=7&f=cut-watch@5,expire-watch@6~2")?.forks).toEqual([
    { id: "cut-watch", position: 5 },
  ]);
});

test("a fragment that is something else, or was meddled with, is no place", () => {
  expect(readPlace("#what-this-is")).toBeUndefined();
  expect(readPlace("#e=-1")).toBeUndefined();
  expect(readPlace("#e=1e9")).toBeUndefined();
  expect(readPlace("#e=3&f=<script>@1")).toEqual({ position: 3, forks: [] });
});
