/** Finds web addresses in a line. Only http and https become links; everything else stays text. */

export type TextPiece = { readonly text: string; readonly href?: string }

const address = /https?:\/\/[^\s<>"'`{}|\\^“”„‘’«»]{1,2000}/giu

/** Splits `text` into plain pieces and addresses; the pieces joined give `text` again. */
export function splitLinks(text: string): TextPiece[] {
  const pieces: TextPiece[] = []
  let from = 0
  for (const match of text.matchAll(address)) {
    const found = withoutTrailingPunctuation(match[0])
    const href = safeHref(found)
    if (!href) continue
    if (match.index > from) pieces.push({ text: text.slice(from, match.index) })
    pieces.push({ text: found, href })
    from = match.index + found.length
  }
  if (from < text.length) pieces.push({ text: text.slice(from) })
  return pieces
}

/** A full stop or bracket after an address belongs to the sentence, unless the bracket is paired. */
function withoutTrailingPunctuation(found: string): string {
  let end = found.length
  while (end > 0) {
    const last = found[end - 1] ?? ''
    const kept = found.slice(0, end)
    const paired = kept.split('(').length >= kept.split(')').length
    if (!'.,;:!?)]'.includes(last) || (last === ')' && paired)) break
    end -= 1
  }
  return found.slice(0, end)
}

function safeHref(found: string): string | undefined {
  if (!URL.canParse(found)) return undefined
  const url = new URL(found)
  const plain = (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== ''
  // An address with a name and password in it is a known disguise for another host.
  return plain && url.username === '' && url.password === '' ? url.href : undefined
}
