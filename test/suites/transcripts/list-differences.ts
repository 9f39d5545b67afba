// Prints how this server's answers differ from the real one's; `--write` brings known-differences.json in step.
import { parseArgs } from "node:util";
import { fixtureNames } from "./fixture.ts";
import { judge } from "./judge.ts";
import {
  isVarying,
  type KnownDifferences,
  readKnownDifferences,
  writeKnownDifferences,
} from "./known-differences.ts";
import { VirtualDoor } from "./virtual-door.ts";

const { values } = parseArgs({
  options: {
    write: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    show: { type: "string", default: "3" },
  },
});
const known = readKnownDifferences();
const next: KnownDifferences = {};
const door = new VirtualDoor();
let agreeing = 0;
let differing = 0;
for (const name of fixtureNames()) {
  const listed = known[name] ?? {};
  const varying = Object.entries(listed).filter(([, reason]) => isVarying(reason));
  const reasons: Record<string, string> = Object.fromEntries(varying);
  next[name] = name.startsWith(values.only) ? reasons : listed;
  if (!name.startsWith(values.only)) continue;
  const results = await judge(name, door, listed);
  for (const { id, differences } of results) {
    if (differences.length === 0) {
      agreeing += 1;
      continue;
    }
    differing += 1;
    reasons[id] = listed[id] ?? "not built yet";
    console.log(`${name} / ${id}${listed[id] === undefined ? "" : `   (listed: ${listed[id]})`}`);
    for (const line of differences.slice(0, Number(values.show))) console.log(`    ${line}`);
  }
}
await door.close();
if (values.write) writeKnownDifferences(next);
console.log(`${agreeing} steps agree, ${differing} differ`);
