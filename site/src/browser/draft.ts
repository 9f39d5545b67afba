const key = "informerlab/draft";

/** What was written last, and the scenario's part of the address under which it was run. */
interface Draft {
  readonly scenario: string;
  readonly text: string;
}

/** Keeps a text as it was written, with its comments; without storage it lasts as long as the page. */
export function keepDraft(fragment: string, text: string): void {
  try {
    const draft: Draft = { scenario: scenarioOf(fragment), text };
    sessionStorage.setItem(key, JSON.stringify(draft));
  } catch {
    return;
  }
}

/** The text that belongs to an address; undefined where another scenario was written last. */
export function draftOf(fragment: string): string | undefined {
  try {
    const draft: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
    return isDraft(draft) && draft.scenario === scenarioOf(fragment) ? draft.text : undefined;
  } catch {
    return undefined;
  }
}

function isDraft(value: unknown): value is Draft {
  return (
    typeof value === "object" &&
    value !== null &&
    "text" in value &&
    "scenario" in value &&
    typeof value.text === "string"
  );
}

/** The step is another place of the same scenario. */
function scenarioOf(fragment: string): string {
  return new URLSearchParams(fragment.replace(/^#/, "")).get("s") ?? "";
}
