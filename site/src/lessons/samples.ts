const files = import.meta.glob<string>(
  [
    "../../samples/**/*",
    "../../../examples/chaos-project/jest/*.mjs",
    "../../../examples/embed-project/**/*.{html,tsx,vue,mjs}",
  ],
  { query: "?raw", import: "default", eager: true },
);
const folders = ["../../samples/", "../../../examples/"];

/**
 * The text of a file below site/samples or examples. What stands above the line `// #region shown` or below `// #endregion` is
 * set-up that readers need not see.
 *
 * @throws Error when there is no such sample.
 */
export function sampleText(file: string): string {
  const text = folders.map((folder) => files[folder + file]).find((one) => one !== undefined);
  if (text === undefined) {
    const known = Object.keys(files).map((path) =>
      path.replace(/^(\.\.\/)+(samples|examples)\//, ""),
    );
    throw new Error(`There is no sample ${file}; known: ${known.join(", ")}`);
  }
  const shown = /^[ \t]*(?:\/\/|#) #region shown\n([\s\S]*?)^[ \t]*(?:\/\/|#) #endregion/m.exec(
    text,
  );
  return (shown?.[1] ?? text).trim();
}
