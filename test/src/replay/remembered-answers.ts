/** Characters of questions that are remembered: a long search forgets its beginning instead of filling the memory. */
const charactersMax = 20_000_000;

/**
 * Answers of a question that costs much, remembered by what was asked as JSON: whoever shrinks comes upon the same
 * candidate by several ways, about every second time.
 *
 * @param ask must answer the same question alike.
 */
export function rememberedAnswers<Question>(
  ask: (question: Question) => boolean,
): (question: Question) => boolean {
  const answers = new Map<string, boolean>();
  let characters = 0;
  return (question) => {
    const text = JSON.stringify(question);
    const known = answers.get(text);
    if (known !== undefined) return known;
    characters += text.length;
    if (characters > charactersMax) {
      answers.clear();
      characters = text.length;
    }
    const answer = ask(question);
    answers.set(text, answer);
    return answer;
  };
}
