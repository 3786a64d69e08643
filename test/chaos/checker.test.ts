/** The checker itself: silent on an honest run, and it names every fault that is planted. */
import { describe, expect, test } from 'vitest'
import { itemLoaded } from '../../schema/events/items.ts'
import { npcSpoke } from '../../schema/events/npc.ts'
import { check } from './checker.ts'
import { dumpOf, honestRun, type Planted, twiceLived } from './planted.ts'
import type { Entry } from './record.ts'
import { everyRun, scheduleOf } from './schedule.ts'
import { historiesOf } from './timelines.ts'

const initial = new Map([['count.bell', 1]])

function rulesBroken(run: Planted, tables?: ReadonlyMap<string, string>): string[] {
  const { breaches } = check(run.clients, dumpOf(run, tables), initial)
  return [...new Set(breaches.map(({ rule }) => rule))].sort()
}

function client(run: Planted, name: string) {
  const found = run.clients.find((one) => one.name === name)
  if (!found) throw new Error(`nobody is called ${name}`)
  return found
}

function frameWith(run: Planted, name: string, mark: string): Entry & { what: 'frame' } {
  const found = client(run, name).entries.find(
    (entry): entry is Entry & { what: 'frame' } =>
      entry.what === 'frame' && entry.marks.includes(mark),
  )
  if (!found) throw new Error(`${name} did not hear ${mark}`)
  return found
}

function without(entries: Entry[], entry: Entry): Entry[] {
  return entries.filter((one) => one !== entry)
}

test('an honest run has no breach, and its figures add up', () => {
  const run = honestRun()
  const { breaches, figures } = check(run.clients, dumpOf(run), initial)
  expect(breaches).toEqual([])
  expect(figures).toMatchObject({ attempted: 6, acked: 6, applied: 5, refused: 1, lost: 0 })
})

/** A mobile answers somebody with a mark in its words, and these hear it. */
function repeated(run: Planted, mark: string, to: string, hearers: readonly string[]): void {
  const say = `${mark}? Never heard of it.`
  const event = npcSpoke({ npc: 'm1', room: 'count.hall', say, to, private: false, by: 'rules' })
  const meta = { shard: 1, tick: 50, ordinal: 1, beat: 50, atMs: 50 }
  run.events.push({ ...event, ...meta, version: 1, cause: '', data: { ...event.data } })
  for (const name of hearers) {
    const seen = { atMs: 50, session: `s${name}`, what: 'frame', frame: '50.1' } as const
    client(run, name).entries.push({ ...seen, t: 'event', kind: event.type, marks: [mark] })
    run.told.get(seen.session)?.push(seen.frame)
  }
}

test('a mobile may repeat later what was said openly, to whoever said it', () => {
  const run = honestRun()
  repeated(run, 'mark0x1', 'ann', ['ann', 'bea', 'cem'])
  expect(rulesBroken(run)).toEqual([])
})

