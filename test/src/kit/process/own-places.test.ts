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

test.each([
  ["    at start (file:///home/me/main.ts?vitest=17:12:3)", "/home/me/main.ts:12:3"],
  ["    at async start (/home/me/my lab/main.ts:12:3)", "/home/me/my lab/main.ts:12:3"],
  ["    at C:\\me\\main.ts:12:3", "C:\\me\\main.ts:12:3"],
  ["    at https://lab.example/main.js?v=2:12:3", "https://lab.example/main.js:12:3"],
])("a place is what one opens, without the query of who loaded it: %s", (line, place) => {
  expect(placeOf(Object.assign(new Error("x"), { stack: `Error: x\n${line}` }))).toBe(place);
});

test("lines of ours, of an installed package of ours and of the host say nothing of the program", () => {
  const home = "/opt/lab/";
  expect(isOwnLine("    at a (/opt/lab/core/src/informer/reflector.ts:1:2)", home)).toBe(true);
  expect(isOwnLine("    at a (/opt/lab/test/src/kit/chaos-test.ts:1:2)", home)).toBe(true);
  expect(isOwnLine("    at a (/p/node_modules/@informerlab/core/dist/a.js:1:2)", home)).toBe(true);
  expect(isOwnLine("    at wasm://wasm/00034eea:wasm-function[20]:0x1c06", home)).toBe(true);
  expect(isOwnLine("    at a (/opt/lab/test/src/kit/chaos-test.test.ts:1:2)", home)).toBe(false);
  expect(isOwnLine("    at a (/opt/lab/test/examples/replica-sets.ts:1:2)", home)).toBe(false);
});
