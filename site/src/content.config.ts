import { defineCollection } from "astro:content";
import { docsSchema } from "@astrojs/starlight/schema";
import { z } from "astro/zod";
import { pagesLoader } from "./lessons/lesson-pages.ts";

export const collections = {
  docs: defineCollection({
    loader: pagesLoader(),
    schema: docsSchema({
      extend: z.object({
        /** Pages with a picture use the whole width; their title stands small above it. */
        wide: z.boolean().default(false),
        /** Slug of the lesson that the page teaches. */
        lesson: z.string().optional(),
        /** The one sentence of a lesson to remember. */
        keep: z.string().optional(),
        /** The picture shows which states readers of its copies saw, and which of them the cluster had. */
        stamps: z.boolean().default(false),
      }),
    }),
  }),
};