/** Each plants one fault and names the rules that have to notice it. */
const faults: [string, (run: Planted) => void, string[]][] = [
  [
    'an acknowledged command that is neither in the ledger nor in the log',
    (run) => {
      run.commands = run.commands.filter(({ session, n }) => session !== 'scem' || n !== 2)
    },
    ['lost', 'unbacked'],
  ],
  [
    'a command that is known to be stored by the number of a welcome and was lost',
    (run) => {
      const ann = client(run, 'ann')
      ann.entries.push({ atMs: 9, session: 'sann', what: 'invoke', n: 4, line: 'look' })
      ann.entries.push({ atMs: 9, session: 'sann', what: 'welcome', resumed: true, lastN: 4 })
    },
    ['lost'],
  ],
  [
    'a completed say that was never uttered',
    (run) => {
      run.events = run.events.filter(({ data }) => data['words'] !== 'mark1x1')
    },
    ['lost', 'unbacked'],
  ],
  [
    'a say that was uttered twice',
    (run) => {
      const say = run.events.find(({ data }) => data['words'] === 'mark0x1')
      if (say) run.events.push({ ...say, tick: 20, ordinal: 1 })
    },
    ['doubled', 'reordered'],
  ],
  [
    'two rows for one number',
    (run) => run.commands.push({ session: 'sann', n: 1, status: 1, code: '' }),
    ['doubled'],
  ],
  [
    'a refused command that had an effect',
    (run) => {
      run.commands = run.commands.map((row) =>
        row.session === 'scem' && row.n === 1 ? { ...row, status: 2 } : row,
      )
    },
    ['doubled', 'unbacked'],
  ],
  [
    'one number acknowledged as two requests',
    (run) =>
      client(run, 'ann').entries.push({
        atMs: 9,
        session: 'sann',
        what: 'ack',
        n: 1,
        request: 'aaaaaaaa-sann-2',
      }),
    ['doubled', 'ghost'],
  ],
  [
    'a row for a number that nobody sent',
    (run) => run.commands.push({ session: 'sbea', n: 2, status: 1, code: '' }),
    ['ghost'],
  ],
  [
    'two commands of a session that took effect the wrong way round',
    (run) => {
      const [one, other] = run.events.filter(({ data }) => data['actor'] === 'ann')
      if (!one || !other) throw new Error('ann said too little')
      const swapped = new Map([
        [one, { ...other, tick: one.tick, ordinal: one.ordinal }],
        [other, { ...one, tick: other.tick, ordinal: other.ordinal }],
      ])
      run.events = run.events.map((event) => swapped.get(event) ?? event)
    },
    ['reordered'],
  ],
  [
    'two observers who heard two says in different orders',
    (run) => {
      const first = frameWith(run, 'cem', 'mark0x1')
      const second = frameWith(run, 'cem', 'mark1x1')
      const marks = new Map([
        [first, { ...first, marks: second.marks, cause: second.cause }],
        [second, { ...second, marks: first.marks, cause: first.cause }],
      ] as [Entry, Entry][])
      const cem = client(run, 'cem')
      cem.entries = cem.entries.map((entry) => marks.get(entry) ?? entry)
    },
    ['reordered'],
  ],
  [
    'a whisper that a bystander could read',
    (run) => {
      const heard = frameWith(run, 'bea', 'mark0x2')
      client(run, 'cem').entries.push({ ...heard, session: 'scem', frame: '30.1' })
      run.told.get('scem')?.push('30.1')
    },
    ['leaked'],
  ],
  [
    'a whisper that a mobile repeats openly',
    (run) => repeated(run, 'mark0x2', 'ann', ['ann', 'bea', 'cem']),
    ['leaked'],
  ],
  [
    'what one has said, told to another by a mobile',
    (run) => repeated(run, 'mark0x1', 'bea', ['ann', 'bea', 'cem']),
    ['leaked'],
  ],
  [
    'words of a mobile that somebody in the room did not hear',
    (run) => repeated(run, 'mark0x1', 'ann', ['ann', 'bea']),
    ['unheard'],
  ],
  [
    'a frame that never came',
    (run) => {
      const bea = client(run, 'bea')
      bea.entries = without(bea.entries, frameWith(run, 'bea', 'mark0x1'))
    },
    ['missing', 'unheard'],
  ],
  [
    'a say that no tick told somebody in the room',
    (run) => {
      const bea = client(run, 'bea')
      const frame = frameWith(run, 'bea', 'mark0x1')
      bea.entries = without(bea.entries, frame)
      run.told.set(
        'sbea',
        (run.told.get('sbea') ?? []).filter((id) => id !== frame.frame),
      )
    },
    ['unheard'],
  ],
  [
    'a frame that came twice',
    (run) => {
      const bea = client(run, 'bea')
      bea.entries.push(frameWith(run, 'bea', 'mark0x1'))
    },
    ['reordered', 'repeated'],
  ],
  [
    'a frame that no tick committed',
    (run) => {
      const heard = frameWith(run, 'bea', 'mark0x1')
      const invented = { ...heard, frame: '40.1', marks: ['mark7x7'] }
      client(run, 'bea').entries.push(invented)
    },
    ['unbacked'],
  ],
  [
    'a done with another outcome than the ledger has',
    (run) => {
      const bea = client(run, 'bea')
      bea.entries = bea.entries.map((entry) =>
        entry.what === 'frame' && entry.t === 'done' ? { ...entry, kind: 'refused' } : entry,
      )
    },
    ['unbacked'],
  ],
  [
    'frames of a command before its acknowledgement',
    (run) => {
      const bea = client(run, 'bea')
      const ack = bea.entries.find(({ what }) => what === 'ack')
      if (ack) bea.entries = [...without(bea.entries, ack), ack]
    },
    ['ack-order'],
  ],
  [
    'a thing that exists twice',
    (run) => {
      const event = itemLoaded({ item: 'i2', proto: 'count.bell', place: 'cem', reason: 'copy' })
      const meta = { shard: 1, tick: 50, ordinal: 1, beat: 50, atMs: 50 }
      run.events.push({ ...event, ...meta, version: 1, cause: '', data: { ...event.data } })
    },
    ['belongings', 'unbalanced'],
  ],
  [
    'a hand-over that made gold',
    (run) => {
      run.events = run.events.map((event) =>
        event.type === 'gold-given'
          ? { ...event, data: { ...event.data, target: 'nobody' } }
          : event,
      )
    },
    ['belongings', 'unbalanced'],
  ],
  [
    'a hole in the log of one tick',
    (run) => {
      run.events = run.events.filter(({ tick, ordinal }) => tick !== 1 || ordinal !== 1)
      run.events = run.events.filter(({ type }) => type !== 'item-taken')
      run.clients = run.clients.map((one) => ({
        ...one,
        belongings: { ...one.belongings, items: [] },
      }))
    },
    ['log', 'unbalanced'],
  ],
  [
    'a living session that was not continued',
    (run) => {
      client(run, 'bea').entries.push({ atMs: 9, session: 'sbea', what: 'refused-resume' })
    },
    ['session'],
  ],
]

