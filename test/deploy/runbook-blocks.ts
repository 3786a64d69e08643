/** The blocks of the runbook, each with the tag above it that says how it was tried. */

export interface Block {
  /** Line of the document at which it begins. */
  readonly line: number
  /** Empty when there is none above it. */
  readonly tag: string
  readonly language: string
  readonly text: string
}

export function blocksOf(document: string): Block[] {
  const lines = document.split('\n')
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const opening = /^\s*```(\w*)/.exec(lines[at] ?? '')
    if (!opening) continue
    const end = lines.findIndex((line, index) => index > at && /^\s*```\s*$/.test(line))
    const above = lines.slice(0, at).findLast((line) => line.trim() !== '') ?? ''
    blocks.push({
      line: at + 1,
      tag: /^\*((?:Tried|Read only): .+)\*$/.exec(above.trim())?.[1] ?? '',
      language: opening[1] ?? '',
      text: lines.slice(at + 1, end).join('\n'),
    })
    at = end
  }
  return blocks
}
