import { expect, test } from "vitest";
import { placeOf } from "./error-place.ts";
import { callerOf } from "./host.ts";
import { isOwnLine } from "./own-places.ts";

const stackOf = (path: string): string => `Error: here\n    at start (${path}:12:3)`;

test.each(["/home/me/kit/main.ts", "/home/me/core/src/main.ts", "/home/me/test/src/main.ts"])(
  "a program may live anywhere, also in a folder that is called as ours are: %s",
  (path) => {
    expect(callerOf(stackOf(path))).toBe(`${path}:12:3`);
    expect(placeOf(Object.assign(new Error("x"), { stack: stackOf(path) }))).toBe(`${path}:12:3`);
  },
);

test("lines of ours, of an installed package of ours and of the host say nothing of the program", () => {
  const home = "/opt/lab/";
  expect(isOwnLine("    at a (/opt/lab/core/src/informer/reflector.ts:1:2)", home)).toBe(true);
  expect(isOwnLine("    at a (/opt/lab/test/src/kit/chaos-test.ts:1:2)", home)).toBe(true);
  expect(isOwnLine("    at a (/p/node_modules/@informerlab/core/dist/a.js:1:2)", home)).toBe(true);
  expect(isOwnLine("    at wasm://wasm/00034eea:wasm-function[20]:0x1c06", home)).toBe(true);
  expect(isOwnLine("    at a (/opt/lab/test/src/kit/chaos-test.test.ts:1:2)", home)).toBe(false);
  expect(isOwnLine("    at a (/opt/lab/test/examples/replica-sets.ts:1:2)", home)).toBe(false);
});
