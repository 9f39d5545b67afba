import type { Language } from "./localized-text.ts";
import { readPermalinkText } from "./permalink-text.ts";
import type { Scenario } from "./scenario.ts";
import { decodeScenario, encodeScenario } from "./scenario-code.ts";
import { ScenarioError } from "./scenario-error.ts";

/** What a link holds besides the site's address. */
export interface PermalinkContent {
  readonly scenario: Scenario;
  /** `seq` of the record to open at. */
  readonly step?: number;
  /** The scenario as its author wrote it, where {@link permalinkTextPart} has put that into the link. */
  readonly text?: string;
}

/** The playground's page in a language. `site` is where the site is, with a slash at its end or without. */
export function playgroundOf(site: string, language: Language): string {
  return `${site.replace(/\/$/, "")}${language === "en" ? "" : `/${language.toLowerCase()}`}/play/`;
}

/**
 * The fragment of a link, without `#`: `s=…`, and `&e=…` with a step. Nothing of it ever reaches a server. Narration
 * stays behind: it changes nothing in the run and would make the link twenty times as long.
 */
export function permalinkFragment({ scenario, step }: Omit<PermalinkContent, "text">): string {
  const { beats: _beats, ...bare } = scenario;
  return `s=${encodeScenario(bare)}${step === undefined ? "" : `&e=${step}`}`;
}

/**
 * Reads the fragment of a link, with or without `#`.
 *
 * @throws ScenarioError when the link was cut, mistyped, or made by a newer version, or its text is of another scenario.
 */
export function readPermalinkFragment(fragment: string): PermalinkContent {
  const pairs = fragment.replace(/^#/, "").split("&");
  const pick = (name: string): string | undefined =>
    pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  const encoded = pick("s");
  if (encoded === undefined)
    throw new ScenarioError('link: there is no scenario in it; expected "#s=…"');
  const scenario = decodeScenario(encoded);
  const part = pick("c");
  const content =
    part === undefined ? { scenario } : { scenario, text: readPermalinkText(scenario, part) };
  const step = pick("e");
  if (step === undefined) return content;
  if (!/^\d{1,9}$/.test(step)) throw new ScenarioError(`link: step "${step}" is not a number`);
  return { ...content, step: Number(step) };
}
