type Labels = Readonly<Record<string, string>>;
type Meaning = (labels: Labels) => boolean;

/**
 * What a label selector means, read without the code under test: the server and the caches share that, and a mistake in
 * it would hide itself. For selectors that are well formed.
 */
export function labelMeaning(selector: string): Meaning {
  const terms = selector
    .split(/,(?![^(]*\))/)
    .map((term) => term.trim())
    .filter((term) => term !== "")
    .map(termMeaning);
  return (labels) => terms.every((isMet) => isMet(labels));
}

function termMeaning(term: string): Meaning {
  const [, setKey = "", setOperator, list = ""] =
    /^(\S+)\s+(in|notin)\s*\((.*)\)$/.exec(term) ?? [];
  if (setOperator !== undefined) {
    const values = list.split(",").map((value) => value.trim());
    const isAmong: Meaning = (labels) => values.some((value) => labels[setKey] === value);
    return setOperator === "in" ? isAmong : (labels) => !isAmong(labels);
  }
  const [, key = "", operator, value = ""] = /^([^!=<> ]+) *(!=|==?|<|>) *(.*)$/.exec(term) ?? [];
  switch (operator) {
    case undefined:
      return term.startsWith("!")
        ? (labels) => labels[term.slice(1).trim()] === undefined
        : (labels) => labels[term] !== undefined;
    case "!=":
      return (labels) => labels[key] !== value;
    case ">":
      return (labels) => isWhole(labels[key]) && Number(labels[key]) > Number(value);
    case "<":
      return (labels) => isWhole(labels[key]) && Number(labels[key]) < Number(value);
    default:
      return (labels) => labels[key] === value;
  }
}

function isWhole(text: string | undefined): boolean {
  return text !== undefined && /^[+-]?\d+$/.test(text);
}
