import { expect, test } from "vitest";
import { object } from "../testing/objects.ts";
import {
  indexFunctionToKeyFunction,
  labelIndexFunction,
  metaNamespaceIndexFunction,
  namespaceIndex,
  ownerIndexFunction,
} from "./index-functions.ts";

test("IX-11: the ready-made namespace index gives the namespace, empty for cluster-scoped objects", () => {
  expect(namespaceIndex).toBe("namespace");
  expect(metaNamespaceIndexFunction(object("a/x", 1))).toEqual(["a"]);
  expect(metaNamespaceIndexFunction(object("x", 1))).toEqual([""]);
});

test("files by label, unlabelled objects nowhere", () => {
  const byApp = labelIndexFunction("app");

  expect(byApp(object("a/x", 1, { labels: { app: "web" } }))).toEqual(["web"]);
  expect(byApp(object("a/x", 1))).toEqual([]);
});

test("files by the uids of the owners", () => {
  const owner = { apiVersion: "v1", kind: "Node", name: "n", uid: "u9" };

  expect(ownerIndexFunction({ metadata: { name: "x", ownerReferences: [owner] } })).toEqual(["u9"]);
  expect(ownerIndexFunction(object("x", 1))).toEqual([]);
});

test("KF-8: an index function serves as key function when it gives exactly one value", () => {
  const key = indexFunctionToKeyFunction((values: readonly string[]) => values);

  expect(key(["one"])).toBe("one");
  expect(() => key([])).toThrow(/exactly one value, it gave 0/);
  expect(() => key(["a", "b"])).toThrow(/exactly one value, it gave 2/);
});
