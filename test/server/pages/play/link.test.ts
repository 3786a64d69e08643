import { describe, expect, it } from 'vitest'
import { linkWorld } from './link-world.ts'

const phases = (world: ReturnType<typeof linkWorld>) =>
  world.heard.statuses.map((status) => status.phase)

describe('the link', () => {
  it('sends what was typed before the welcome, in order and numbered from one', () => {
    const world = linkWorld(1)
    const link = world.open()
    link.send('look')
    link.send('north')
    link.start()
    world.run(500)
    expect(world.server.lines).toEqual(['look', 'north'])
    expect(world.server.lastN).toBe(2)
    expect(world.heard.commands).toEqual([])
    expect(phases(world)).toEqual(['calling', 'playing'])
  })

  it('keeps every command until it is done', () => {
    const world = linkWorld(2)
    const link = world.open()
    link.start()
    world.run(500)
    link.send('look')
    expect(world.heard.commands.map(({ stage }) => stage)).toEqual(['sent'])
    world.run(5)
    expect(world.heard.commands).toEqual([])
  })

  it('gives up a socket that has fallen silent and resumes where it was', () => {
    const world = linkWorld(3)
    const link = world.open()
    link.start()
    world.run(500)
    link.send('look')
    world.run(500)
    world.silence()
    link.send('say into the dark')
    world.run(20_000)
    expect(world.server.lines).toEqual(['look', 'say into the dark'])
    expect(world.heard.welcomes).toEqual([false, true])
    expect(world.server.hellos[1]).toMatchObject({ resume: { session: 'first', last: '2.0' } })
  })

  it('knocks again at once when the network comes back', () => {
    const world = linkWorld(4)
    const link = world.open()
    link.start()
    world.run(500)
    world.server.up = false
    world.breakLine()
    world.run(60_000)
    expect(world.heard.statuses.at(-1)?.phase).not.toBe('playing')
    world.server.up = true
    link.nudge()
    world.run(100)
    expect(world.heard.statuses.at(-1)?.phase).toBe('playing')
  })

  it('does not call in a tight circle a server that greets and hangs up', () => {
    const world = linkWorld(5)
    const link = world.open()
    link.start()
    for (let i = 0; i < 200; i++) {
      world.run(50)
      if (world.heard.statuses.at(-1)?.phase === 'playing') world.breakLine()
    }
    expect(world.server.hellos.length).toBeLessThan(9)
  })

  it('says which commands have an unknown fate when the session is gone, and sends the rest', () => {
    const world = linkWorld(6)
    const link = world.open()
    link.start()
    world.run(500)
    world.silence()
    link.send('drop the ring')
    world.server.forgetful = true
    world.breakLine()
    world.run(20_000)
    world.server.up = false
    expect(world.heard.unknown).toEqual(['drop the ring'])
    expect(world.server.lines).toEqual([])
    world.server.up = true
    link.send('look')
    world.run(1_000)
    expect(world.server.lines).toEqual(['look'])
  })

  it('ends after a goodbye for good and does not knock again', () => {
    const world = linkWorld(7)
    const link = world.open()
    link.start()
    world.run(500)
    world.toClient({ t: 'bye', code: 'replaced', reason: '', resume: false })
    world.run(10)
    world.breakLine()
    world.run(60_000)
    expect(world.heard.statuses.at(-1)).toMatchObject({ phase: 'ended', bye: { code: 'replaced' } })
    expect(world.server.hellos).toHaveLength(1)
  })

  it('leaves nothing of one player behind for the next', () => {
    const world = linkWorld(10)
    const link = world.open()
    link.start()
    world.run(500)
    world.silence()
    link.send('drop everything')
    world.server.aloof = true
    world.breakLine()
    world.run(30_000)
    expect(world.heard.statuses.at(-1)?.phase).toBe('stranger')
    expect(world.heard.unknown).toEqual(['drop everything'])
    world.server.aloof = false
    world.server.session = 'of another'
    link.start()
    world.run(500)
    link.send('look')
    world.run(500)
    expect(world.server.lines).toEqual(['look'])
  })

  it('opens a new session by the sign-in at hand when the old one is gone', () => {
    const world = linkWorld(11)
    const link = world.open()
    link.start('token')
    world.run(500)
    world.toClient({ t: 'welcome', session: '', character: null, world: 'w', lastN: 0, resume: '' })
    world.run(500)
    expect(world.heard.estranged).toBe(0)
    expect(world.heard.statuses.at(-1)?.phase).toBe('playing')
    expect(world.server.hellos[1]).toMatchObject({ token: 'token' })
    world.server.aloof = true
    world.toClient({ t: 'welcome', session: '', character: null, world: 'w', lastN: 0, resume: '' })
    world.run(500)
    expect(world.heard.estranged).toBe(1)
  })

  it('takes a hopeless line out and keeps the numbers without a gap', () => {
    const world = linkWorld(8)
    const link = world.open()
    link.start()
    world.run(500)
    for (const line of ['one', 'x'.repeat(40), 'two', 'three']) link.send(line)
    world.run(5_000)
    expect(world.server.lines).toEqual(['one', 'two', 'three'])
    expect(world.heard.refused.map(({ code }) => code)).toEqual(['too-long'])
  })

  it('continues after a reload of the page', () => {
    const world = linkWorld(9)
    const first = world.open()
    first.start()
    world.run(500)
    first.send('look')
    world.run(100)
    first.send('north')
    first.remember()
    const second = world.open()
    second.start()
    world.run(500)
    second.send('south')
    world.run(500)
    expect(world.server.lines).toEqual(['look', 'north', 'south'])
  })

  it('applies each line once and in order under losses, reloads and a busy server', () => {
    for (let seed = 1; seed <= 150; seed++) {
      const world = linkWorld(seed)
      let link = world.open()
      link.start()
      world.run(500)
      world.server.lossPercent = 8
      world.server.busyPercent = 15
      const typed: string[] = []
      for (let i = 0; i < 40; i++) {
        const line = `line ${i}`
        typed.push(line)
        link.send(line)
        if (world.chance(30)) world.run(400)
        if (world.chance(5)) world.breakLine()
        if (world.chance(4)) {
          link.remember()
          link = world.open()
          link.start()
        }
      }
      world.server.lossPercent = 0
      world.run(120_000)
      expect(world.server.lines, `seed ${seed}`).toEqual(typed)
      expect(world.heard.commands, `seed ${seed}`).toEqual([])
    }
  })

  it('shows every event once and in order under losses', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const world = linkWorld(seed)
      world.server.lossPercent = 6
      const link = world.open()
      link.start()
      world.run(500)
      for (let i = 0; i < 60; i++) {
        world.emit({ t: 'event', kind: 'heard', text: `tide ${i}`, data: {} })
        world.run(60)
        if (world.chance(10)) world.breakLine()
      }
      world.server.lossPercent = 0
      world.run(60_000)
      const seen = world.heard.frames.flatMap((frame) => (frame.t === 'event' ? [frame.text] : []))
      expect(seen, `seed ${seed}`).toEqual(Array.from({ length: 60 }, (_, i) => `tide ${i}`))
    }
  })
})
