import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { canonical } from '../../schema/canonical.ts'
import type { NewEvent } from '../../schema/define-event.ts'
import { eventType } from '../../schema/events/index.ts'
import { scriptHealthOf } from '../../schema/events/script-health.ts'
import { waitsOf } from '../../schema/events/scripts.ts'
import { definitionSet } from '../../schema/events/world.ts'
import { apply } from '../../schema/fold.ts'
import { oneLayer, type Play } from '../support/rule-play.ts'
import { player, thing } from '../support/small-inn.ts'
import { declared, defineMobile, playStory, standing } from '../support/story-inn.ts'

type Json = Record<string, unknown>

function script(name: string, value: Json): NewEvent {
  return declared('script', 'scripts', `inn.${name}`, value)
}

const inHall = (on: Json, source: string, more: Json = {}) => ({
  room: 'inn.hall',
  ...on,
  do: source,
  ...more,
})

/** Types a line and returns what Ann read. */
const read = (play: Play, line: string, name = 'Ann') =>
  play.type(name, line).read('Ann').join('\n')

const pull = { on: 'verb', verb: 'pull', what: ['lever'] }

describe('own verbs', () => {
  const lever = inHall(
    pull,
    `if (state.down) { echo('The lever creaks back.'); state.down = null }
     else { state.down = true; echo(\`\${actor} pulls the lever.\`); others(actor, 'Dust falls.') }`,
  )

  it('are known where they are declared, and keep what they set', () => {
    const play = playStory(script('lever', lever))
    expect(read(play, 'pull the lever')).toContain('Ann pulls the lever.')
    expect(read(play, 'pull lever')).toContain('The lever creaks back.')
    expect(play.type('Ann', 'pull rope').code).toBe('unknown')
    play.type('Ann', 'east')
    expect(play.type('Ann', 'pull lever').code).toBe('unknown')
    expect(play.broken).toEqual([])
  })

  it('take nothing away from players and nothing from builders', () => {
    const words = ['quit', 'recall', 'help', 'tell', 'dig']
    const scripts = words.map((verb) =>
      script(`take-${verb}`, inHall({ on: 'verb', verb }, "deny('No.')")),
    )
    const play = playStory(...scripts)
    for (const verb of ['help', 'who']) expect(play.type('Ann', verb).code).not.toBe('denied')
    expect(play.type('Bob', 'dig up The Loft').status).toBe('completed')
  })

  it('are not for sleepers, who can wake as anywhere', () => {
    const stand = inHall({ on: 'verb', verb: 'stand' }, "deny('No.')")
    const play = playStory(script('lever', lever), script('stand', stand))
    play.type('Ann', 'sleep')
    expect(play.type('Ann', 'pull lever').code).toBe('asleep')
    expect(play.type('Ann', 'stand').status).toBe('completed')
    play.type('Ann', 'sleep')
    expect(play.type('Ann', 'wake').status).toBe('completed')
    expect(play.type('Ann', 'stand').code).toBe('denied')
  })

  it('may let the line mean what it always means', () => {
    const look = inHall({ on: 'verb', verb: 'look' }, "if (arg === 'up') deny('Rafters.'); pass()")
    const play = playStory(script('look', look))
    expect(play.type('Ann', 'look').status).toBe('completed')
    expect(play.type('Ann', 'look up').code).toBe('denied')
  })
})

describe('what is asked before', () => {
  const gate = { on: 'leaves', before: true, way: 'east' }

  it('is denied in the script’s words, or happens', () => {
    const play = playStory(
      script('gate', inHall(gate, "if (!carries(actor, 'sack')) deny('the rope holds you.')")),
    )
    const held = play.type('Ann', 'east')
    expect(held).toMatchObject({ status: 'refused', code: 'denied' })
    expect(held.read('Ann').join()).toContain('The rope holds you.')
    expect(play.world.get('ann')?.place).toBe('inn.hall')
  })

  it('leaves builders alone, and the broken gate does what its header says', () => {
    const broken = 'deny(1 / 0)'
    const play = playStory(script('gate', inHall(gate, broken, { ifBroken: 'deny' })))
    expect(play.type('Ann', 'east').code).toBe('denied')
    expect(play.type('Bob', 'east').status).toBe('completed')
    for (let n = 0; n < 3; n += 1) play.type('Ann', 'east')
    expect(scriptHealthOf(play.world, 'inn.gate')?.off).toBe(true)
    expect(play.type('Ann', 'east').code).toBe('denied')
  })
})

