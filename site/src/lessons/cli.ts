import { lessonFiles, lessonFolderName } from "@informerlab/test";
import { lessonFolders } from "@informerlab/test/lessons";
import { quantityDocs } from "@informerlab/visualizer";
import { lessonProblems } from "./lesson-check.ts";
import { lessonTable } from "./lesson-table.ts";

const usage = `Usage: npm run -s lesson [-- NAME…]
       npm run -s lesson -- --table   prints what each folder holds: test/lessons/README.md

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

function main(names: readonly string[]): void {
  if (names.some((name) => name === "-h" || name === "--help")) {
    console.log(usage);
    return;
  }
  const all = lessonFolders();
  if (names.includes("--table")) {
    process.stdout.write(lessonTable(all));
    return;
  }
  const slugOf = (name: string): string => lessonFolderName.exec(name)?.[2] ?? name;
  const chosen =
    names.length === 0
      ? all
      : all.filter(({ name }) => names.includes(name) || names.includes(slugOf(name)));
  if (chosen.length < Math.max(names.length, 1)) {
    const known = all.map(({ name }) => slugOf(name)).join(", ");
    console.error(`lesson: no lesson ${names.join(", ")}; known: ${known}`);
    process.exitCode = 2;
    return;
  }
  const problems = chosen.flatMap(lessonProblems);
  for (const problem of problems) console.log(problem);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(`${chosen.length} lessons, nothing is missing`);
}
