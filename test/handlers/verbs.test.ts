import { describe, expect, it } from 'vitest'
import { commands } from '../../handlers/commands/index.ts'
import { answer } from '../../handlers/decision.ts'
import { defineCommand, type HelpGroup } from '../../handlers/define-command.ts'
import { commandFiles, misplacedVerbs } from '../support/verb-files.ts'

const verb = (name: string, group: HelpGroup) =>
  defineCommand({ verb: name, help: { group, brief: 'A planted verb.' }, decide: () => answer() })

describe('every verb', () => {
  it('is found by a file of its own name in the folder of its topic', async () => {
    const files = await commandFiles()
    expect(files.length).toBeGreaterThan(commands.length)
    expect(misplacedVerbs(files, commands)).toEqual([])
  })

  it('is missed when its file is misnamed, in another topic, not there or not registered', () => {
    const [bow, nod, sigh, wink] = [
      verb('bow', 'talking'),
      verb('nod', 'talking'),
      verb('sigh', 'talking'),
      verb('wink', 'talking'),
    ]
    const files = [
      { path: 'talking/gestures.ts', exports: { bow } },
      { path: 'self/nod.ts', exports: { nod } },
      { path: 'talking/wink.ts', exports: { wink } },
      { path: 'talking/words.ts', exports: { helper: () => null } },
    ]
    expect(misplacedVerbs(files, [bow, nod, sigh])).toEqual([
      'talking/gestures.ts declares bow, not talking/bow.ts',
      'self/nod.ts declares nod, not talking/nod.ts',
      'talking/wink.ts is not registered',
      'sigh is in no file of its own',
    ])
  })
})
