import { CST, isMap, isNode, Lexer, parseDocument } from "yaml";
import { fromBackReferences, toBackReferences } from "./back-references.ts";
import { fromBase64Url, fromUtf8, toBase64Url, toUtf8 } from "./base64-url.ts";
import { checksum } from "./checksum.ts";
import { parseScenario } from "./read-scenario.ts";
import type { Scenario } from "./scenario.ts";
import { encodeScenario } from "./scenario-code.ts";
import { ScenarioError } from "./scenario-error.ts";

/** First byte of every text in a link; older versions stay readable for good. */
const version = 1;

/** Bytes of text that a link carries at most: browsers and chats cut what is much longer. */
const textBytesMax = 16_384;

/**
 * What a link's fragment needs besides its scenario so that the text comes back as its author wrote it: `&c=…`. Empty
 * where the text has no comments, is of another scenario than the link, or is longer than 16 kB.
 *
 * @param scenarioPart what stands behind `s=` in the fragment.
 */
export function permalinkTextPart(scenarioPart: string, yaml: string): string {
  if (!hasComments(yaml)) return "";
  const text = withoutBeats(yaml);
  const bytes = toUtf8(text);
  const scenario = bareScenarioOf(text);
  if (scenario === undefined || bytes.length > textBytesMax) return "";
  if (encodeScenario(scenario) !== scenarioPart) return "";
  const references = toBackReferences(bytes, dictionaryOf(scenario));
  const sum = checksum(bytes);
  return `&c=${toBase64Url([version, sum >> 8, sum & 0xff, ...references])}`;
}

/**
 * Reads the text that goes with a link's scenario.
 *
 * @param part what stands behind `c=` in the fragment.
 * @throws ScenarioError when it was cut or mistyped, was made by a newer version, or is of another scenario.
 */
export function readPermalinkText(scenario: Scenario, part: string): string {
  const [made, high = 0, low = 0, ...references] = fromBase64Url(part) ?? [];
  if (made !== undefined && made !== version) {
    throw new ScenarioError(
      `link: its text is of format ${made}, this page reads format ${version}; reload for a newer one`,
    );
  }
  const bytes = fromBackReferences(references, dictionaryOf(scenario), textBytesMax);
  const text = bytes === undefined ? undefined : fromUtf8(bytes);
  if (bytes === undefined || text === undefined || checksum(bytes) !== ((high << 8) | low)) {
    throw new ScenarioError(
      "link: its text with the comments was cut or mistyped; copy it again, or leave out what begins with &c=",
    );
  }
  const written = bareScenarioOf(text);
  if (written === undefined || encodeScenario(written) !== encodeScenario(scenario)) {
    throw new ScenarioError(
      "link: its text is of another scenario; copy it again, or leave out what begins with &c=",
    );
  }
  return text;
}

function hasComments(yaml: string): boolean {
  let isContent = false;
  for (const lexeme of new Lexer().lex(yaml)) {
    if (!isContent && lexeme.startsWith("#")) return true;
    // What a scalar consists of may look like a comment.
    isContent = lexeme === CST.SCALAR;
  }
  return false;
}

/** A link leaves narration behind, with the comments in it. */
function withoutBeats(yaml: string): string {
  const { contents } = parseDocument(yaml, { prettyErrors: false });
  if (!isMap(contents) || contents.flow === true) return yaml;
  const index = contents.items.findIndex(({ key }) => isNode(key) && String(key) === "beats");
  const start = startOf(contents.items[index]?.key);
  if (start === undefined) return yaml;
  const next = startOf(contents.items[index + 1]?.key);
  return yaml.slice(0, start) + (next === undefined ? "" : yaml.slice(next));
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function bareScenarioOf(text: string): Scenario | undefined {
  try {
    const { beats: _beats, ...bare } = parseScenario(text);
    return bare;
  } catch (error) {
    if (error instanceof ScenarioError) return undefined;
    throw error;
  }
}

/**
 * What a text of the scenario will mostly repeat. Links that exist were made with it: it must stay as it is, whatever
 * becomes of the way in which scenarios are written for people.
 */
function dictionaryOf(scenario: Scenario): readonly number[] {
  return toUtf8(blockOf(scenario, ""));
}

function blockOf(value: object, indent: string): string {
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => {
      if (!Array.isArray(member)) return `${indent}${name}: ${flowOf(member)}\n`;
      const isFlow = name === "script" || name === "objects";
      const items = member.map((item: unknown) =>
        isFlow || typeof item !== "object" || item === null
          ? `${indent}  - ${flowOf(item)}\n`
          : `${indent}  - ${blockOf(item, `${indent}    `).trimStart()}`,
      );
      return `${indent}${name}:\n${items.join("")}`;
    })
    .join("");
}

function flowOf(value: unknown): string {
  if (Array.isArray(value)) return `[ ${value.map(flowOf).join(", ")} ]`;
  if (typeof value !== "object" || value === null) return String(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{ ${members.map(([name, member]) => `${name}: ${flowOf(member)}`).join(", ")} }`;
}
