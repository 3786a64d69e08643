/** What a narration is told for (`room-narrated`), as far as readers may choose. */

const scenery: ReadonlySet<unknown> = new Set(['first-visit', 'happening', 'quiet'])

/** Whether it only paints the place: who does not want that misses nothing. */
export const isScenery = (occasion: unknown): boolean => scenery.has(occasion)
