import { expect, test } from "vitest";
import { notAnObject, object } from "../testing/objects.ts";
import { DeletedFinalStateUnknown } from "./deleted-final-state-unknown.ts";
import {
  deletionHandlingMetaNamespaceKey,
  deletionHandlingObjectToName,
  ExplicitKey,
  formatObjectName,
  KeyError,
  metaNamespaceKey,
  objectToName,
  parseObjectName,
} from "./object-key.ts";

test("KF-1: the key is namespace/name, or name alone without a namespace; the uid plays no part", () => {
  expect(metaNamespaceKey(object("a/x", 1, { uid: "u1" }))).toBe("a/x");
  expect(metaNamespaceKey(object("a/x", 9, { uid: "u2" }))).toBe("a/x");
  expect(metaNamespaceKey(object("x", 1))).toBe("x");
  expect(metaNamespaceKey({ metadata: { name: "x", namespace: "" } })).toBe("x");
});

test("KF-2: an explicit key is its own key", () => {
  expect(metaNamespaceKey(new ExplicitKey("any/thing"))).toBe("any/thing");
});

test("KF-3: what has no metadata gives a key error that holds it and its cause", () => {
  for (const bad of [notAnObject, undefined, null, "text", {}, { metadata: null }]) {
    expect(() => metaNamespaceKey(bad)).toThrow(KeyError);
  }

  const error = new KeyError(notAnObject, new Error("no metadata"));
  expect(error.object).toBe(42);
  expect(error.cause).toEqual(new Error("no metadata"));
  expect(error.message).toBe("couldn't create key for object 42: no metadata");
});

test("KF-4: the deletion-handling key function answers the key of a tombstone, the plain one refuses it", () => {
  const tombstone = new DeletedFinalStateUnknown("a/gone", object("other/name", 3));

  expect(deletionHandlingMetaNamespaceKey(tombstone)).toBe("a/gone");
  expect(deletionHandlingMetaNamespaceKey(object("a/x", 1))).toBe("a/x");
  expect(() => metaNamespaceKey(tombstone)).toThrow(KeyError);
});

test("KF-6: a key has one or two parts", () => {
  expect(parseObjectName("x")).toEqual({ namespace: "", name: "x" });
  expect(parseObjectName("a/x")).toEqual({ namespace: "a", name: "x" });
  expect(() => parseObjectName("a/b/c")).toThrow(/unexpected key format: "a\/b\/c" has 3 parts/);
});

test("KF-7: an object name prints as the key and reads back", () => {
  for (const key of ["x", "a/x"]) expect(formatObjectName(parseObjectName(key))).toBe(key);
  expect(objectToName(object("a/x", 1))).toEqual({ namespace: "a", name: "x" });
  expect(objectToName(object("x", 1))).toEqual({ namespace: "", name: "x" });
  expect(deletionHandlingObjectToName(new DeletedFinalStateUnknown("a/gone", undefined))).toEqual({
    namespace: "a",
    name: "gone",
  });
  expect(() => objectToName(notAnObject)).toThrow(KeyError);
});
