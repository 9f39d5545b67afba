import { expect, test } from "vitest";
import { base64ErrorAt } from "./base64.ts";

test.each([
  ["aGk=", undefined],
  ["aG\nk=\n", undefined],
  ["no base64!", 2],
  ["AGK=-", 4],
  ["AGK", 0],
  ["AAAAAGK", 4],
  ["AA=A", 2],
  ["AA=", 3],
  ["A===", 1],
  ["====", 0],
  ["AAAA====", 4],
])("Go says of base64 %j where it breaks: %j", (text, place) => {
  expect(base64ErrorAt(text)).toBe(place);
});
