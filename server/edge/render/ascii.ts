/** Text for clients that do not read UTF-8: the nearest ASCII, and `?` where there is none. */

import { ownOf } from '../../../schema/own.ts'

const nearest: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': ',',
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '--',
  '…': '...',
  '•': '*',
  '·': '.',
  '×': 'x',
  '→': '->',
  '←': '<-',
  '\u00a0': ' ',
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  þ: 'th',
  Þ: 'Th',
  ð: 'd',
  ı: 'i',
}

/** `text` in ASCII: without accents, with plain quotes and dashes, and `?` for anything else. */
export function toAscii(text: string): string {
  if (/^[\n\x20-\x7e]*$/.test(text)) return text
  let ascii = ''
  for (const char of text.normalize('NFKD')) {
    if (char <= '\x7e') ascii += char
    else if (!/\p{M}/u.test(char)) ascii += ownOf(nearest, char) ?? '?'
  }
  return ascii
}
