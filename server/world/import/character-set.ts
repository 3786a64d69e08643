/** The character sets in which area files were written, and how to tell which one a file has. */
export const charsets = ['utf-8', 'latin1', 'cp437'] as const
export type Charset = (typeof charsets)[number]

/** What the upper half of code page 437 (DOS) stands for, from 0x80 on. */
const cp437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■ '

export type Decoded = { readonly text: string; readonly charset: Charset }

/**
 * The text of a whole file in one character set: UTF-8 where it is that, otherwise CP437 where its
 * upper half reads as letters and boxes of DOS, otherwise Latin-1. A file that is not what `wish`
 * says is read as it is all the same when the wish is UTF-8: nothing may come out half.
 */
export function decodeArea(bytes: Uint8Array, wish?: Charset): Decoded {
  const found = wish === undefined || wish === 'utf-8' ? utf8(bytes) : undefined
  if (found !== undefined) return { text: found, charset: 'utf-8' }
  const charset = wish === 'latin1' || wish === 'cp437' ? wish : likelyCharset(bytes)
  return { text: decodeBytes(bytes, charset), charset }
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function decodeBytes(bytes: Uint8Array, charset: 'latin1' | 'cp437'): string {
  if (charset === 'latin1') return Buffer.from(bytes).toString('latin1')
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/[\u0080-\u00ff]/g, (byte) => cp437.charAt(byte.charCodeAt(0) - 0x80))
}

/**
 * Latin-1 has nothing but controls from 0x80 to 0x9f, where CP437 has its letters; CP437 has boxes
 * from 0xb0 to 0xdf, where Latin-1 has capitals, which do not stand inside words of small letters.
 */
function likelyCharset(bytes: Uint8Array): 'latin1' | 'cp437' {
  let dos = 0
  let latin = 0
  bytes.forEach((byte, index) => {
    if (byte < 0x80) return
    if (byte < 0xa0) dos += 1
    else if (byte >= 0xe0) latin += 1
    else if (byte >= 0xb0 && byte < 0xe0 && isBox(bytes, index)) dos += 1
  })
  return dos > latin ? 'cp437' : 'latin1'
}

/** Boxes are drawn side by side. */
function isBox(bytes: Uint8Array, index: number): boolean {
  const [before = 0, after = 0] = [bytes[index - 1], bytes[index + 1]]
  const isLine = (byte: number) => byte >= 0xb0 && byte < 0xe0
  return isLine(before) || isLine(after)
}
