/** How long things hold or may take, in world beats (a beat is a quarter of a second by default). */
export const sceneBeats = {
  /** A player who spoke waits this long before the mobile's ready words are used. */
  reply: 40,
  reaction: 24,
  phase: 60,
  /** After this an answer to scenery is stale, and may be asked for anew. */
  ambient: 480,
  plan: 960,
  social: 2_400,
  /** A room that was silent for so long is worth new words. */
  narration: 11_520,
  canon: 7_200,
} as const
