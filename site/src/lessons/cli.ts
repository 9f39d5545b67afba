import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { lessonFiles, lessonFolderName } from "@informerlab/test";
import { lessonFolders, lessonsFolder } from "@informerlab/test/lessons";
import { quantityDocs } from "@informerlab/visualizer";
import { lessonProblems } from "./lesson-check.ts";
import { lessonTable } from "./lesson-table.ts";
import { lookedFile } from "./looked.ts";

const usage = `Usage: npm run -s lesson [-- NAME…]
       npm run -s lesson -- --table   prints what each folder holds: test/lessons/README.md
       npm run -s lesson -- --looked NAME…   notes that these were looked at as they are now: looked.yaml

Tells what the lessons of test/lessons lack, one line each; without a name all of them.
A lesson is one folder, such as 03-first-list, with these files:

${Object.entries(lessonFiles)
  .map(([file, about]) => `  ${file.padEnd(14)} ${about}`)
  .join("\n")}

A claim is an expression that is true at the end of its beat, such as cached("n1") < server("n1").
It can ask, besides at("beat", …), since("beat", …) and of("informer", …):

${quantityDocs.map((docs) => `  ${docs}`).join("\n")}

Exit code: 0 when nothing is missing, 1 when something is, 2 when there is no such lesson.`;

main(process.argv.slice(2));

function main(args: readonly string[]): void {
  if (args.some((arg) => arg === "-h" || arg === "--help")) {
    console.log(usage);
    return;
  }
  const all = lessonFolders();
  if (args.includes("--table")) {
    process.stdout.write(lessonTable(all));
    return;
  }
  const marks = args.includes("--looked");
  const names = args.filter((arg) => arg !== "--looked");
  const slugOf = (name: string): string => lessonFolderName.exec(name)?.[2] ?? name;
  const chosen =
    names.length === 0 && !marks
      ? all
      : all.filter(({ name }) => names.includes(name) || names.includes(slugOf(name)));
  if (chosen.length < Math.max(names.length, 1)) {
    const known = all.map(({ name }) => slugOf(name)).join(", ");
    console.error(`lesson: no lesson ${names.join(", ")}; known: ${known}`);
    process.exitCode = 2;
    return;
  }
  if (marks) {
    for (const { name, files } of chosen)
      writeFileSync(join(lessonsFolder, name, "looked.yaml"), lookedFile(files));
    return;
  }
  const problems = chosen.flatMap(lessonProblems);
  for (const problem of problems) console.log(problem);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(`${chosen.length} lessons, nothing is missing`);
}
