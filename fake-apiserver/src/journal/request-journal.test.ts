import { expect, test } from "vitest";
import { createRegistry } from "../kinds/create-registry.ts";
import type { ResourceRequest } from "../request/read/resource-request.ts";
import { RequestJournal } from "./request-journal.ts";

function listOfPods(id: number, client: string): ResourceRequest {
  const definition = createRegistry().lookup("", "v1", "pods");
  return {
    id: `${id}`,
    client,
    verb: "list",
    definition,
    subresource: "",
    options: {},
  } as ResourceRequest;
}

test("is bounded by the length of what clients say of themselves, and keeps the newest", () => {
  const journal = new RequestJournal();
  for (let id = 0; id < 60; id++)
    journal.received(listOfPods(id, `${id}`.padEnd(1_000_000, "x")), 0);

  expect(journal.length).toBeLessThanOrEqual(16);
  expect([...journal].at(-1)?.id).toBe("59");
});
