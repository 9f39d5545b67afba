/** Where the chaos lab begins: an object, a trouble and a ghost come of it, found and made small in a second or two. */
export const firstHunt = { bug: "replace-ignores-known", seed: 6 } as const;
