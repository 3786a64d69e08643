import { describe, expect, it } from 'vitest'
import { preparedIn } from '../../handlers/prepared.ts'
import type { Room } from '../../schema/entities.ts'
import type { Job, JobResult } from '../../schema/jobs.ts'
import { pendingJobKey, pendingJobs } from '../../schema/pending.ts'
import type { Play, Turn } from '../support/rule-play.ts'
import { player } from '../support/small-inn.ts'
import { defineMobile, playStory, quarrel, standing } from '../support/story-inn.ts'

const sage = defineMobile('inn.sage', {
  persona: { temper: 'calm', speech: 'Slow.' },
  talk: [{ keywords: ['goose'], reply: 'A fine bird, {actor}.', emote: 'smiles.' }],
  lines: { unsure: ['I never learnt that.'] },
})
const present = [sage, standing('sage', 'inn.sage', 'inn.hall')]

/** A writer's result for a job, with this answer. */
function resultOf<K extends Job['kind']>(
  job: Extract<Job, { kind: K }>,
  answer: unknown,
): JobResult {
  const { kind, event, expiresAtBeat } = job
  return { kind, job: job.job, event, expiresAtBeat, by: 'model', answer } as unknown as JobResult
}

function jobIn<K extends Job['kind']>(turn: Turn, kind: K): Extract<Job, { kind: K }> {
  const found = turn.jobs.find((job): job is Extract<Job, { kind: K }> => job.kind === kind)
  if (!found) throw new Error(`no job ${kind} among ${turn.jobs.map((job) => job.kind).join()}`)
  return found
}

const roomIn = (play: Play) => play.world.room('inn.hall') as Room

