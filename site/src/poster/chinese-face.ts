import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { unpacked } from "@informerlab/tools/unpacked";

const version = "5.3.0";

/**
 * Rules that print Chinese with outlines of TrueType: of such a face Chromium puts the glyphs that
 * are used into a PDF, of any other one an object for each glyph. The face weighs 76 MB and is wanted
 * here only, so it is no dependency: npm brings it when a poster is made.
 */
export async function chineseFace(name: string): Promise<string> {
  const folder = await unpacked(`noto-sans-sc-${version}`, async (draft) => {
    const wanted = `@fontsource/noto-sans-sc@${version}`;
    await promisify(execFile)("npm", ["install", "--no-audit", "--prefix", draft, wanted]);
  });
  const files = join(folder, "node_modules", "@fontsource", "noto-sans-sc", "files");
  const rules = [400, 700].map(async (weight) => {
    const file = join(files, `noto-sans-sc-chinese-simplified-${weight}-normal.woff2`);
    const data = (await readFile(file)).toString("base64");
    return `@font-face { font-family: "${name}"; font-weight: ${weight}; src: url(data:font/woff2;base64,${data}); unicode-range: U+2E80-9FFF, U+F900-FAFF, U+FF00-FFEF; }`;
  });
  return (await Promise.all(rules)).join("\n");
}
