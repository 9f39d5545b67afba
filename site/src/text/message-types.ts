import type { Measure } from "@informerlab/test";
import type { Language } from "../config/languages.ts";
import type { Breach } from "../levels/level-verdict.ts";

/** A link of the site's navigation, from the language's root. */
interface NavigationLink {
  readonly path: string;
  readonly label: string;
}

/** One of the ways into the project. */
interface Way {
  readonly path: string;
  readonly title: string;
  readonly text: string;
  readonly action: string;
}

/** Every text of the site's own frame. Prose is in the pages. */
export interface Messages {
  readonly navigationLabel: string;
  readonly navigation: readonly NavigationLink[];
  readonly otherLanguage: { readonly lang: Language; readonly label: string };
  readonly switchTheme: string;
  readonly footer: string;
  /** Beside what a guide says to install. */
  readonly notPublished: string;
  readonly ways: readonly Way[];
  readonly lesson: {
    /** How long a lesson is: its steps and minutes. */
    readonly length: (steps: number, minutes: number) => string;
    readonly steps: string;
    readonly atStep: (step: number) => string;
    readonly tryIt: string;
    readonly tryItHint: string;
    readonly predict: string;
    readonly predictHint: string;
    readonly keep: string;
    readonly showMe: string;
  };
  readonly figure: {
    /** What an informer is for, above the first picture. */
    readonly lead: string;
    readonly whatIf: string;
    readonly expireHere: string;
    readonly forkFailed: string;
    readonly loading: string;
    readonly noScript: string;
  };
  readonly live: {
    /** Where nobody serves a trace; `npm start` follows. */
    readonly absent: string;
    /** A command follows. */
    readonly type: string;
    /** Whose trace it is follows. */
    readonly follows: string;
  };
  readonly reference: {
    readonly field: string;
    readonly type: string;
    readonly meaning: string;
    readonly required: string;
    readonly actsOn: string;
    readonly points: Readonly<Record<"request" | "response" | "event", string>>;
    readonly rule: string;
    readonly says: string;
    readonly binds: string;
    readonly everyQueue: string;
    readonly source: string;
  };
  readonly museum: {
    readonly symptom: string;
    readonly reported: string;
    readonly station: string;
    /** What the clients of today do with it. */
    readonly today: string;
    /** Leads to the exhibit: number and title of its lesson. */
    readonly lesson: (number: number, title: string) => string;
  };
  readonly poster: {
    readonly svg: string;
    readonly pdf: string;
    /** What the drawing shows, for whoever does not see it. */
    readonly shows: string;
  };
  readonly play: {
    readonly example: string;
    /** Leads to the text below the picture. */
    readonly edit: string;
    readonly run: string;
    readonly share: string;
    readonly open: string;
    readonly save: string;
    readonly scenario: string;
    readonly dropHint: string;
    /** Which keys the editor knows. */
    readonly keysHint: string;
    readonly rules: string;
    readonly rulesHint: string;
    /** What the page's script says, with `{name}` for values. */
    readonly messages: PlayMessages;
    readonly editor: EditorMessages;
  };
  readonly network: {
    readonly title: string;
    readonly label: string;
    /** What it is, and what it is not. */
    readonly notes: readonly string[];
    /** What the page's script says, with `{name}` for values. */
    readonly messages: NetworkMessages;
  };
  readonly level: {
    readonly number: (number: number, count: number) => string;
    readonly putIn: string;
    readonly hint: string;
    readonly solution: string;
    readonly open: string;
    readonly next: string;
    readonly done: string;
    /** What the page's script says, with `{name}` for values. */
    readonly messages: LevelMessages;
  };
  readonly chaos: {
    readonly choose: string;
    readonly none: string;
    readonly search: string;
    readonly stop: string;
    readonly ancestor: string;
    readonly counterexample: string;
    readonly openInPlayground: string;
    readonly copyTest: string;
    /** Leads to the lesson that tells how it should have been. */
    readonly lesson: (number: number, title: string) => string;
    readonly messages: ChaosMessages;
  };
}

/** What the editor says. */
export interface EditorMessages {
  /** `{line}` and `{message}` of the first problem. */
  readonly problem: string;
  /** Goes after it where there are `{count}` others. */
  readonly more: string;
  /** CodeMirror's own words, by what they are in English. */
  readonly phrases: Readonly<Record<string, string>>;
}

/** What the playground's script says. */
export interface PlayMessages {
  readonly running: string;
  readonly shared: string;
  readonly shareFailed: string;
  readonly opened: string;
  readonly notQuiet: string;
  readonly allHold: string;
  readonly broken: string;
  /** `{bug}`: what is wrong with the informer that ran. */
  readonly planted: string;
  readonly noScenario: string;
  readonly badLink: string;
  readonly tooLarge: string;
  readonly brokenFile: string;
  readonly cutFile: string;
  readonly showStep: string;
  readonly loading: string;
}

/** What the switch of the network panel says. */
export interface NetworkMessages {
  readonly starting: string;
  /** `{sent}` requests, `{underWay}` of them without an end. */
  readonly counts: string;
  /** Goes after it where a leap was too long. */
  readonly skipped: string;
  readonly failed: string;
}

/** What is said of a try at a level. */
export interface LevelMessages {
  readonly reached: string;
  readonly notYet: string;
  readonly metOtherwise: string;
  readonly near: string;
  readonly exactly: string;
  readonly "at-least": string;
  readonly measures: Readonly<Record<Measure, string>>;
  readonly breaches: Readonly<Record<Breach["id"], string>>;
}

/** What the chaos lab's script says. */
export interface ChaosMessages {
  readonly loading: string;
  readonly searching: string;
  readonly found: string;
  readonly nothing: string;
  readonly stopped: string;
  readonly copied: string;
  readonly copyFailed: string;
  readonly failed: string;
  /** `{title}` of the planted bug. */
  readonly bug: string;
  readonly cause: string;
  readonly causeHint: string;
  readonly noReturn: string;
  /** `{tried}` ways on. */
  readonly noReturnHint: string;
  readonly showStep: string;
}
