/** Conversations with people of the shipped world, and how each answer is judged. */
import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import type { Dossier, Fact } from '../../schema/jobs/dossier.ts'

const turn = z.strictObject({
  say: z.string(),
  /** Ids, or beginnings of ids, of facts of which one answers. */
  facts: z.array(z.string()).default([]),
  /** The turn that asked the same in other words. */
  same: z.int().optional(),
})
const conversation = z.strictObject({ npc: z.string(), turns: z.array(turn).length(30) })
export type Turn = z.infer<typeof turn>
export type Conversation = z.infer<typeof conversation>

const folder = new URL('./conversations/', import.meta.url)

export function loadConversations(): Conversation[] {
  return readdirSync(folder)
    .toSorted()
    .map((name) => conversation.parse(parse(readFileSync(new URL(name, folder), 'utf8'))))
}

/** One answer, with what was known when it was given. */
export interface Answered {
  readonly turn: Turn
  readonly say: string
  readonly dossier: Dossier
  /** Nothing fitted: words for that. */
  readonly shrug: boolean
  /** A model was asked, and its words were not used. */
  readonly refused: boolean
  readonly asked: boolean
}

const hollow = new Set(
  `the and for are was with that this from here there have has not but you your they them she her his him its one
  what who when where than then some into over under out all any`.split(/\s+/),
)

const contentOf = (text: string): string[] =>
  (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter(
    (word) => (word.length > 2 || /^\d+$/.test(word)) && !hollow.has(word),
  )

/** Whether an answer says the datum of a fact: half of its words, and every number in it. */
function tells(say: string, { own, text }: Fact): boolean {
  const said = new Set(contentOf(say))
  return [own, text].some((datum) => {
    const words = contentOf(datum ?? '')
    if (words.length === 0) return false
    const numbers = words.filter((word) => /^\d+$/.test(word))
    const found = words.filter((word) => said.has(word)).length
    return found * 2 >= words.length && numbers.every((number) => said.has(number))
  })
}

function meantFacts({ turn: { facts }, dossier }: Answered): Fact[] {
  return dossier.facts.filter(({ id }) => facts.some((wanted) => id.startsWith(wanted)))
}

/** What an answer says against the facts: another price, another direction. */
function contradictions({ say, dossier }: Answered): string[] {
  const wrong: string[] = []
  const lower = say.toLowerCase()
  for (const { id, text, own } of dossier.facts) {
    if (id.startsWith('ware:')) {
      const name = /^(.*?) is \d/.exec(text)?.[1] ?? text
      const at = lower.indexOf(name.toLowerCase())
      const price =
        at < 0 ? undefined : /^[^.;,]*?\b(\d+) coins?\b/.exec(lower.slice(at + name.length))?.[1]
      if (price !== undefined && !own?.startsWith(`${price} `)) wrong.push(`${name} for ${price}`)
    }
    if (id.startsWith('exit:') && own && lower.includes(own.toLowerCase())) {
      const told = lower.match(/\b(?:north|south|east|west)\b/g) ?? []
      const dir = id.slice('exit:'.length)
      if (told.length === 1 && /^(?:north|south|east|west)$/.test(dir) && told[0] !== dir) {
        wrong.push(`${own} in the ${told[0]}`)
      }
    }
  }
  return wrong
}

const outOfRole =
  /\b(?:language model|as an ai|assistant|system prompt|openai)\b|\b(?:ich|nicht|und|das ist)\b|[*{}<>]|^\W*(?:you|visitor|ann):/i

function gramsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return words.slice(0, -3).map((_, at) => words.slice(at, at + 4).join(' '))
}

/** The share of an answer that its last ten lines held already. */
function repeatedShare(say: string, before: readonly string[]): number {
  const known = new Set(before.slice(-10).flatMap(gramsOf))
  const grams = gramsOf(say)
  return grams.length === 0 ? 0 : grams.filter((gram) => known.has(gram)).length / grams.length
}

