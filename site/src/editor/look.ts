import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--lab-accent)" },
  { tag: tags.string, color: "var(--lab-good)" },
  { tag: tags.comment, color: "var(--lab-quiet)", fontStyle: "italic" },
  { tag: [tags.punctuation, tags.separator, tags.bracket], color: "var(--lab-quiet)" },
]);

const theme = EditorView.theme({
  "&": {
    color: "var(--lab-ink)",
    fontSize: "0.8125rem",
    minHeight: "8rem",
    overflow: "hidden",
    resize: "vertical",
  },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--__sl-font-mono)", lineHeight: "1.55" },
  ".cm-content": { padding: "0.75rem 0", caretColor: "var(--lab-ink)" },
  ".cm-line": { padding: "0 0.875rem" },
  ".cm-gutters": { border: "0", background: "var(--lab-surface)", color: "var(--lab-quiet)" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "0", padding: "0 0.25rem 0 0.75rem" },
  ".cm-lineNumbers .cm-gutterElement.wrong": {
    borderRadius: "3px",
    background: "var(--lab-bad)",
    color: "var(--lab-paper)",
    fontWeight: "650",
  },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--lab-bad)",
    textDecorationSkipInk: "none",
    textUnderlineOffset: "3px",
  },
  ".cm-lintPoint-error:after": { borderBottomColor: "var(--lab-bad)" },
  ".cm-tooltip": {
    border: "1px solid var(--lab-line)",
    borderRadius: "var(--lab-radius)",
    background: "var(--lab-raised)",
    color: "var(--lab-ink)",
    overflow: "hidden",
  },
  ".cm-diagnostic": { maxWidth: "32rem", padding: "0.375rem 0.625rem" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--lab-bad)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    maxWidth: "min(36rem, 90vw)",
    fontFamily: "var(--__sl-font-mono)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    alignItems: "baseline",
    padding: "0.125rem 0.625rem",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    background: "var(--lab-accent-soft)",
    color: "var(--lab-ink)",
  },
  ".cm-completionMatchedText": {
    color: "var(--lab-accent)",
    fontWeight: "650",
    textDecoration: "none",
  },
  ".cm-completionDetail": {
    overflow: "hidden",
    color: "var(--lab-quiet)",
    fontFamily: "var(--__sl-font)",
    fontStyle: "normal",
    textOverflow: "ellipsis",
  },
  ".cm-panels": { border: "0", background: "var(--lab-bad-soft)", color: "var(--lab-ink)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--lab-line)" },
  ".problem button": {
    width: "100%",
    padding: "0.375rem 0.875rem",
    border: "0",
    background: "none",
    color: "inherit",
    font: "inherit",
    textAlign: "start",
    overflowWrap: "anywhere",
    cursor: "pointer",
  },
});

/** The editor in the site's colours, which change with its theme. */
export const look: Extension = [theme, syntaxHighlighting(colours)];
