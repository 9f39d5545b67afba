import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { lessonFiles, lessonFolderName } from "@informerlab/test";
import { type LessonFolder, lessonFolders, lessonsFolder } from "@informerlab/test/lessons";
import { quantityDocs } from "@informerlab/visualizer";
import { lessonProblems } from "./lesson-check.ts";
import { lessonTable } from "./lesson-table.ts";
import { combinations, lookedFile } from "./looked.ts";

const usage = `Usage: npm run -s lesson [-- NAME…]
       npm run -s lesson -- --table   prints what each folder holds: test/lessons/README.md
       npm run -s lesson -- --looked NAME… --as en-1280-dark,zh-CN-390-light
           notes in looked.yaml in which languages, widths and colours these were looked at as they are now;
           --as all: in each of ${combinations.length}

Tells what the lessons of test/lessons lack, one line each; without a name all of them.
A lesson is one folder, such as 03-first-list, with these files:

${Object.entries(lessonFiles)
  .map(([file, about]) => `  ${file.padEnd(14)} ${about}`)
  .join("\n")}

A claim is an expression that is true at the end of its beat, such as cached("n1") < server("n1").
It can ask, besides at("beat", …), since("beat", …) and of("informer", …):

${quantityDocs.map((docs) => `  ${docs}`).join("\n")}

Exit code: 0 when nothing is missing, 1 when something is, 2 when there is no such lesson.`;

const options = {
  help: { type: "boolean", short: "h" },
  table: { type: "boolean" },
  looked: { type: "boolean" },
  as: { type: "string" },
} as const;

main(process.argv.slice(2));

function main(args: readonly string[]): void {
  const { values, positionals: names } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
  });
  if (values.help === true) {
    console.log(usage);
    return;
  }
  const all = lessonFolders();
  if (values.table === true) {
    process.stdout.write(lessonTable(all));
    return;
  }
  const slugOf = (name: string): string => lessonFolderName.exec(name)?.[2] ?? name;
  const chosen =
    names.length === 0 && values.looked !== true
      ? all
      : all.filter(({ name }) => names.includes(name) || names.includes(slugOf(name)));
  if (chosen.length < Math.max(names.length, 1)) {
    const known = all.map(({ name }) => slugOf(name)).join(", ");
    refuse(`no lesson ${names.join(", ")}; known: ${known}`);
  } else if (values.looked === true) note(chosen, values.as);
  else check(chosen);
}

/** Notes in which combinations lessons were looked at. */
function note(chosen: readonly LessonFolder[], as: string | undefined): void {
  const now = as === "all" ? combinations : (as?.split(",") ?? []);
  const unknown = now.filter((one) => !combinations.includes(one));
  if (now.length === 0 || unknown.length > 0) {
    refuse(`--looked wants --as and some of ${combinations.join(",")}; it has ${as ?? "nothing"}`);
    return;
  }
  for (const { name, files } of chosen)
    writeFileSync(join(lessonsFolder, name, "looked.yaml"), lookedFile(files, now));
}

function check(chosen: readonly LessonFolder[]): void {
  const problems = chosen.flatMap(lessonProblems);
  for (const problem of problems) console.log(problem);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(`${chosen.length} lessons, nothing is missing`);
}

function refuse(why: string): void {
  console.error(`lesson: ${why}`);
  process.exitCode = 2;
}
