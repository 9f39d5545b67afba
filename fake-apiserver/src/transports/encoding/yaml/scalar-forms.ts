/** In which forms a text may stand. */
export interface ScalarForms {
  readonly plain: boolean;
  readonly singleQuoted: boolean;
  readonly block: boolean;
}

const lineBreak = "\\r\\n\\u0085\\u2028\\u2029";
const special = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd]|\ufeff/u;
const hasLineBreak = new RegExp(`[${lineBreak}]`);
const blankThenBreak = new RegExp(` [${lineBreak}]`);
const breakThenBlank = new RegExp(`[${lineBreak}] `);
const blankAtEdge = new RegExp(`^[ ${lineBreak}]|[ ${lineBreak}]$`);
const indicator = new RegExp(
  [
    "^(?:---|\\.\\.\\.)",
    "^[#,[\\]{}&*!|>'\"%@`]",
    "^[?-](?:[ \\t]|$)",
    ":(?:[ \\t]|$)",
    `[ \\t${lineBreak}]#`,
  ].join("|"),
);

/**
 * What of a text forbids which form, outside flow collections.
 *
 * @see sigs.k8s.io/yaml/goyaml.v2 emitterc.go yaml_emitter_analyze_scalar
 */
export function scalarFormsOf(text: string): ScalarForms {
  const isStrange = special.test(text) || blankThenBreak.test(text);
  const isQuotable = !isStrange && !breakThenBlank.test(text);
  return {
    plain:
      isQuotable && !hasLineBreak.test(text) && !blankAtEdge.test(text) && !indicator.test(text),
    singleQuoted: isQuotable,
    block: !isStrange && text !== "" && !text.endsWith(" "),
  };
}

/** What the library writes as it is; beyond the basic plane it escapes all. */
export function isPrintable(letter: string): boolean {
  return !special.test(letter);
}