export interface Score {
  readonly turns: number
  /** 0 to 100. */
  readonly sum: number
  /** Shares, 0 to 1. */
  readonly right: number
  readonly same: number
  readonly distinct: number
  readonly manner: number
  readonly shrugs: number
  readonly contradictions: number
  readonly repetition: number
  readonly outOfRole: number
  readonly refused: number
  readonly asked: number
  readonly worst: readonly string[]
}

const weights = {
  right: 40,
  same: 10,
  distinct: 10,
  manner: 10,
  shrugs: 10,
  contradictions: 10,
  repetition: 5,
  role: 5,
}
const wordsMax = 60

/**
 * Judges talks, each the answers to one conversation; of a model only what it was asked. Throws when a file names
 * a fact that nobody has.
 */
export function scoreOf(
  talks: readonly (readonly Answered[])[],
  judges: (one: Answered) => boolean = () => true,
): Score {
  const all = talks.flat().filter(judges)
  const share = (some: readonly unknown[], of: readonly unknown[]) =>
    of.length === 0 ? 0 : some.length / of.length
  const asking = all.filter(({ turn }) => turn.facts.length > 0)
  for (const one of asking) {
    if (meantFacts(one).length === 0)
      throw new Error(`no fact ${one.turn.facts.join()} for “${one.turn.say}”`)
  }
  const isRight = (one: Answered) => meantFacts(one).some((fact) => tells(one.say, fact))
  const wrong = asking.filter((one) => !isRight(one))
  const again = talks.flatMap((talk) =>
    talk.flatMap((one) => {
      const first = one.turn.same === undefined ? undefined : talk[one.turn.same]
      return first && judges(one) ? [{ one, first }] : []
    }),
  )
  const kept = again.filter(({ one, first }) =>
    meantFacts(one).some((fact) => tells(one.say, fact) && tells(first.say, fact)),
  )
  const judged = talks.map((talk) => talk.filter(judges))
  const distinct = judged.reduce((sum, talk) => sum + new Set(talk.map(({ say }) => say)).size, 0)
  const contradicting = all.filter((one) => contradictions(one).length > 0)
  const fitting = all.filter(({ say }) => {
    const words = say.split(/\s+/).length
    return say !== '' && words <= wordsMax && /[.!?…]["”’)]*$/.test(say)
  })
  const repeats = judged.flatMap((talk) =>
    talk.map(({ say, turn: { same } }, at) =>
      same === undefined
        ? repeatedShare(
            say,
            talk.slice(0, at).map((one) => one.say),
          )
        : 0,
    ),
  )
  const asked = all.filter((one) => one.asked)
  const shares = {
    right: 1 - share(wrong, asking),
    same: again.length === 0 ? 1 : share(kept, again),
    distinct: distinct / all.length,
    manner: share(fitting, all),
    shrugs: share(
      all.filter(({ shrug }) => shrug),
      all,
    ),
    contradictions: share(contradicting, all),
    repetition: repeats.reduce((sum, one) => sum + one, 0) / repeats.length,
    outOfRole: share(
      all.filter(({ say }) => outOfRole.test(say)),
      all,
    ),
  }
  const sum =
    weights.right * shares.right +
    weights.same * shares.same +
    weights.distinct * shares.distinct +
    weights.manner * shares.manner +
    weights.shrugs * (1 - shares.shrugs) +
    weights.contradictions * (1 - shares.contradictions) +
    weights.repetition * (1 - shares.repetition) +
    weights.role * (1 - shares.outOfRole)
  return {
    turns: all.length,
    sum,
    ...shares,
    refused: share(
      asked.filter(({ refused }) => refused),
      asked,
    ),
    asked: share(asked, all),
    worst: [...contradicting, ...wrong].slice(0, 10).map(({ turn, say }) => `${turn.say} → ${say}`),
  }
}
