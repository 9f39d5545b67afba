const key = "informerlab/code";

/** Samples of one thing in several languages: tabs, with the choice remembered. Without scripts they stand one below the other. */
class LabCode extends HTMLElement {
  connectedCallback(): void {
    const samples = [...this.querySelectorAll<HTMLElement>(".expressive-code")];
    if (samples.length < 2 || this.querySelector("[role=tablist]") !== null) return;
    const titles = samples.map((sample) => sample.querySelector(".title")?.textContent ?? "");
    const tabs = document.createElement("div");
    tabs.role = "tablist";
    const buttons = titles.map((title, index) => {
      const tab = document.createElement("button");
      const sample = samples[index] as HTMLElement;
      tab.type = "button";
      tab.role = "tab";
      tab.textContent = title;
      tab.id = `code-tab-${index}`;
      sample.id = `code-${index}`;
      sample.role = "tabpanel";
      sample.setAttribute("aria-labelledby", tab.id);
      tab.setAttribute("aria-controls", sample.id);
      tab.addEventListener("click", () => choose(index));
      return tab;
    });
    const choose = (chosen: number): void => {
      for (const [index, tab] of buttons.entries()) {
        tab.ariaSelected = String(index === chosen);
        tab.tabIndex = index === chosen ? 0 : -1;
        (samples[index] as HTMLElement).hidden = index !== chosen;
      }
      remember(titles[chosen] ?? "");
    };
    tabs.append(...buttons);
    tabs.addEventListener("keydown", ({ key: pressed }) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[pressed];
      if (step === undefined) return;
      const now = buttons.indexOf(document.activeElement as HTMLButtonElement);
      const next = (now + step + buttons.length) % buttons.length;
      choose(next);
      buttons[next]?.focus();
    });
    this.prepend(tabs);
    choose(Math.max(0, titles.indexOf(remembered())));
  }
}

// A reader may have switched storage off; the choice then lasts for this page.
function remember(title: string): void {
  try {
    localStorage.setItem(key, title);
  } catch {
    return;
  }
}

function remembered(): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

customElements.define("lab-code", LabCode);
