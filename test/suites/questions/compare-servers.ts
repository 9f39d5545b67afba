// Puts the questions of a seed to the real server and to ours and prints how many agree; `--record` keeps the real answers,
// `--wide` asks about patches, applies, deletions, scales and two changes at once, too; `--several` only about several at once;
// `--beta` about versions that a server serves with --runtime-config=api/all=true and --feature-gates=StorageVersionMigrator=true.
// node --conditions=@informerlab/source test/suites/questions/compare-servers.ts --url https://127.0.0.1:16443 --seed 1

import { agreement, disagreements } from "./agreement.ts";
import { askAll } from "./ask.ts";
import { compareOptions } from "./compare-options.ts";
import { findBases, generate, generateSeveral } from "./generate.ts";
import { readBaseObjects, readRecording, writeRecording } from "./question.ts";
import { betaApis, ownServer, serverAt } from "./server.ts";

const values = compareOptions();
const about = values.beta ? "beta" : values.several ? "several" : "single";
const own = ownServer(values.beta ? betaApis : {});
let recording = readRecordingOrNone();
if (values.url !== "") {
  const bases = await findBases(
    readBaseObjects(values.beta ? "beta-bases.jsonl" : "bases.jsonl"),
    own,
  );
  const questions = values.several
    ? (await generateSeveral(values.seed, bases, own)).filter(isAsked)
    : await generate(values.seed, bases, own, { isWide: values.wide });
  const real = await askAll(serverAt(values.url, values.token), bases, questions);
  const entries = questions.map((question, i) => [question, real[i]] as never);
  recording = { bases, entries };
  if (values.record) writeRecording(recording, about);
}
const { bases, entries } = recording;
const questions = entries.map(([question]) => question);
const answers = await askAll(own, bases, questions);
for (const line of disagreements(recording, answers).slice(0, Number(values.show)))
  console.log(line);
const { count, code, outline, whole } = agreement(recording, answers);
const percent = (part: number): string => `${((100 * part) / count).toFixed(2)} %`;
console.log(
  `${count} questions: ${percent(code)} agree in code, ${percent(outline)} also in reason, causes and warnings, ${percent(whole)} in every letter`,
);
await own.close();

function readRecordingOrNone(): ReturnType<typeof readRecording> {
  return values.url === "" ? readRecording(about) : { bases: [], entries: [] };
}

/** A third of them is kept, for CI has little time. */
function isAsked(_: unknown, number: number): boolean {
  return !values.record || number % 3 === 0;
}
