import { defineCollection } from "astro:content";
import { docsLoader } from "@astrojs/starlight/loaders";
import { docsSchema } from "@astrojs/starlight/schema";
import { z } from "astro/zod";

export const collections = {
  docs: defineCollection({
    loader: docsLoader(),
    schema: docsSchema({
      extend: z.object({
        /** Pages with a picture use the whole width; their title stands small above it. */
        wide: z.boolean().default(false),
        /** Slug of the lesson that the page teaches. */
        lesson: z.string().optional(),
      }),
    }),
  }),
};
