/** Every style that a piece of text may have. A client gives each style a look of its own. */
export const textStyles = [
  'room',
  'npc',
  'player',
  'item',
  'exit',
  'speech',
  'danger',
  'good',
  'dim',
  'channel',
  'narration',
  // What a player could type as it stands; an ellipsis stands where words are missing.
  'command',
] as const

export type TextStyle = (typeof textStyles)[number]
