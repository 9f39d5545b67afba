import { expect, test } from "vitest";
import type { ListOptions } from "../api/list.ts";
import { object, printed, type TestObject } from "../testing/objects.ts";
import { ParkedSource, refusals } from "../testing/parked-source.ts";
import type { ListResult } from "./lister-watcher.ts";
import { listPages } from "./pager.ts";

function paging(request: ListOptions, pageSize?: number) {
  const source = new ParkedSource();
  const outcomes: { result: ListResult<TestObject>; isPaginated: boolean }[] = [];
  const cancel = listPages(source, request, {
    ...(pageSize === undefined ? {} : { pageSize }),
    done: (result, isPaginated) => void outcomes.push({ result, isPaginated }),
  });
  return { source, outcomes, cancel };
}

test("PG-1: asks for 500 objects a page unless told otherwise; 0 asks for all", () => {
  expect(paging({}).source.lastList.options.limit).toBe(500);
  expect(paging({ limit: 7 }, 50).source.lastList.options.limit).toBe(7);
  expect(paging({}, 50).source.lastList.options.limit).toBe(50);
  expect(paging({}, 0).source.lastList.options).not.toHaveProperty("limit");
});

test("PG-2: a list in one page is answered as it came", () => {
  const { source, outcomes } = paging({ resourceVersion: "0" });

  source.lastList.answer([object("a/x", 1)], 5);

  expect(outcomes).toMatchObject([
    {
      isPaginated: false,
      result: { ok: true, list: { kind: "ConfigMapList", metadata: { resourceVersion: "5" } } },
    },
  ]);
});

test("PG-3: further pages carry the token alone; the whole has the version of the first page", () => {
  const { source, outcomes } = paging(
    { resourceVersion: "3", resourceVersionMatch: "NotOlderThan" },
    2,
  );

  source.lastList.answer([object("a/x", 1), object("a/y", 2)], 5, "t1");
  expect(source.lastList.options).toEqual({ resourceVersion: "", continue: "t1", limit: 2 });
  source.lastList.answer([object("a/z", 3)], 9);

  const [outcome] = outcomes;
  expect(outcome?.isPaginated).toBe(true);
  expect(outcome?.result.ok && outcome.result.list.items.map(printed)).toEqual([
    "a/x@1",
    "a/y@2",
    "a/z@3",
  ]);
  expect(outcome?.result.ok && outcome.result.list.metadata).toEqual({ resourceVersion: "5" });
});

test("PG-4: a token that expired is answered by one full list at the version first asked for", () => {
  const { source, outcomes } = paging({ resourceVersion: "3" }, 2);
  source.lastList.answer([object("a/x", 1)], 5, "t1");

  source.lastList.fail(refusals.expired());
  expect(source.lastList.options).toEqual({ resourceVersion: "3" });
  source.lastList.answer([object("a/y", 2)], 8);

  const [outcome] = outcomes;
  expect(outcome?.isPaginated).toBe(true);
  expect(outcome?.result.ok && outcome.result.list.items.map(printed)).toEqual(["a/y@2"]);
});

test("PG-4: a plain Gone, other errors, and any error of the first page are answered as they are", () => {
  for (const error of [refusals.gone(), refusals.internal()]) {
    const { source, outcomes } = paging({}, 2);
    source.lastList.answer([object("a/x", 1)], 5, "t1");
    source.lastList.fail(error);
    expect(outcomes).toEqual([{ result: { ok: false, error }, isPaginated: true }]);
  }

  const first = paging({}, 2);
  const expired = refusals.expired();
  first.source.lastList.fail(expired);
  expect(first.outcomes).toEqual([{ result: { ok: false, error: expired }, isPaginated: false }]);
  expect(first.source.requests).toHaveLength(1);
});

test("PG-4: the failure of the full list is final", () => {
  const { source, outcomes } = paging({}, 2);
  source.lastList.answer([object("a/x", 1)], 5, "t1");
  source.lastList.fail(refusals.expired());

  source.lastList.fail(refusals.expired());

  expect(source.requests).toHaveLength(3);
  expect(outcomes).toHaveLength(1);
});

test("empty pages count in a row: a list of few objects among many may have as many as it likes", () => {
  const { source, outcomes } = paging({}, 1);
  for (let page = 1; page <= 30; page++)
    source.lastList.answer(page % 3 === 0 ? [object(`a/x${page}`, 1)] : [], 5, `t${page}`);
  source.lastList.answer([], 5);

  expect(outcomes[0]?.result.ok && outcomes[0].result.list.items).toHaveLength(10);
});

test("PG-5: the whole list is a fresh array that keeps no page alive", () => {
  const { source, outcomes } = paging({}, 1);
  const page = [object("a/x", 1)];

  source.lastList.answer(page, 5, "t1");
  source.lastList.answer([object("a/y", 2)], 5);

  expect(outcomes[0]?.result.ok && outcomes[0].result.list.items).not.toBe(page);
  expect(page).toHaveLength(1);
});

test("a cancelled listing answers nothing and asks for no further page", () => {
  const { source, outcomes, cancel } = paging({}, 1);
  const first = source.lastList;

  cancel();
  first.answer([object("a/x", 1)], 5, "t1");

  expect(source.requests).toHaveLength(1);
  expect(outcomes).toEqual([]);
});
