#!/usr/bin/env node
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { clients } from "./clients.ts";
import { type Cell, runClient } from "./run-client.ts";
import { scenarios } from "./scenarios.ts";
import { mergeRows, type Row, readTable, writePages } from "./survival-table.ts";

const data = fileURLToPath(new URL("survival.data.json", import.meta.url));

interface Options {
  readonly only?: string;
  readonly scenario?: string;
  readonly write?: boolean;
}

await new Command("survival")
  .description(
    "Puts the informers of Kubernetes clients, over the wire, to the same faults and says how they fare. A client whose " +
      "toolchain is not installed is left out, with a notice.",
  )
  .option(
    "--only <CLIENTS>",
    `only these, separated by commas: ${clients.map(({ id }) => id).join(", ")}`,
  )
  .option(
    "--scenario <IDS>",
    `only these, separated by commas: ${scenarios.map(({ id }) => id).join(", ")}`,
  )
  .option(
    "--write",
    "keep the results in test/foreign/survival.data.json and write the site's pages from them",
  )
  .action(main)
  .parseAsync();

async function main({ only, scenario, write }: Options): Promise<void> {
  const chosenClients = choose(clients, only, "client");
  const chosen = choose(scenarios, scenario, "scenario");
  const rows: Row[] = [];
  for (const client of chosenClients) {
    try {
      const command = await client.build();
      process.stderr.write(
        `${client.name}: ${chosen.length} scenarios at once, up to two minutes …\n`,
      );
      const cells = await runClient(command, chosen);
      const row = {
        client: client.id,
        name: client.name,
        language: client.language,
        version: client.version(),
        cells,
      };
      rows.push(row);
      console.log(`${row.name} ${row.version}`);
      for (const cell of cells) console.log(lineOf(cell));
    } catch (error) {
      console.log(`${client.name}: left out: ${reasonOf(error)}`);
    }
  }
  if (write !== true) return;
  const order = clients.map(({ id }) => id);
  const all = mergeRows(readTable(data), rows).toSorted(
    (a, b) => order.indexOf(a.client) - order.indexOf(b.client),
  );
  writeFileSync(data, `${JSON.stringify(all, undefined, 1)}\n`);
  writePages(all);
}

function lineOf({ scenario, problems, recoveredSeconds }: Cell): string {
  const time =
    recoveredSeconds === undefined ? "" : ` (right after ${recoveredSeconds.toFixed(0)} s)`;
  if (problems.length === 0) return `  ✓ ${scenario}${time}`;
  return `  ✗ ${scenario}${time}: ${problems.map(({ kind, text }) => `${kind}: ${text.en}`).join("; ")}`;
}

function choose<T extends { readonly id: string }>(
  all: readonly T[],
  given: string | undefined,
  what: string,
): readonly T[] {
  if (given === undefined) return all;
  const ids = given.split(",");
  const unknown = ids.find((id) => !all.some((one) => one.id === id));
  if (unknown !== undefined) {
    const known = all.map(({ id }) => id).join(", ");
    console.error(`survival: there is no ${what} ${JSON.stringify(unknown)}; known: ${known}`);
    process.exit(2);
  }
  return all.filter(({ id }) => ids.includes(id));
}

function reasonOf(error: unknown): string {
  const { code, stderr, path } = error as { code?: unknown; stderr?: string; path?: string };
  if (code === "ENOENT") return `${path ?? "its tool"} is not installed`;
  return (stderr ?? String(error)).trim().split("\n").at(-1) ?? "";
}