describe('talking with mobiles', () => {
  it('is answered by rules at once where a keyword fits', () => {
    const turn = playStory(present).type('Ann', 'ask sage about the goose')
    expect(turn.read('Bob')).toContain('The sage smiles. The sage says to Ann: “A fine bird, Ann.”')
    expect(turn.jobs).toEqual([])
  })

  it('asks a writer otherwise, and takes the answer once', () => {
    const play = playStory(present)
    const job = jobIn(play.type('Ann', 'ask sage about the moon'), 'npc-reply')
    expect(job.payload).toMatchObject({ line: 'moon', private: false, speaker: { id: 'ann' } })
    const result = resultOf(job, { say: 'Round.', emote: null, mood: null, remember: null })
    const told = play.answer(result)
    expect(told.read('Ann')).toEqual(['The sage says to you: “Round.”'])
    expect(told.events[0]).toMatchObject({ type: 'npc-spoke', data: { narration: job.job } })
    expect(play.answer(result)).toMatchObject({ status: 'refused', code: 'not-pending' })
    const next = jobIn(play.type('Ann', 'ask sage about the sun'), 'npc-reply')
    expect(next.payload.history.map((turn) => turn.text)).toEqual(['moon', 'Round.'])
  })

  it('falls back to ready words when nobody answers in time, and refuses what comes later', () => {
    const play = playStory(present)
    const job = jobIn(play.type('Ann', 'ask sage about the moon'), 'npc-reply')
    expect(play.wait(38).read('Ann')).toEqual([])
    expect(play.wait(6).read('Ann')).toContain('The sage says to you: “I never learnt that.”')
    const late = play.answer(resultOf(job, { say: 'Round.' }))
    expect(late).toMatchObject({ status: 'refused', code: 'not-pending' })
  })

  it('waits for nobody once nobody has answered, until a worker is there again', () => {
    const play = playStory(present)
    const missed = jobIn(play.type('Ann', 'ask sage about the moon'), 'npc-reply')
    expect(play.wait(44).events.map(({ type }) => type)).toContain('workers-changed')
    const alone = play.type('Ann', 'ask sage what would you do if the river came?')
    expect(alone.jobs).toEqual([])
    expect(alone.read('Ann').at(-1)).toMatch(/^The sage says to you/)
    expect(play.miss(missed).events.map(({ type }) => type)).toEqual(['workers-changed'])
    expect(play.miss(missed)).toMatchObject({ events: [] })
    jobIn(play.type('Ann', 'ask sage what would you do if the well ran dry?'), 'npc-reply')
  })

  it('tries those who are away again after a minute', () => {
    const play = playStory(present)
    play.type('Ann', 'ask sage about the moon')
    play.wait(44)
    expect(play.type('Ann', 'ask sage about the sun').jobs).toEqual([])
    play.wait(240)
    jobIn(play.type('Ann', 'ask sage about the stars'), 'npc-reply')
  })

  it('keeps whispers between two', () => {
    const play = playStory(present)
    const job = jobIn(play.type('Ann', 'whisper sage where is the gold'), 'npc-reply')
    expect(job.payload.private).toBe(true)
    const told = play.answer(resultOf(job, { say: 'Under the stone.' }))
    expect(told.read('Ann')).toEqual(['The sage whispers to you: “Under the stone.”'])
    expect(told.read('Bob')).toEqual(['The sage whispers something to Ann.'])
  })

  it('answers what was asked aloud with its own words, whatever was whispered since', () => {
    const seer = defineMobile('inn.seer', { persona: { temper: 'calm', speech: 'Slow.' } })
    const play = playStory([seer, standing('seer', 'inn.seer', 'inn.hall')])
    const asked = play.type('Ann', 'ask seer what would you do with a moonstone?')
    const { event } = jobIn(asked, 'npc-reply')
    play.type('Ann', 'whisper seer what would you do with my stolen ruby?')
    const pending = pendingJobs(play.world)[pendingJobKey(event)]
    expect(pending).toMatchObject({ line: 'what would you do with a moonstone?', private: false })
    expect(JSON.stringify({ ...pending, line: '' })).not.toContain('moonstone')
    const turn = play.wait(44)
    const spoken = turn.events.filter(({ type }) => type === 'npc-spoke').map(({ data }) => data)
    expect(spoken).toMatchObject([{ private: false }, { private: true }])
    expect(turn.read('Bob').join()).not.toContain('ruby')
  })

  it('shows a reply that begins with a colon as a gesture', () => {
    const mute = defineMobile('inn.mute', {
      talk: [{ keywords: ['goose'], reply: ':flaps both arms at {actor}.' }],
    })
    const play = playStory([mute, standing('mute', 'inn.mute', 'inn.hall')])
    const told = play.type('Ann', 'ask mute about the goose')
    expect(told.read('Ann')).toContain('The mute flaps both arms at Ann.')
    expect(play.type('Ann', 'whisper mute goose').read('Bob')).toContain(
      'The mute flaps both arms at Ann.',
    )
  })

  it('takes words that arrive unsafe as plain text', () => {
    const play = playStory(present)
    const job = jobIn(play.type('Ann', 'ask sage about the moon'), 'npc-reply')
    const told = play.answer(resultOf(job, { say: '{danger}Boo\u001b[31m' }))
    expect(told.read('Ann')).toEqual(['The sage says to you: “{danger}Boo”'])
  })
})

