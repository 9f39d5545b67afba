/** How the test programs of several languages name a test that failed, a line each. */
const patterns: readonly RegExp[] = [
  // go test; its sub-tests are indented.
  /^\s*--- FAIL: (\S+)/,
  // Ginkgo's summary.
  /^\s*\[FAIL\] (.+?)(?: \[It\])?$/,
  // pytest's summary, and errors in its fixtures.
  /^(?:FAILED|ERROR) (\S+::\S+)/,
  // Python's unittest.
  /^(?:FAIL|ERROR): (\w+ \([\w.]+\))/,
  // Vitest and jest.
  /^\s*(?:FAIL|×)\s+(\S+ > .+)$/,
  // Maven's surefire.
  /^\[ERROR\]\s+([A-Za-z_$][\w$]*\.[\w$]+):\d+/,
  // cargo test.
  /^test (\S+) \.\.\. FAILED$/,
  // TAP, as node --test writes it.
  /^\s*not ok \d+ - (.+)$/,
  // What go test says when a test hung or a program died.
  /^panic: (test timed out after \S+)/,
];

/** Colours of terminals. */
const colours = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, "g");
const lineLengthMax = 2_000;
const namesMax = 50;

/** The tests that failed, by the lines of what a test program said; empty where it says nothing that is known. */
export async function failingTests(lines: AsyncIterable<string>): Promise<readonly string[]> {
  const names = new Set<string>();
  for await (const line of lines) {
    if (line.length > lineLengthMax) continue;
    const plain = line.replace(colours, "").trimEnd();
    for (const pattern of patterns) {
      const name = pattern.exec(plain)?.[1];
      if (name !== undefined) names.add(name);
    }
    if (names.size >= namesMax) break;
  }
  return [...names];
}
