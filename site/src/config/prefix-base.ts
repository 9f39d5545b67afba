import type { StarlightPlugin } from "@astrojs/starlight/types";
import { defineHastPlugin, type HastPluginEntry } from "satteri";

/**
 * Lets content link from the root (`/learn/`) wherever the site lies: every such link gets the site's base in front.
 */
export function prefixBase(base: string): StarlightPlugin {
  const prefix = base.replace(/\/$/, "");
  return {
    name: "prefix-base",
    hooks: {
      "config:setup"({ astroConfig }) {
        if (prefix === "") return;
        const processor: unknown = astroConfig.markdown.processor;
        if (!hasHastPlugins(processor)) {
          throw new Error(
            "The Markdown processor takes no hast plugins, so links cannot get their base.",
          );
        }
        processor.options.hastPlugins.push(prefixLinks(prefix));
      },
    },
  };
}

function prefixLinks(prefix: string): HastPluginEntry {
  return defineHastPlugin({
    name: "prefix-base",
    element: {
      filter: ["a"],
      visit(node, context) {
        const href = node.properties["href"];
        if (typeof href !== "string" || !href.startsWith("/") || href.startsWith("//")) return;
        context.setProperty(node, "href", prefix + href);
      },
    },
  });
}

function hasHastPlugins(value: unknown): value is { options: { hastPlugins: HastPluginEntry[] } } {
  if (typeof value !== "object" || value === null || !("options" in value)) return false;
  const { options } = value;
  return typeof options === "object" && options !== null && "hastPlugins" in options;
}
