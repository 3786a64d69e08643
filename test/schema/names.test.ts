import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import {
  canonicalName,
  checkName,
  isNameLike,
  skeletonOf,
  skeletonsOf,
} from '../../schema/names.ts'

function skeleton(name: string): string {
  const checked = checkName(name)
  if (!checked.ok) throw new Error(`${name}: ${checked.why}`)
  return checked.skeleton
}

function whyNot(name: string): string {
  const checked = checkName(name)
  return checked.ok ? '' : checked.why
}

describe('a name', () => {
  it.each([
    'Mira',
    'mira',
    "O'Neill",
    'Anne-Marie',
    'McDonald',
    'Zoë',
    'Łukasz',
    'Ærik',
    'Ali',
    'Ian',
    'Мирослава',
    'Αλέξανδρος',
    'שלמה',
    'ゆうこ',
    '민지수',
    'abcdefghijklmnopqrst',
  ])('may be %s', (name) => {
    expect(checkName(name)).toEqual({
      ok: true,
      name: name.normalize('NFKC'),
      skeleton: skeleton(name),
    })
  })

  it.each([
    ['too short', 'Al', /3 to 20 letters/],
    ['too long', 'abcdefghijklmnopqrstu', /3 to 20 letters/],
    ['very long', 'a'.repeat(100_000), /3 to 20 letters/],
    ['empty', '', /3 to 20 letters/],
    ['with digits', 'Mira7', /without digits/],
    ['with digits for letters', 'adm1n', /without digits/],
    ['of two words', 'Mira Vale', /single word/],
    ['with a line break', 'Mira\nVale', /single word/],
    ['with an escape', 'Mi\u001b[31mra', /letters only/],
    ['with a zero-width space', 'Mi\u200bra', /letters only/],
    ['with a bidi override', 'Mi\u202era', /letters only/],
    ['with markup', '<Mira>', /letters only/],
    ['with dots', 'mud.cmd', /letters only/],
    ['with stacked marks', 'M\u0323\u0330\u0331ira', /letters only/],
    ['with two hyphens', 'A-n-na', /One apostrophe/],
    ['with a hyphen at the end', 'Anna-', /One apostrophe/],
    ['with an apostrophe in front', "'Anna", /One apostrophe/],
    ['of two alphabets', '\u0430dmin', /one alphabet/],
    ['with one Greek letter', 'Mir\u03b1', /one alphabet/],
    ['with a lone surrogate', 'Mir\ud800a', /nobody could read/],
    ['with a capital I that reads as l', 'AIex', /small i/],
    ['of authority', 'Admin', /reserved/],
    ['beginning with authority', 'AdministratorJoe', /reserved/],
    ['of authority in disguise', 'adrnin', /reserved/],
    ['of authority with a small l', 'admln', /reserved/],
    ['of authority with an accent', 'Ówñér', /reserved/],
    ['that is a small capital disguise', 'ᴏᴡɴᴇʀ', /reserved/],
    ['that is a full-width disguise', 'ｓｙｓｔｅｍ', /reserved/],
    ['of the house', 'Mudstreamer', /reserved/],
    ['that looks like a guest', 'guestabc', /reserved/],
    ['that the parser reads as a word', 'ALL', /reserved/],
    ['that is a pronoun', 'Himself', /reserved/],
    ['that is a verb', 'look', /reserved/],
    ['that is a direction', 'North', /reserved/],
  ])('is refused when it is %s', (_, name, why) => {
    expect(whyNot(name)).toMatch(why)
  })

  it('is shown in its compatibility form, and not shouted', () => {
    expect(checkName('Ｍｉｒａ')).toMatchObject({ name: 'Mira' })
    expect(checkName("O'NEIL")).toMatchObject({ name: "O'Neil" })
    expect(checkName('O\u2019Neil')).toMatchObject({ name: "O'Neil" })
    expect(checkName(' Mira ')).toMatchObject({ name: 'Mira' })
    expect(checkName('ΝΙΚΟΣ')).toMatchObject({ name: 'Νικος' })
  })
})

