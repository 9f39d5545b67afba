const files = import.meta.glob<string>("../../samples/**/*", {
  query: "?raw",
  import: "default",
  eager: true,
});

/**
 * The text of a file below site/samples. What stands above the line `// #region shown` or below `// #endregion` is
 * set-up that readers need not see.
 *
 * @throws Error when there is no such sample.
 */
export function sampleText(file: string): string {
  const text = files[`../../samples/${file}`];
  if (text === undefined) {
    const known = Object.keys(files).map((path) => path.slice("../../samples/".length));
    throw new Error(`There is no sample ${file}; known: ${known.join(", ")}`);
  }
  const shown = /^[ \t]*(?:\/\/|#) #region shown\n([\s\S]*?)^[ \t]*(?:\/\/|#) #endregion/m.exec(
    text,
  );
  return (shown?.[1] ?? text).trim();
}