describe('waiting scripts', () => {
  const bridge = inHall(
    { on: 'verb', verb: 'turn' },
    `if (state.down) deny('It will not turn further.')
     state.down = true; link('up', 'cellar'); echo('Chains rattle.')
     for (const n of [1, 2]) { wait(2); echo(\`Click \${n}.\`) }
     unlink('up'); state.down = null; echo('The bridge lifts.')`,
  )

  it('go on once, from where they stood', () => {
    const play = playStory(script('bridge', bridge))
    play.type('Ann', 'turn')
    expect(play.world.room('inn.hall')?.exits.up?.to).toBe('inn.cellar')
    expect(play.type('Ann', 'turn').code).toBe('denied')
    const told = play.wait(40).read('Ann').join('\n')
    expect(told.match(/Click \d/g)).toEqual(['Click 1', 'Click 2'])
    expect(told.match(/bridge lifts/g)).toHaveLength(1)
    expect(play.world.room('inn.hall')?.exits.up).toBeUndefined()
    expect(waitsOf(play.world, 'inn')).toEqual([])
  })

  it('are dropped when the script is edited', () => {
    const play = playStory(script('bridge', bridge))
    play.type('Ann', 'turn')
    apply(play.world, script('bridge', inHall({ on: 'verb', verb: 'turn' }, 'echo("New.")')), {
      ...{ shard: 1, tick: 99, ordinal: 1, beat: 0, atMs: 0 },
    })
    const events = play.wait(40).events
    expect(events.filter(({ type }) => type === 'script-wait-ended')).toMatchObject([
      { data: { why: 'edited' } },
    ])
  })
})

describe('a script that breaks', () => {
  const endless = inHall({ on: 'says' }, 'while (true) {}')

  it('costs nobody a line, and is off after the third time', () => {
    const play = playStory(script('loop', endless))
    for (let n = 0; n < 4; n += 1) {
      const turn = play.type('Ann', 'say hello')
      expect(turn.status).toBe('completed')
      expect(turn.read('Ann').join()).toContain('hello')
      play.wait(60)
    }
    expect(scriptHealthOf(play.world, 'inn.loop')).toMatchObject({ off: true, last: { line: 1 } })
    expect(play.log.filter(({ type }) => type === 'script-failed')).toHaveLength(3)
    expect(play.broken).toEqual([])
  })

  it('is told to builders with its line', () => {
    const play = playStory(
      script('loop', inHall({ on: 'says' }, 'let a = 1\nlet b = a / 0\necho(b)')),
    )
    const told = play.type('Ann', 'say hello').read('Bob').join('\n')
    expect(told).toContain('inn.loop, line 2: nothing is divided by 0')
  })

  it('lets its zone rest when it takes more than its part', () => {
    const busy = inHall({ on: 'says' }, 'let i = 0; while (i < 800) { i = i + 1 }')
    const scripts = [1, 2, 3, 4, 5, 6].map((n) => script(`busy-${n}`, busy))
    const play = playStory(...scripts)
    const turn = play.type('Ann', 'say hello')
    expect(turn.status).toBe('completed')
    expect(turn.events.filter(({ type }) => type === 'scripts-rested')).toHaveLength(1)
    const quiet = play.type('Ann', 'say again').events.map(({ type }) => type)
    expect(quiet).toEqual(['speech-uttered'])
  })
})

describe('rights', () => {
  const forbidden: readonly [name: string, source: string][] = [
    ['harm without the right', 'damage(actor, 50)'],
    ['a room of another zone', "move(actor, 'fen.cell')"],
    ['a copy from another zone', "load('fen.crown')"],
    ['what somebody carries', 'for (const one of [item]) purge(one)'],
    ['words put into a mouth', "force(actor, 'say I am a fool')"],
    ['leaving by force', "force(actor, 'quit')"],
    ['coins without an allowance', 'reward(actor, 1000000000)'],
    ['a letter in another’s name', "letter(actor, player('Bob'), 'hello')"],
    ['weather without the right', "sky('rain', 10)"],
  ]
  it.each(forbidden)('do not allow %s', (_name, source) => {
    const play = playStory(
      script('bad', inHall({ on: 'says' }, source)),
      thing('i1', 'inn.sack', 'ann'),
    )
    const turn = play.type('Ann', 'say hello')
    expect(turn.events.map(({ type }) => type)).toEqual(['speech-uttered'])
    expect(play.broken).toEqual([])
  })

  it('are widened by admins alone', () => {
    const zone = { of: 'zone', key: 'inn', data: { id: 'inn', name: 'The Inn' } }
    const play = playStory(definitionSet(zone), player('Cid', 'inn.hall', 'builder'))
    expect(play.type('Cid', 'edit zone inn dangers ["damage"]').code).toBe('admins-only')
    expect(play.type('Cid', 'edit zone inn name The Old Inn').status).toBe('completed')
    expect(play.type('Bob', 'edit zone inn dangers ["damage"]').status).toBe('completed')
  })

  it('shows what was refused to whoever watches', () => {
    const play = playStory(script('bad', inHall({ on: 'says' }, 'damage(actor, 50)')))
    play.type('Bob', 'script watch')
    expect(play.type('Ann', 'say hello').read('Bob').join('\n')).toContain('damage() refused')
  })

  it('cleans what is shown, and names of ours are no names of theirs', () => {
    const source =
      "state.__proto__ = 1; state.constructor = 'x'; echo('{danger}You die!{/}\\u001b[31m')"
    const play = playStory(script('odd', inHall({ on: 'says' }, source)))
    expect(read(play, 'say hello')).toContain('{danger}You die!{/}')
    expect(play.broken).toEqual([])
    expect(Object.getPrototypeOf({})).toBe(Object.prototype)
  })
})