describe('names that look alike', () => {
  it.each([
    ['Mira', 'mira'],
    ['Mira', 'Mirà'],
    ['Arnold', 'Amold'],
    ['Ewan', 'Evvan'],
    ['Ian', 'lan'],
    ['Oneil', "O'Neil"],
    ['Annemarie', 'Anne-Marie'],
    ['Hanna', 'Ħanna'],
    ['Lukas', 'Łukas'],
    ['Bjorn', 'Bjørn'],
    ['Aegir', 'Ægir'],
    ['Gauss', 'Gauß'],
    ['Ingrid', 'lngrid'],
    ['Dara', 'Ðara'],
    ['Sofia', 'Šofia'],
    ['Tom', 'Ŧom'],
    ['Coco', 'Сосо'],
    ['Peta', 'Рета'],
    ['Koca', 'Коса'],
    ['Texac', 'Техас'],
    ['Bacca', 'Васса'],
    ['Cap', 'Сар'],
    ['Hopa', 'Нора'],
    ['Octa', 'Оста'],
    ['Kara', 'Ｋara'],
    ['Nika', 'Νικα'],
    ['Tokao', 'Τοκαο'],
    ['Zoro', 'ᴢᴏʀᴏ'],
    ['Hano', 'Hɑno'],
    ['Gala', 'ɡala'],
    ['Pil', 'Pıl'],
  ])('%s and %s are one', (one, other) => {
    expect(skeleton(one)).toBe(skeleton(other))
  })

  it('lets names that merely resemble each other live side by side', () => {
    const names = [
      'Mira',
      'Mina',
      'Nira',
      'Ali',
      'Alia',
      'Alla',
      'Lia',
      'Bill',
      'Biil',
      'Anna',
      'Hanna',
    ]
    expect(new Set(names.map(skeleton)).size).toBe(names.length)
  })

  it('reads digits as the letters they stand for', () => {
    expect(skeletonOf('m1r4')).toBe('rnlra')
    expect(skeletonOf('h3110')).toBe('hello')
  })

  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.lorem(),
  )

  test.prop([anyText])('the verdict on any text is a clean name or a sentence', (text) => {
    const checked = checkName(text)
    if (checked.ok) {
      expect(checked.name).toMatch(/^\p{L}+(['-]\p{L}+)?$/u)
      expect(checked.skeleton.length).toBeGreaterThan(0)
      expect(checkName(checked.name)).toEqual(checked)
    } else {
      expect(checked.why).toMatch(/^[A-Z].*\.$/)
    }
  })

  test.prop([anyText])('a skeleton is its own skeleton', (text) => {
    expect(skeletonOf(skeletonOf(text))).toBe(skeletonOf(text))
  })

  test.prop([fc.stringMatching(/^[a-zäöüñéçøß]{3,20}$/)])(
    'case does not make a new name',
    (text) => {
      const [lower, capital] = [checkName(text), checkName(text[0]?.toUpperCase() + text.slice(1))]
      expect(capital.ok && capital.skeleton).toBe(lower.ok && lower.skeleton)
    },
  )
})

/** How one person's keyboards spell one name. */
const respelt: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => name.normalize('NFD'),
  (name) => name.toUpperCase(),
  (name) => name.toLowerCase(),
  (name) => ` ${name} `,
  (name) => name.replaceAll("'", '\u2019'),
]
const chosen = fc.oneof(
  fc.constantFrom("O'Nelly", 'José', 'Mary-Jane', "D'Été", 'Łukasz', 'Αλέξανδρος', 'Ёлка', 'Ian'),
  fc.string({
    unit: fc.constantFrom(..."abeilmnoirtuéüßñAEILMO'-"),
    minLength: 3,
    maxLength: 12,
  }),
)

describe('a name that is looked up', () => {
  test.prop([chosen, fc.constantFrom(...respelt)])(
    'is found by every spelling that registers it',
    (name, spell) => {
      const checked = checkName(name)
      fc.pre(checked.ok)
      if (!checked.ok) return
      const typed = spell(name)
      // ß has no capital of its own, so shouting makes another name of it.
      fc.pre(!(name.includes('ß') && spell === respelt[2]))
      expect(canonicalName(typed)).toBe(canonicalName(checked.name))
      expect(skeletonsOf(typed)).toContain(checked.skeleton)
      expect(isNameLike(typed)).toBe(true)
      expect(canonicalName(canonicalName(typed))).toBe(canonicalName(typed))
    },
  )

  it('is not looked up at all when nobody can be called so', () => {
    expect(['', 'x y', '1', '../a', 'a'.repeat(70), '__proto__'].filter(isNameLike)).toEqual([])
  })
})
