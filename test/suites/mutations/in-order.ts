import type { RawAnswer } from "../requests/settle.ts";

/** An answer whose problems stand in order: those of the members of a map are told in none. */
export function inOrder(answer: RawAnswer): RawAnswer {
  const { status, body } = answer;
  return status < 400 || !/ {2}|, |\\n/.test(body) ? answer : { ...answer, body: sorted(body) };
}

function sorted(body: string): string {
  return body.replaceAll(/"message":"((?:[^"\\]|\\.)*)"/g, (_, text: string) => {
    const parts = text.split(/\\n|, /).sort();
    return `"message":${JSON.stringify(parts)}`;
  });
}
