import { type Answer, grade } from "./answer.ts";
import type { Recording } from "./question.ts";

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

/** A line for each answer that does not agree in what programs read. */
export function disagreements(
  { bases, entries }: Recording,
  answers: readonly Answer[],
): readonly string[] {
  return entries.flatMap(([question, real], i) => {
    const own = answers[i] as Answer;
    if (grade(real, own) >= 2) return [];
    const { kind } = bases[question.base]?.object ?? {};
    const value = JSON.stringify(question.value)?.slice(0, 60) ?? "(removed)";
    const shown = ({ code, message, warnings }: Answer): string =>
      `${code} ${message ?? ""} ${warnings.join(" ")}`.slice(0, 300);
    return [
      `${String(kind)} ${question.operation} ${question.path.join(".")} = ${value}\n    real: ${shown(real)}\n    ours: ${shown(own)}`,
    ];
  });
}
