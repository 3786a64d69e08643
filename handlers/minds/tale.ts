/** A question to somebody, and the facts at hand for the answer. */
import { fnv1a } from '../../schema/ids.ts'
import type { Dossier, Fact } from '../../schema/jobs/dossier.ts'
import { ownOf } from '../../schema/own.ts'
import { wayOfTemper } from './soft-lines.ts'

/** What the teller needs to know; the tick and the workers have it alike. */
export interface Telling {
  readonly dossier: Dossier
  readonly line: string
  /** The name of who is asked, and the words by which it is called. */
  readonly name: string
  readonly called: readonly string[]
  readonly speaker: string
  /** Chooses among words that are equally good. */
  readonly seed: string
}

/** An answer before it is put into somebody's manner. */
export interface Answer {
  readonly text: string
  /** The datum alone, for those who spare words. */
  readonly short?: string
  /** Words of the author: they are said as they stand. */
  readonly own?: true
  /** It rests on data, so that nobody has to think about it. */
  readonly sure?: true
}

export class Tale {
  readonly telling: Telling
  readonly plain: string
  /** The words of the line that say what it is about. */
  readonly about: readonly string[]

  constructor(telling: Telling, plain: string, about: readonly string[]) {
    this.telling = telling
    this.plain = plain
    this.about = about
  }

  /** The first fact of a kind. */
  one(kind: string): Fact | undefined {
    return this.telling.dossier.facts.find(({ id }) => id === kind || id.startsWith(`${kind}:`))
  }

  all(kind: string): Fact[] {
    return this.telling.dossier.facts.filter(({ id }) => id.startsWith(`${kind}:`))
  }

  /** The fact of a kind that the line is about. */
  meant(kind: string): Fact | undefined {
    const scored = this.all(kind).map((one) => ({ one, score: this.fit(one) }))
    return scored.filter(({ score }) => score > 0).toSorted((a, b) => b.score - a.score)[0]?.one
  }

  fit({ about }: Fact): number {
    return about.filter((word) => saysWord(this.about, this.plain, word)).length
  }

  /** What somebody says of itself that has one of these words in it. */
  ofOneself(words: RegExp): string | undefined {
    return this.all('me:fact').find(({ text }) => words.test(text))?.own
  }

  /** A number below `bound` that depends on the seed and the purpose alone. */
  draw(purpose: string, bound: number): number {
    return fnv1a(`${this.telling.seed}/${purpose}`) % bound
  }

  pick<T>(purpose: string, from: readonly T[]): T | undefined {
    return from[this.draw(purpose, Math.max(1, from.length))]
  }

  /** One of four ways of saying something, by temper. */
  inOwnWay(lines: readonly [string, string, string, string]): string {
    const way = ownOf(wayOfTemper, this.telling.dossier.manner.temper) ?? 'kind'
    const text = lines[['kind', 'curt', 'low', 'sly'].indexOf(way)] ?? lines[0]
    return this.filled(text)
  }

  filled(text: string): string {
    const x = phraseIn(this.plain, this.about) || 'that'
    const values: Readonly<Record<string, string>> = {
      x,
      X: x.charAt(0).toUpperCase() + x.slice(1),
      speaker: this.telling.speaker,
      name: this.telling.name,
      town: this.one('here:town')?.own ?? 'this town',
      place: this.one('here:place')?.own ?? 'this place',
    }
    return text.replaceAll(/\{(\w+)\}/g, (_, slot: string) => ownOf(values, slot) ?? '')
  }
}

/** What a line is about, in its own words: "the lighthouse". */
function phraseIn(plain: string, about: readonly string[]): string {
  const [first = '', last = first] = [about[0], about.at(-1)]
  const from = ` ${plain} `.indexOf(` ${first} `)
  const to = plain.lastIndexOf(last) + last.length
  if (first === '' || from < 0 || to - from > 40) return about.slice(0, 2).join(' ')
  const before = /(?:the|a|an|this|that) $/.exec(plain.slice(0, from))?.[0] ?? ''
  return before + plain.slice(from, to)
}

function saysWord(about: readonly string[], plain: string, word: string): boolean {
  if (word.includes(' ')) return ` ${plain} `.includes(` ${word} `)
  return about.some((said) => said === word || said === `${word}s` || `${said}s` === word)
}
