import { expect, test } from "vitest";
import { formatPlace, readPlace } from "../src/browser/figure-place.ts";

test("a place with forks reads back as it was written", () => {
  const place = { position: 40, forks: [{ id: "expire-watch", position: 32 }] };

  expect(formatPlace(place)).toBe("e=40&f=expire-watch@32");
  expect(readPlace(`#${formatPlace(place)}`)).toEqual(place);
});

test("a fragment that is something else, or was meddled with, is no place", () => {
  expect(readPlace("#what-this-is")).toBeUndefined();
  expect(readPlace("#e=-1")).toBeUndefined();
  expect(readPlace("#e=1e9")).toBeUndefined();
  expect(readPlace("#e=3&f=<script>@1")).toEqual({ position: 3, forks: [] });
});
