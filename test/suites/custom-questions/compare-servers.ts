// Puts the questions of a seed to the real server and to ours and prints how many agree; `--record` keeps the real answers.
// node --conditions=@informerlab/source test/suites/custom-questions/compare-servers.ts --url https://127.0.0.1:16443 --seed 1

import { type Agreement, agreement, disagreements } from "../questions/agreement.ts";
import { type Answer, grade } from "../questions/answer.ts";
import { askAll } from "../questions/ask.ts";
import { compareOptions } from "../questions/compare-options.ts";
import { findBases, generate } from "../questions/generate.ts";
import { ownServer, type Server, serverAt } from "../questions/server.ts";
import { askDefinitions, define } from "./ask.ts";
import { definitionQuestions } from "./generate.ts";
import {
  type CustomRecording,
  readExpressions,
  readRecording,
  readSubjects,
  writeRecording,
} from "./recording.ts";

const values = compareOptions();
const subjects = readSubjects();
const own = ownServer();
await define(own, subjects);
const recording =
  values.url === "" ? readRecording() : await record(serverAt(values.url, values.token));
if (values.record) writeRecording(recording);
const asked = recording.definitions.map(([question]) => question);
const definitionAnswers = await askDefinitions(own, subjects, asked);
const { objects } = recording;
const objectAnswers = await askAll(
  own,
  objects.bases,
  objects.entries.map(([question]) => question),
);
show(
  recording.definitions.flatMap(([question, real], i) => {
    const answer = definitionAnswers[i] as Answer;
    const difference = `${JSON.stringify(question)}\n    real: ${shown(real)}\n    ours: ${shown(answer)}`;
    return grade(real, answer) >= 3 ? [] : [difference];
  }),
);
show(disagreements(objects, objectAnswers));
print("definitions", agreement({ entries: recording.definitions }, definitionAnswers));
print("objects", agreement(objects, objectAnswers));
await own.close();

async function record(real: Server): Promise<CustomRecording> {
  await define(real, subjects);
  const bases = await findBases(
    subjects.flatMap(({ objects: valid }) => valid),
    own,
  );
  const questions = await generate(values.seed, bases, own);
  const changes = definitionQuestions(values.seed, subjects, readExpressions());
  const answers = await askDefinitions(unbroken(real), subjects, changes);
  const objectAnswers = await askAll(real, bases, questions);
  return {
    definitions: changes
      .map((question, i) => [question, answers[i] as Answer] as const)
      .filter(([, { code }]) => code !== 0),
    objects: {
      bases,
      entries: questions.map((question, i) => [question, objectAnswers[i] as Answer]),
    },
  };
}

/** The real server breaks off on some definitions, instead of an answer: these are no questions. */
function unbroken(real: Server): Server {
  const none = { code: 0, body: null, warnings: [] };
  return { ...real, ask: (...asked) => real.ask(...asked).catch(() => none) };
}

function shown({ code, message, warnings }: Answer): string {
  return `${code} ${message ?? ""} ${warnings.join(" ")}`.slice(0, 500);
}

function show(lines: readonly string[]): void {
  for (const line of lines.slice(0, Number(values.show))) console.log(line);
}

function print(name: string, { count, code, outline, whole }: Agreement): void {
  const percent = (part: number): string => `${((100 * part) / count).toFixed(2)} % (${part})`;
  console.log(
    `${count} questions about ${name}: ${percent(code)} agree in code, ${percent(outline)} also in reason, causes and warnings, ${percent(whole)} in every letter`,
  );
}
