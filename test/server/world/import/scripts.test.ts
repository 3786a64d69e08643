/** Scripts of mobiles that reactions can say, as they come in and as they are played. */
import { describe, expect, it } from 'vitest'
import { formatReport } from '../../../../server/world/import/report.ts'
import { families } from './families.ts'
import { importTexts } from './import-texts.ts'
import { playImported } from './walker.ts'

/** The tbaMUD library with these triggers at its keeper: attach line, argument and commands. */
function withTriggers(
  ...triggers: readonly (readonly [attach: string, arg: string, lines: string])[]
) {
  const { files } = families.tbamud
  const texts = triggers.map(
    ([attach, argument, lines], index) =>
      `#${300 + index}\nname~\n${attach}\n${argument}~\n${lines}\n~\n`,
  )
  const lines = triggers.map((_, index) => `T ${300 + index}\n`).join('')
  return {
    ...files,
    'trg/3.trg': `${texts.join('')}$~\n`,
    'mob/1.mob': files['mob/1.mob'].replace('#102', `${lines}#102`),
  }
}

/** The same for a dialect of `.are` files whose programs stand with the mobile. */
function withPrograms(programs: string) {
  const { files } = families.smaug
  const own = '> greet_prog 100~\nsay Mind the planks.\n~\n'
  return { ...files, 'ferry.are': files['ferry.are'].replace(own, programs) }
}

describe('scripts of mobiles', () => {
  it('greet, answer words, take gifts and hand something over', async () => {
    const files = withTriggers(
      ['0 g 100', '', 'if %actor.is_pc%\nwait 2 sec\nsay Hello, %actor.name%!\nend'],
      ['0 d 0', 'open the door', 'nod %actor.name%\nunlock door\nopen door'],
      ['0 d 1', 'bread loaf', '%load% obj 101\ngive bread %actor.name%'],
      ['0 j 100', '', '%echo% The keeper counts the ropes.'],
      ['0 b 10', '', 'say the river is high'],
    )
    const { mobile, report } = await importTexts(files)
    expect(report.damage).toEqual([])
    expect(mobile(101).reactions).toMatchObject([
      { on: 'enters', chance: 100, do: [{ act: 'say', text: 'Hello, {actor}!' }] },
      {
        ...{ on: 'says', words: ['open the door'] },
        do: [
          { act: 'emote', text: 'nods at {actor}.' },
          { act: 'unlock', direction: 'north' },
          { act: 'open', direction: 'north' },
        ],
      },
      { on: 'says', words: ['bread', 'loaf'], do: [{ act: 'give', item: 'the-ferry.i101' }] },
      { on: 'gives', do: [{ act: 'narrate', text: 'The keeper counts the ropes.' }] },
    ])
    expect(mobile(101).lines.idle).toEqual(['The river is high.'])
    expect(mobile(101).behaviours.map(({ kind }) => kind)).toContain('talker')
  })

  it('of ROM are found by their numbers', async () => {
    const { files } = families.rom
    const text = files['ferry.are']
      .replace('\n#102\nrat', '\nM SPEECH 300 passage~\n#102\nrat')
      .replace('#SPECIALS', '#MOBPROGS\n#300\nmob echo A wind rises.\nbow $n\n~\n#0\n\n#SPECIALS')
    const { mobile } = await importTexts({ ...files, 'ferry.are': text })
    expect(mobile(101).reactions).toMatchObject([
      {
        ...{ on: 'says', words: ['passage'] },
        do: [
          { act: 'narrate', text: 'A wind rises.' },
          { act: 'emote', text: 'bows at {actor}.' },
        ],
      },
    ])
  })

  it('with phrases, chances and transfers are read where they stand with the mobile', async () => {
    const programs = `> speech_prog p across please~\nmptransfer $n 102\n~\n> all_greet_prog 30~\nsay Eh?\n~\n`
    const { mobile } = await importTexts(withPrograms(programs))
    expect(mobile(101).reactions).toMatchObject([
      { on: 'says', words: ['across please'], do: [{ act: 'teleport', room: 'the-ferry.r102' }] },
      { on: 'enters', chance: 30, do: [{ act: 'say', text: 'Eh?' }] },
    ])
  })

  it.each([
    ['if %actor.level% > 3\nsay You may pass.\nend', 'conditions and variables'],
    ['say You weigh %actor.weight%.', 'variables in a text'],
    ['dance\n%purge% %actor%', 'the command %purge%'],
    ['%load% obj 101', 'loads what it does not hand over'],
    ['kill rat', 'attacks somebody else'],
    ['open hatch', 'a door that cannot be told'],
  ])('that reactions cannot say keep their text with the reason: %s', async (lines, reason) => {
    const { mobile, report, remark } = await importTexts(withTriggers(['0 g 100', '', lines]))
    expect(mobile(101).reactions).toEqual([])
    expect(mobile(101).notes).toContain(`script on greet , kept for ${reason}\n${lines}`)
    expect(report.scripts).toMatchObject({
      ...{ triggers: { greet: { translated: 0, kept: 1 } }, reasons: { [reason]: 1 } },
    })
    expect(remark('script kept as a note')).toEqual(['trg/3.trg:1'])
  })

  it('are counted by what begins them and by command', async () => {
    const { report } = await importTexts(
      withTriggers(['0 g 100', '', 'say Hello.\nsay Again.'], ['0 c 100', 'pull', 'say No.']),
    )
    const text = formatReport(report)
    expect(text).toMatch(/^ {2}greet +1 +0$/m)
    expect(text).toMatch(/^ {2}say +2 +1$/m)
    expect(text).toContain('Kept as text for:\n  what begins it (command)')
  })
})

describe('played', () => {
  it('the keeper greets, and a word opens the door', async () => {
    const { zones } = await importTexts(
      withTriggers(
        ['0 g 100', '', 'say Welcome, %actor.name%.'],
        ['0 d 0', 'open the door', 'say As you wish.\nunlock door\nopen door'],
      ),
    )
    const play = playImported(zones, 'the-ferry.r101')
    play.type('Ann', 'north')
    expect(play.world.get('ann')).toMatchObject({ place: 'the-ferry.r101' })
    const said = [
      ...play.type('Ann', 'say please open the door').read('Ann'),
      ...play.wait(8).read('Ann'),
    ]
    expect(said.join('\n')).toMatch(/As you wish\./)
    play.type('Ann', 'north')
    expect(play.world.get('ann')).toMatchObject({ place: 'the-ferry.r102' })
    const read = [...play.type('Ann', 'south').read('Ann'), ...play.wait(8).read('Ann')]
    expect(read.join('\n')).toContain('Welcome, Ann.')
    expect(play.broken).toEqual([])
  })

  it('the healer heals and the guard stands guard', async () => {
    const { files } = families.merc
    const healing = files['ferry.are'].replace(
      'M 102 spec_poison',
      'M 101 spec_cast_adept\nM 102 spec_guard',
    )
    const { mobile } = await importTexts({ ...files, 'ferry.are': healing })
    expect(mobile(101).behaviours.map(({ kind }) => kind)).toEqual(['shopkeeper', 'healer'])
    expect(mobile(102).behaviours.map(({ kind }) => kind)).toContain('guard')
  })
})
