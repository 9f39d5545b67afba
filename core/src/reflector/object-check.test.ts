import { describe, expect, test } from "vitest";
import type { KubernetesObject } from "../api/object.ts";
import type { WatchEvent } from "../api/watch-event.ts";
import { eventFlawOf, listRefusalOf } from "./object-check.ts";

const nameless = { metadata: { resourceVersion: "5" } };
const missing = "metadata.name is missing, expected a name";

describe("what has no name belongs to no collection", () => {
  test.each(["ADDED", "MODIFIED", "DELETED"] as const)("%s without a name is refused", (type) => {
    expect(eventFlawOf({ type, object: nameless })).toBe(missing);
    expect(eventFlawOf({ type, object: { metadata: { name: "a" } } })).toBeUndefined();
  });

  test("a null stands for an absent name", () => {
    const object = JSON.parse('{"metadata": {"name": null}}') as KubernetesObject;
    expect(eventFlawOf({ type: "ADDED", object })).toBe(missing);
  });

  test("a bookmark, and a type of the future, need none", () => {
    expect(eventFlawOf({ type: "BOOKMARK", object: nameless })).toBeUndefined();
    const event = JSON.parse('{"type": "SUMMARY", "object": {"metadata": {}}}') as WatchEvent;
    expect(eventFlawOf(event)).toBeUndefined();
  });

  test("a list with such an item cannot be used", () => {
    const items = [{ metadata: { name: "a" } }, nameless];
    expect(listRefusalOf({ metadata: { resourceVersion: "5" }, items }, undefined)).toBe(
      `item 1 of the list cannot be understood: ${missing}`,
    );
  });
});
