import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { clients } from "../foreign/clients.ts";
import { runClient } from "../foreign/run-client.ts";
import { scenarios } from "../foreign/scenarios.ts";
import { pagesOf, readTable } from "../foreign/survival-table.ts";

test("client-node's informer follows watches that end, expire and come in pieces, and opens one after it was stopped", async () => {
  const client = clients.find(({ id }) => id === "client-node");
  const ids = ["pieces", "watch-ends", "expired-event", "stopped-between-watches"];
  const chosen = scenarios.filter(({ id }) => ids.includes(id));
  const cells = await runClient((await client?.build()) as never, chosen);

  const kinds = cells.map(({ scenario, problems }) => [scenario, problems.map(({ kind }) => kind)]);
  expect(kinds).toEqual([
    ["pieces", []],
    ["watch-ends", []],
    ["expired-event", []],
    ["stopped-between-watches", ["stop"]],
  ]);
});

test("the site's table says what was measured", () => {
  const data = fileURLToPath(new URL("../foreign/survival.data.json", import.meta.url));
  for (const [file, text] of pagesOf(readTable(data))) {
    expect(readFileSync(file, "utf8")).toBe(text);
  }
});
