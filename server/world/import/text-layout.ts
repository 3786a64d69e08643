/** Wrapped text becomes paragraphs; drawings, lists and tables keep their lines. */
export function plainParagraphs(text: string): string {
  const blocks = text.split(/\n[ ]*\n/)
  const joined = blocks.map((block) =>
    isSetByHand(block) ? trimmedLines(block) : joinedBlock(block),
  )
  return joined.filter((block) => block.trim() !== '').join('\n\n')
}

/** Share of indented lines above which they are a layout and not the beginnings of paragraphs. */
const indentedShareMax = 1 / 3

function isSetByHand(block: string): boolean {
  const lines = block.split('\n')
  if (lines.length < 2) return false
  const isIndented = (line: string) => /^ {2,}\S/.test(line)
  const indented = lines.slice(1).filter(isIndented).length
  if (indented > (lines.length - 1) * indentedShareMax) return true
  // Gaps after the end of a sentence are typewriter habit, other gaps are columns.
  return lines.some((line) => /[^\s.!?:;,"')] {2,}\S/.test(line.trim()) || /^\s*[|+*_]/.test(line))
}

/** A wrapped block; an indented line begins a paragraph of its own. */
function joinedBlock(block: string): string {
  return block
    .split(/\n(?= {2,}\S)/)
    .map(oneLine)
    .filter((paragraph) => paragraph !== '')
    .join('\n\n')
}

/** Lines as they stand, without the indentation they share. */
export function trimmedLines(block: string): string {
  const lines = block.split('\n').map((line) => line.trimEnd())
  const shared = lines
    .filter((line) => line !== '')
    .reduce((least, line) => Math.min(least, line.search(/\S/)), Number.MAX_SAFE_INTEGER)
  return lines.map((line) => line.slice(shared)).join('\n')
}

function oneLine(block: string): string {
  return block
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ')
    .replace(/ {2,}/g, ' ')
    .trim()
}
