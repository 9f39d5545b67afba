import { type Answer, grade } from "./answer.ts";
import type { Question, Recording } from "./question.ts";

/** How many answers agree, and how far. */
export interface Agreement {
  readonly count: number;
  readonly code: number;
  readonly outline: number;
  readonly whole: number;
}

/** How many of our answers agree with the recorded ones. */
export function agreement(
  { entries }: { readonly entries: readonly (readonly [unknown, Answer])[] },
  answers: readonly Answer[],
): Agreement {
  const grades = entries.map(([, real], i) => grade(real, answers[i] as Answer));
  const atLeast = (least: number): number => grades.filter((each) => each >= least).length;
  return { count: grades.length, code: atLeast(1), outline: atLeast(2), whole: atLeast(3) };
}

/** Lines for each answer that does not agree in every letter, those that programs would notice first. */
export function disagreements(
  { bases, entries }: Recording,
  answers: readonly Answer[],
): readonly string[] {
  const found = entries.flatMap(([question, real], i) => {
    const own = answers[i] as Answer;
    const grading = grade(real, own);
    return grading === 3 ? [] : [{ grading, line: disagreement(bases, question, real, own) }];
  });
  return found.sort((a, b) => a.grading - b.grading).map(({ line }) => line);
}

function disagreement(
  bases: Recording["bases"],
  question: Question,
  real: Answer,
  own: Answer,
): string {
  const { kind } = bases[question.base]?.object ?? {};
  const changes = [question, ...(question.others ?? [])].map(({ path, value }) => {
    const shown = JSON.stringify(value)?.slice(0, 120) ?? "(removed)";
    return `${path.join(".")} = ${shown}`;
  });
  const [one, other] = [JSON.stringify(real), JSON.stringify(own)];
  const from = Math.max(0, firstDifference(one, other) - 100);
  return [
    `${String(kind)} ${question.operation} ${changes.join(", ")}`,
    ...[one, other].map((text, i) => {
      const { code } = i === 0 ? real : own;
      return `    ${i === 0 ? "real" : "ours"}: ${code} ${text.slice(from, from + 400)}`;
    }),
  ].join("\n");
}

function firstDifference(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at;
}