describe('planted faults', () => {
  test.each(faults)('%s', (_name, plant, rules) => {
    const run = honestRun()
    plant(run)
    expect(rulesBroken(run)).toEqual([...rules].sort())
  })

  test('a row of the tables that the log does not lead to', () => {
    const run = honestRun()
    const tables = new Map(dumpOf(run).entities)
    tables.set('ann', (tables.get('ann') ?? '').replace('"level":1', '"level":9'))
    expect(rulesBroken(run, tables)).toEqual(['fold'])
    tables.delete('bea')
    expect(rulesBroken(run, tables)).toContain('fold')
  })

  test('a hole is excused by a resync, and by nothing else', () => {
    const run = honestRun()
    const bea = client(run, 'bea')
    const frame = frameWith(run, 'bea', 'mark0x1')
    const at = bea.entries.indexOf(frame)
    bea.entries = without(bea.entries, frame)
    bea.entries.splice(at, 0, { atMs: 5, session: 'sbea', what: 'resync' })
    // The link breaks before the full state has come.
    bea.entries.splice(at + 1, 0, { atMs: 5, session: 'sbea', what: 'away' })
    expect(rulesBroken(run)).toEqual([])
  })

  test('whoever is told to look around anew is given the full state', () => {
    const run = honestRun()
    client(run, 'bea').entries.push({ atMs: 9, session: 'sbea', what: 'resync' })
    expect(rulesBroken(run)).toEqual(['resync'])
  })
})

describe('a store that went back in time', () => {
  test('breaks nothing when what was lost is applied again, and everybody is told', () => {
    const run = twiceLived()
    expect(rulesBroken(run)).toEqual([])
    const { figures } = check(run.clients, dumpOf(run), initial)
    expect(figures).toMatchObject({ acked: 6, applied: 5, refused: 1, lostFrames: 6, otherwise: 0 })
  })

  test('excuses nothing that the new timeline does otherwise', () => {
    const run = twiceLived()
    run.timelines = []
    expect(rulesBroken(run)).toContain('unbacked')
  })

  test('is announced to everybody', () => {
    const run = twiceLived()
    const bea = client(run, 'bea')
    bea.entries = bea.entries.filter(({ what }) => what !== 'resync')
    expect(rulesBroken(run)).toEqual(['timeline'])
  })

  test('loses no command that was acknowledged and done', () => {
    const run = twiceLived()
    run.commands = run.commands.filter(({ session, n }) => session !== 'scem' || n !== 1)
    expect(rulesBroken(run)).toEqual(['lost', 'unbacked'])
  })

  test('keeps nothing in its log of what was lost', () => {
    const run = twiceLived()
    run.events = run.events.map((event) => (event.tick === 1_005 ? { ...event, tick: 5 } : event))
    expect(rulesBroken(run)).toEqual(['log'])
  })

  test('shows nobody frames of the lost past afterwards', () => {
    const run = twiceLived()
    const bea = client(run, 'bea')
    const done = bea.entries.find((entry) => entry.what === 'frame' && entry.frame.startsWith('4'))
    if (done) bea.entries.push({ ...done, frame: '6.3' } as Entry)
    expect(rulesBroken(run)).toContain('repeated')
  })

  test('had one order for everybody before it did', () => {
    const run = twiceLived()
    const { histories } = {
      histories: historiesOf([
        { began: 1_000, after: 4 },
        { began: 2_000, after: 2 },
      ]),
    }
    expect([2, 3, 5, 1_005, 2_005].map(histories.pieceOf)).toEqual([
      'kept',
      'lost 0',
      'lost 0',
      'lost 1',
      'kept',
    ])
    for (const [name, frames] of [
      ['ann', ['6.5', '6.6']],
      ['bea', ['6.6', '6.5']],
    ] as const) {
      const entries = client(run, name).entries
      const at = entries.findIndex(({ what }) => what === 'resync')
      const say = frameWith(run, name, 'mark0x1')
      entries.splice(
        at,
        0,
        ...frames.map((frame, index) => ({
          ...say,
          frame: `6.${5 + index}`,
          cause: '',
          marks: [frame],
        })),
      )
    }
    expect(rulesBroken(run)).toEqual(['reordered'])
  })
})

test('a schedule is a function of its seed, and begins with one of every kill that matters', () => {
  expect(scheduleOf(7, 12, 2_000)).toEqual(scheduleOf(7, 12, 2_000))
  expect(scheduleOf(7, 12, 2_000)).not.toEqual(scheduleOf(8, 12, 2_000))
  for (const seed of [1, 2, 3]) {
    const kinds = scheduleOf(seed, everyRun.length, 2_000).map(({ kind }) => kind)
    expect(new Set(kinds)).toEqual(new Set(everyRun))
  }
  for (const { holdMs } of scheduleOf(3, 50, 2_000)) expect(holdMs).toBeGreaterThan(2_000)
})