describe('time', () => {
  it('runs scripts of an interval where somebody is, and of an hour wherever they are', () => {
    const play = playStory(
      script('drip', inHall({ on: 'every', every: 5 }, "echo('A drop falls.')")),
      script('chime', inHall({ on: 'hour', hours: [9] }, "echo('Nine strokes.')")),
    )
    const told = play.wait(500).read('Ann').join('\n')
    expect(told.match(/A drop falls/g)?.length).toBeGreaterThan(20)
    expect(told.match(/Nine strokes/g)).toHaveLength(1)
    expect(play.broken).toEqual([])
  })
})

describe('replay', () => {
  it('folds to the state that was live', () => {
    const keeper = defineMobile('inn.smith', { reactions: [{ on: 'says', do: [{ say: 'Aye.' }] }] })
    const source = "state.n = state.n + 1; remember(actor, 'seen', state.n); wait(1); load('sack')"
    const play = playStory(
      keeper,
      standing('m1', 'inn.smith', 'inn.hall'),
      script('count', inHall({ on: 'says' }, source)),
    )
    const before = oneLayer(play.world)
    for (let n = 0; n < 3; n += 1) {
      play.type('Ann', 'say hello')
      play.wait(6)
    }
    const events = play.log
    expect(events.some(({ type }) => type === 'script-waits')).toBe(true)
    for (const event of events) {
      eventType(event.type).data.parse(event.data)
      apply(before, event, { shard: 1, tick: 8, ordinal: 1, beat: 28, atMs: 0 })
    }
    const kept = (world: typeof before) =>
      [...world.entities.values()]
        .filter((one) => one?.kind === 'record' && one.of.startsWith('script'))
        .map(canonical)
        .sort()
    expect(kept(before)).toEqual(kept(play.world))
  })
})

/** Programs of the grammar, most of them nonsense. */
const expression = fc.letrec<{ e: string }>((tie) => ({
  e: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(
      'actor',
      'self',
      'state',
      'room.players',
      "'text'",
      '7',
      'null',
      '[1,2]',
      '{a:1}',
      'x',
    ),
    fc
      .tuple(tie('e'), fc.constantFrom('+', '*', '<', '===', '&&', '||', '%'), tie('e'))
      .map(([a, b, c]) => `(${a} ${b} ${c})`),
    fc
      .tuple(
        fc.constantFrom('len', 'lower', 'has', 'split', 'join', 'add', 'pick', 'word'),
        tie('e'),
        tie('e'),
      )
      .map(([f, a, b]) => `${f}(${a}, ${b})`),
    tie('e').map((a) => `${a}.name`),
  ),
})).e

const statement = fc.oneof(
  expression.map((e) => `state.s = ${e}`),
  expression.map((e) => `x = ${e}`),
  expression.map((e) => `echo(${e})`),
  expression.map((e) => `while (${e}) { x = add(x, x) }`),
  expression.map((e) => `for (const one of ${e}) { x = one; wait(1) }`),
)

describe('random programs', () => {
  test.prop([fc.array(statement, { maxLength: 5 })], { numRuns: 150 })(
    'reach nothing of ours and cost nobody a line',
    (statements) => {
      let play: Play
      try {
        play = playStory(
          script('any', inHall({ on: 'says' }, `let x = 1\n${statements.join('\n')}`)),
        )
      } catch {
        return
      }
      expect(play.type('Ann', 'say hello').status).toBe('completed')
      play.wait(6)
      expect(play.broken).toEqual([])
      const bugs = play.log.filter(
        ({ type, data }) => type === 'script-failed' && data['kind'] === 'bug',
      )
      expect(bugs).toEqual([])
    },
  )
})
