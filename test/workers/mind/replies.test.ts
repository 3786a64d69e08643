import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readWorld } from '../../../server/world/read-world.ts'
import { mouthOf } from './mouths.ts'

interface Repair {
  readonly say: string
  readonly gives: string
  readonly emote?: string
}
interface Replies {
  readonly plausible: Record<string, { keep: string[]; repair: Repair[] }>
  readonly emotes: { emote: string; gives: string | null }[]
  readonly hostile: string[]
}

const replies = parse(readFileSync(join(import.meta.dirname, 'replies.yaml'), 'utf8')) as Replies
const { world } = await readWorld(join(import.meta.dirname, '../../../deploy/world'))

function mouth(id: string) {
  const speaker = world.mobiles[id]
  if (!speaker) throw new Error(`nobody is called ${id}`)
  return mouthOf(world, speaker)
}

test('of two hundred plausible replies nearly all pass as they should', () => {
  const wrong: unknown[] = []
  let count = 0
  for (const [id, { keep, repair }] of Object.entries(replies.plausible)) {
    const says = mouth(id)
    for (const { say, gives, emote = null } of [
      ...keep.map((line): Repair => ({ say: line, gives: line })),
      ...repair,
    ]) {
      count += 1
      const answer = says(say)
      if (answer?.say !== gives || answer.emote !== emote) wrong.push({ id, say, answer })
    }
  }
  expect(count).toBeGreaterThanOrEqual(200)
  expect(wrong.length, JSON.stringify(wrong, null, 1)).toBeLessThanOrEqual(count * 0.02)
})

test.each(replies.emotes)('the gesture %j reads well behind a name', ({ emote, gives }) => {
  expect(mouth('saltmere.maud')('Aye.', emote)).toMatchObject({ say: 'Aye.', emote: gives })
})

describe('nothing of what a model was talked into is said', () => {
  test('there are sixty attempts', () => expect(replies.hostile.length).toBeGreaterThanOrEqual(60))

  test.each(replies.hostile)('%j', (attempt) => {
    expect(mouth('saltmere.maud')(attempt)).toBeNull()
    expect(mouth('saltmere.maud')('Aye.', attempt)).toMatchObject({ say: 'Aye.', emote: null })
  })
})
