/**
 * Letters that look like others, in the sense of Unicode Technical Standard 39.
 *
 * Each entry is a plain Latin spelling and the code points (hexadecimal, lower case forms) that a
 * reader may take for it. Single-script names leave only whole-script look-alikes (a Cyrillic word
 * that reads as a Latin one) and look-alikes inside Latin itself; the table covers those of Latin,
 * Cyrillic, Greek and Armenian, and the digits that replace letters.
 */
const lookAlikes: Readonly<Record<string, string>> = {
  a: '430 3b1 251 1d00 250 2c65 34',
  ae: 'e6 4d5 1d01',
  b: '432 3b2 44c 299 253 180 183 38',
  c: '441 3f2 1d04 188 23c 297 2184',
  d: '501 256 257 111 1d05 f0 1d6d 18c',
  e: '435 3b5 259 25b 1d07 258 2c78 247 4d9 454 1dd 33',
  f: '192 493 a799 584',
  g: '261 581 260 262 1e5 50d',
  h: '43d 4bb 570 127 29c 266 525 45b 4a3',
  i: '456 3b9 131 269 26a 268',
  ij: '133',
  j: '458 575 237 3f3 249 1d0a',
  k: '43a 3ba 1d0b 199 138 49b 45c',
  l: '4cf 142 19a 29f 26b 26d 1c0 31 579',
  ll: '1c1',
  m: '43c 1d0d 271 28d',
  n: '578 3b7 272 14b 43f 274 220 1d0e 56f',
  o: '43e 3bf 3c3 585 f8 254 1d0f 4e9 275 30',
  oe: '153 276',
  p: '440 3c1 1d18 1a5 fe 48f 3f8',
  q: '51b 563 566 24b 1a3',
  r: '433 1d26 280 24d 27e 2b3 491',
  s: '455 a731 515 35 1bd 282',
  t: '442 3c4 1d1b 167 1ad 288 37',
  u: '3c5 57d 1d1c 28b 289 446',
  v: '3bd 475 1d20 28c',
  w: '448 51d 461 3c9 1d21 561 26f',
  x: '445 3c7 4b3 2df d7',
  y: '443 3b3 4af 28f 1b4 4b1 263 24f 45e',
  z: '1d22 290 291 1b6 225',
  // The saltillo counts as a Latin letter and looks like an apostrophe.
  '': 'a78c 294 2bc 2b9',
}

/** Capitals that look like another letter than their small form does (Greek Eta, Nu, Upsilon). */
const initialLookAlikes: Readonly<Record<string, string>> = {
  h: '3b7',
  n: '3bd',
  y: '3c5',
}

function byCharacter(table: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [plain, codes] of Object.entries(table)) {
    for (const code of codes.split(' ')) {
      found.set(String.fromCodePoint(Number.parseInt(code, 16)), plain)
    }
  }
  return found
}

/** Small letter or digit to the plain Latin spelling it can be read as. */
export const confusables = byCharacter(lookAlikes)

/** The same for the first letter of a name, where the capital is what a reader sees. */
export const initialConfusables = byCharacter(initialLookAlikes)