describe('prepared scenes', () => {
  it('ask once for what a hundred visitors miss, and serve it to all of them', () => {
    const crowd = Array.from({ length: 100 }, (_, n) => player(`Crowd${n}`, 'inn.hall')).flat()
    const play = playStory(present, crowd)
    const turn = play.wait(20)
    const kinds = turn.jobs.map((job) => job.kind).sort()
    expect(kinds).toEqual(['narrate-room', 'npc-plan', 'social-bundle'])
    expect(play.wait(100).jobs).toEqual([])
    expect(preparedIn(play.world, roomIn(play), play.beat)).toMatchObject({
      actions: { status: 'pending', prepared: [] },
      social: { status: 'pending', gossip: [] },
      narration: { status: 'pending' },
    })
  })

  it('have answers prepared once, in a minute without talk, to what no rule can answer', () => {
    const prepared = (turn: Turn) =>
      turn.jobs.filter(
        (job): job is Extract<Job, { kind: 'pregenerate' }> => job.kind === 'pregenerate',
      )
    const play = playStory(present)
    play.beat = 230
    play.type('Ann', 'ask sage about the goose')
    expect(prepared(play.wait(100))).toEqual([])
    const [job, ...others] = prepared(play.wait(200))
    expect(others).toEqual([])
    expect(job?.payload.npc.name).toBe('the sage')
    expect(job?.payload.questions).toContain('what is your story?')
    for (const question of job?.payload.questions ?? []) {
      const asked = playStory(present).type('Ann', `ask sage ${question}`)
      expect(asked.jobs.map(({ kind }) => kind)).toContain('npc-reply')
    }
    expect(prepared(play.wait(1_000))).toEqual([])
  })

  it('do what was planned, each thing once, and only what rules allowed', () => {
    const play = playStory(present)
    const job = jobIn(play.wait(20), 'npc-plan')
    const refused = resultOf(job, { actions: [{ option: 'fly', text: 'flies away.' }] })
    expect(play.answer(refused).code).toBe('not-among-options')
    const actions = [
      { option: 'work', text: 'turns a page.' },
      { option: 'watch', text: 'looks up.' },
    ]
    const again = { ...resultOf(job, { actions }), job: `${job.job}b` }
    expect(play.answer(again).status).toBe('completed')
    expect(preparedIn(play.world, roomIn(play), play.beat).actions).toMatchObject({
      status: 'ready',
      prepared: [{ npc: 'sage', text: 'turns a page.' }],
    })
    const read = play.wait(400).read('Ann')
    expect(read.filter((line) => line === 'The sage turns a page.')).toHaveLength(1)
    expect(read.filter((line) => line === 'The sage looks up.')).toHaveLength(1)
  })

  it('do what was planned like people: one at a time, and each with long pauses', () => {
    const names = ['sage', 'fool', 'bard', 'cook', 'monk', 'maid']
    const talker = { behaviours: [{ kind: 'talker', chance: 100, everyBeats: 4 }] }
    const idle = { lines: { idle: [':hums.'] } }
    const play = playStory(
      ...names.map((name) => defineMobile(`inn.${name}`, { ...talker, ...idle })),
      ...names.map((name) => standing(name, `inn.${name}`, 'inn.hall')),
    )
    const spoke: { name: string; at: number }[] = []
    for (let pass = 0; pass < 300; pass += 1) {
      for (const line of play.wait(4).read('Ann')) {
        const [, name] = /^The (\w+) hums/.exec(line) ?? []
        if (name) spoke.push({ name, at: play.beat })
      }
    }
    expect(new Set(spoke.map(({ name }) => name)).size).toBe(names.length)
    // No more than one in ten seconds of world time for the room, and one in thirty for each.
    expect(spoke.length).toBeLessThanOrEqual(1_200 / 40)
    for (const name of names) {
      const times = spoke.filter((one) => one.name === name).map(({ at }) => at)
      const pauses = times.slice(1).map((at, index) => at - (times[index] ?? 0))
      expect(Math.min(...pauses)).toBeGreaterThanOrEqual(120)
    }
  })

  it('never show gossip made for other company', () => {
    const play = playStory(present)
    const job = jobIn(play.wait(20), 'social-bundle')
    play.answer(resultOf(job, { gossip: ['The goose is back.'] }))
    expect(preparedIn(play.world, roomIn(play), play.beat).social.status).toBe('ready')
    expect(play.type('Ann', 'ask sage for gossip').read('Ann').at(-1)).toContain(
      'The goose is back.',
    )
    play.type('Bob', 'east')
    expect(preparedIn(play.world, roomIn(play), play.beat).social.status).toBe('pending')
  })

  it('tell a narration to the room and keep it', () => {
    const play = playStory(present)
    const job = jobIn(play.wait(20), 'narrate-room')
    expect(job.payload.occasion).toBe('first-visit')
    const told = play.answer(resultOf(job, { text: 'Smoke and bread.' }))
    expect(told.read('Ann')).toEqual(['Smoke and bread.'])
    expect(told.kinds('Ann')).toEqual(['room-narrated'])
    const { narration } = preparedIn(play.world, roomIn(play), play.beat)
    expect(narration).toEqual({ status: 'ready', text: 'Smoke and bread.', narration: job.job })
  })

  it('forget work that nobody did, and ask again', () => {
    const play = playStory(present, quarrel)
    play.wait(20)
    expect(Object.keys(pendingJobs(play.world)).length).toBe(3)
    const later = play.wait(520)
    expect(later.jobs.some((job) => job.kind === 'narrate-room')).toBe(true)
  })
})
