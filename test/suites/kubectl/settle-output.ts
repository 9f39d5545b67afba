/** How a command ended. */
export interface KubectlAnswer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const accidents: readonly (readonly [RegExp, string])[] = [
  [/https?:\/\/(?:127\.0\.0\.1|localhost):\d+/g, "(server)"],
  [/127\.0\.0\.1:\d+/g, "(host)"],
  [/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "(uid)"],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)/g, "(time)"],
  [/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [-+]\d{4}/g, "(time)"],
  [/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [-+]\d{4}( \w+)?/g, "(time)"],
  [/(?<=resourceVersion"?: ?"?)\d+/gi, "(version)"],
  [/(?<=Resource Version: +)\d+/g, "(version)"],
  [/\b10\.96\.\d+\.\d+\b/g, "(address)"],
  [/(?<=\d:)3\d{4}(?=\/)|(?<=nodePort"?: |NodePort:.*? )3\d{4}/g, "(port)"],
  [/(?<=Expected resource version to be \d+, was )\d+/g, "(version)"],
  [/(?<=, ResourceVersion: )\d+/g, "(version)"],
  [/\beyJ[\w-]+\.[\w.-]+/g, "(token)"],
  [/\b[EWI]\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+ /g, "(log) "],
  [/\/\S*?(LIVE|MERGED)-\d+/g, "$1"],
  [/\b(?:\d+h)?(?:\d+m)?\d+(?:\.\d+)?(?:ms|µs|s)\b|<invalid>/g, "(age)"],
  [/(?<=[\s(])\d+m(?=\s|\)|$)/g, "(age)"],
  [/(?<=-)[bcdfghjklmnpqrstvwxz2456789]{5}(?=[\s"',]|$)/gm, "(drawn)"],
  [/ +$/gm, ""],
  [/ {2,}/g, "  "],
];

/** What of an answer is compared: not where, when and which run it was, nor how wide its columns became by that. */
export function settleAnswer({ code, out, err }: KubectlAnswer, folder: string): KubectlAnswer {
  return { code, out: settled(out, folder), err: settled(err, folder) };
}

function settled(text: string, folder: string): string {
  return accidents.reduce(
    (made, [pattern, name]) => made.replaceAll(pattern, name),
    text.replaceAll(folder, "(folder)"),
  );
}
