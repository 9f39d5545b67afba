/** What a letter behind a backslash stands for in texts of Go, and of languages that follow it. */
export const goEscapes: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
