/** Telnet against the whole running game: every process is real, and so is what is negotiated. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { until } from '../chaos/whole-system.ts'
import { makeCertificate } from '../support/certificate.ts'
import { type Game, rich, startGame, startMs, telnetGuest } from './game.ts'
import { type Abilities, openTelnet, type TelnetClient } from './telnet-client.ts'

let game: Game
let startedS = 0
const { cert, key, remove: removeCertificate } = makeCertificate()
const connectionsMax = 12

beforeAll(async () => {
  startedS = Math.floor(Date.now() / 1_000)
  game = await startGame({
    MUD_GATEWAYS: '2',
    MUD_TLS_CERT: cert,
    MUD_TLS_KEY: key,
    MUD_LIMIT_CONNECTIONS_PER_ADDRESS: String(connectionsMax),
  })
}, startMs)
afterAll(async () => {
  await game?.end()
  removeCertificate()
})

async function visit(abilities: Abilities = {}): Promise<TelnetClient> {
  const client = await openTelnet(game.telnetPort, abilities)
  onTestFinished(() => client.drop())
  return client
}

async function visitAsGuest(abilities: Abilities = {}): Promise<TelnetClient> {
  const client = await telnetGuest(game.telnetPort, abilities)
  onTestFinished(() => client.drop())
  return client
}

/** Makes a character by the dialogue; leaves the client in the world. */
async function create(client: TelnetClient, name: string, password: string): Promise<void> {
  await client.sees('Your name')
  client.type('new')
  await client.sees('By what name shall you be known? ')
  client.type(name)
  await client.sees('Choose a password: ')
  client.type(password)
  await client.sees('Once more, to be sure: ')
  client.type(password)
  await client.sees(/Welcome to [\s\S]*?<(EOR|GA)>/)
}

const crawl = async () => {
  const crawler = await visit({ mssp: true })
  const figures = await crawler.mssp()
  crawler.drop()
  await crawler.closed
  return figures
}

describe('before the first screen', () => {
  test('MSSP tells crawlers how many play, since when, and at which ports', async () => {
    const before = Number((await crawl())['PLAYERS'])
    await visitAsGuest()
    await visitAsGuest()
    const figures = await until(
      'figures, which are up to a second old',
      crawl,
      ({ PLAYERS }) => PLAYERS === String(before + 2),
    )
    expect(figures).toMatchObject({
      NAME: 'Mudstream',
      PLAYERS: String(before + 2),
      PORT: String(game.telnetPort),
      SSL: String(game.tlsPort),
      GMCP: '1',
      AREAS: '1',
      ROOMS: expect.stringMatching(/^[1-9]/),
    })
    const upSince = Number(figures['UPTIME'])
    expect(upSince).toBeGreaterThanOrEqual(startedS)
    expect(upSince).toBeLessThanOrEqual(Math.ceil(Date.now() / 1_000))
  })

  test('a crawler that speaks no telnet asks in words, as often as it likes, and is told the same', async () => {
    const crawler = await visit()
    for (let asked = 0; asked < 6; asked += 1) {
      crawler.type('MSSP-REQUEST')
      const reply = await crawler.sees(/\r\nMSSP-REPLY-START\r\n[\s\S]*?\r\nMSSP-REPLY-END\r\n/)
      expect(reply).toContain('\r\nNAME\tMudstream\r\n')
      expect(reply).toContain(`\r\nPORT\t${game.telnetPort}\r\nSSL\t${game.tlsPort}\r\n`)
    }
    crawler.type('guest')
    await crawler.sees('Welcome to ')
  })

  test('says who is there, and offers a name that nobody has as a new one', async () => {
    const guest = await visitAsGuest()
    const [, there = ''] = /Welcome to [^,]+, (\w+)/.exec(guest.text()) ?? []
    const client = await visit()
    client.type('who')
    await client.sees(new RegExp(`In the world: [^.]*${there}[^.]*\\.\\r\\nYour name`))
    client.type('Perran')
    await client.sees('Nobody here is called Perran.\r\nShall that be your name? (yes, no): ')
    client.type('yes')
    await client.sees('Choose a password: ')
    client.type('short')
    await client.sees('at least 8 characters.\r\nChoose a password: ')
    client.type('tide and timber')
    await client.sees('Once more, to be sure: ')
    client.type('tide and timber')
    await client.sees('Perran.')
    const other = await visit()
    other.type('perran')
    await other.sees('Password: ')
    other.type('tide and')
    await other.sees('If you are new here, type “new”.')
  })

  test('a screen reader known by MTTS hears words, no drawings and no repeated prompt', async () => {
    const types = ['READER', 'ANSI', 'MTTS 69', 'MTTS 69']
    const client = await visit({ ...rich, types })
    await client.sees('Your name')
    expect(client.text()).not.toMatch(/[\u2500-\u25ff]|[-=*]{3}/)
    client.type('guest')
    await client.sees(/health \d+ of \d+, stamina \d+ of \d+/)
    client.type('look')
    client.type('look')
    await client.sees(/The Hall[\s\S]*The Hall/)
    client.type('say all is quiet')
    await client.sees('all is quiet')
    expect(client.text().match(/health \d+ of/g)).toHaveLength(1)
  })

  test('a client without colours, GMCP or end of record is served in plain text with GA', async () => {
    const client = await visitAsGuest()
    client.type('look')
    await client.sees(/The Hall[\s\S]*> <GA>/)
    expect(client.text()).not.toContain('\u001b')
    expect(client.gmcp).toEqual([])
  })
})

describe('playing', () => {
  test('a new character types a password nobody sees, walks, and is prompted in colour', async () => {
    const client = await visit(rich)
    await create(client, 'Wenna', 'tide and timber')
    const shown = client.text()
    expect(shown).toMatch(/<HIDE>[^<>]*Choose a password: <EOR>/)
    expect(shown).not.toContain('tide and timber')
    expect(shown.lastIndexOf('<SHOW>')).toBeGreaterThan(shown.lastIndexOf('<HIDE>'))
    expect(shown.indexOf('<SHOW>')).toBeGreaterThan(shown.indexOf('Choose a password'))
    client.type('north')
    expect(await client.sees(/\d+h \d+s \d+l> <EOR>/)).toMatch(/\u001b\[[\d;]+mThe Vault/)
    client.type('up')
    await client.sees(/You cannot go up[\s\S]*> <EOR>/)
    client.type('quit')
    await client.sees('Farewell.')
    await client.closed
  })

  test('stacks, counts and repeats lines, each command once, and reads lines as they are meant', async () => {
    const client = await visitAsGuest()
    client.type('say one;say two ;) ; /me grins')
    await client.sees(/“One”|“one”[\s\S]*“two ;\)”[\s\S]*grins/)
    client.type('run n s')
    await client.sees(/You go north[\s\S]*You go south/)
    client.type('say "over and out"')
    await client.sees('“over and out”')
    client.type('!')
    await client.sees('“over and out”')
    for (const [typed, telling] of [
      ['nroth', 'Did you mean “north”'],
      ['hello', 'You say: “Hello”'],
      ['where am I?', 'Ways out'],
      ['save', 'nothing to save'],
      ['help me', 'Moving about'],
      ['goodbye', 'type “quit”'],
      ['title', 'You have no title'],
      ['what can I do?', 'You can go'],
    ] as const) {
      client.type(typed)
      await client.sees(telling)
    }
    expect(client.text().match(/“two ;\)”/g)).toHaveLength(1)
  })

  test('`set screenreader on` and off changes the view at once', async () => {
    const client = await visitAsGuest(rich)
    client.type('set screenreader on')
    await client.sees(/Plain words from now on\.\r\n[\s\S]*health \d+ of/)
    client.type('set screenreader off')
    await client.sees(/full view[\s\S]*\d+h \d+s \d+l> <EOR>/)
  })

  test('what an account has set and its aliases are there at the next sign-in, a guest keeps them', async () => {
    const maker = await visit(rich)
    await create(maker, 'Gwenna', 'tide and timber')
    for (const line of [
      'alias twice say $1 and $1;say $*',
      'set prompt %h in %r:',
      'set brief on',
    ]) {
      maker.type(line)
    }
    await maker.sees(/no descriptions any more[\s\S]*\d in The Hall: <EOR>/)
    maker.type('twice one two')
    await maker.sees(/“One and one”[\s\S]*“one two”|“one and one”[\s\S]*“one two”/i)
    maker.type('quit')
    await maker.closed
    const client = await visit(rich)
    await client.sees('Your name')
    client.type('gwenna')
    await client.sees('Password: ')
    client.type('tide and timber')
    await client.sees(/Welcome[\s\S]*\d in The Hall: <EOR>/)
    client.type('alias')
    await client.sees('say $1 and $1;say $*')
    client.type('north')
    expect(await client.sees(/The Vault[\s\S]*in The Vault: <EOR>/)).not.toContain('counted')
    client.type('south')
    expect(await client.sees(/The Hall[\s\S]*in The Hall: <EOR>/)).not.toContain('counted')
    client.type('look')
    await client.sees(/The Hall[\s\S]*counted/)
    client.type('unalias twice')
    client.type('set sail')
    await client.sees(/no word of yours any more[\s\S]*You can set:/)
    const guest = await visitAsGuest({ ...rich, gmcp: packages })
    const token = await guest.told('Char.Login.Token')
    guest.type('set prompt only %h:')
    await guest.sees(/only \d+: <EOR>/)
    guest.drop()
    const back = await visit({ ...rich, gmcp: packages })
    await back.told('Char.Login.Default')
    back.sendGmcp(`Char.Login.Reconnect ${JSON.stringify(token)}`)
    await back.sees(/only \d+: <EOR>/)
  })

  test('a long answer comes in pages, others are heard meanwhile, and a command ends it', async () => {
    const client = await visitAsGuest(rich)
    const other = await visitAsGuest()
    client.type('set page 5')
    await client.sees('stop after 5 lines')
    client.type('help')
    const first = await client.sees(/There is more: Enter goes on, q ends\. <EOR>/)
    expect(first.split('\r\n').length).toBeLessThanOrEqual(12)
    other.type('say heard at once')
    await client.sees(/heard at once[\s\S]*There is more: Enter goes on, q ends\. <EOR>/)
    client.type('')
    await client.sees(/There is more: Enter goes on, q ends\. <EOR>/)
    client.type('q')
    await client.sees(/\d+h \d+s \d+l> <EOR>/)
    client.type('help')
    await client.sees('There is more')
    client.type('say and on')
    expect(await client.sees(/“and on”[\s\S]*l> <EOR>|“And on”[\s\S]*l> <EOR>/i)).not.toContain(
      'There is more',
    )
  })

  test('lines follow the width of the window, also after it was resized', async () => {
    const client = await visitAsGuest({ ...rich, types: ['DUMB'], window: [32, 20] })
    client.type('look')
    const narrow = await client.sees(/The Hall[\s\S]*<EOR>/)
    for (const line of narrow.split('\r\n'))
      expect(line.replace('<EOR>', '').length).toBeLessThanOrEqual(32)
    client.resize(200, 50)
    client.type('look')
    const wide = await client.sees(/The Hall[\s\S]*<EOR>/)
    expect(wide).toContain('A bare hall in which everything is counted. Doors lead north and east.')
    expect(narrow).not.toContain('A bare hall in which everything is counted. Doors lead')
  })

  test('a client that turns UTF-8 down gets letters it can show, the other one all of them', async () => {
    const knows = await visitAsGuest(rich)
    const ascii = await visitAsGuest({ ...rich, types: ['DUMB'], utf8: false })
    knows.type('say Grüße aus Łódź')
    await knows.sees('Grüße aus Łódź')
    await ascii.sees(/Gr\w+e aus/)
    expect([...ascii.text()].filter((letter) => letter > '\u007f')).toEqual([])
  })

  test('compression begins when the client asks for it and everything stays readable', async () => {
    const client = await visitAsGuest({ ...rich, mccp2: true })
    expect(client.isCompressed()).toBe(true)
    client.type('north')
    await client.sees('The Vault')
  })

  test('the TLS port speaks the same, never compressed', async () => {
    const client = await openTelnet(
      game.tlsPort,
      { ...rich, mccp2: true },
      { ca: readFileSync(cert, 'utf8') },
    )
    onTestFinished(() => client.drop())
    await client.sees('Your name')
    client.type('guest')
    await client.sees(/Welcome to [\s\S]*?<EOR>/)
    client.type('east')
    await client.sees('The Yard')
    expect(client.isCompressed()).toBe(false)
  })
})

const packages = ['Char 1', 'Char.Login 2', 'Char.Items 1', 'Room 1', 'Comm.Channel 1']

describe('GMCP', () => {
  test('Char.Login 1: asks for credentials, says when they are wrong, then tells everything', async () => {
    const maker = await visit(rich)
    await create(maker, 'Jory', 'rope and lantern')
    maker.type('quit')
    await maker.closed
    const client = await visit({
      ...rich,
      gmcp: packages.map((one) => one.replace('Login 2', 'Login 1')),
    })
    expect(await client.told('Char.Login.Default')).toEqual({ type: ['password-credentials'] })
    client.sendGmcp('Char.Login.Credentials {"account":"Jory","password":"rope"}')
    expect(await client.told('Char.Login.Result')).toMatchObject({ success: false })
    client.sendGmcp('Char.Login.Credentials {"account":"Jory","password":"rope and lantern"}')
    expect(await client.told('Char.Login.Result')).toEqual({ success: true })
    expect(await client.told('Char.Name')).toEqual({ name: 'Jory', fullname: 'Jory' })
    expect(await client.told('Char.Vitals')).toMatchObject({
      hp: expect.stringMatching(/^\d+$/),
      maxhp: expect.stringMatching(/^\d+$/),
    })
    const hall = { id: 'count.hall', name: 'The Hall', area: 'count' }
    expect(await client.told('Room.Info')).toMatchObject(hall)
    const channels = (await client.told('Comm.Channel.List')) as { name: string }[]
    const names = channels.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['say', 'tell', 'gossip', 'newbie', 'market']))
    expect(names).not.toContain('builders')
    expect(client.gmcp.some((one) => one.package === 'Char.Login.Token')).toBe(false)
  })

  test('walking tells the room, a wall the wrong way, talk its channel, and items their moves', async () => {
    const client = await visitAsGuest({ ...rich, gmcp: packages })
    await client.told('Room.Info')
    client.type('up')
    expect(await client.told('Room.WrongDir')).toBe('u')
    client.type('north')
    expect(await client.told('Room.Info')).toMatchObject({ id: 'count.vault', name: 'The Vault' })
    client.type('get goblet')
    await client.told('Char.Items.Add', (data: { location: string }) => data.location === 'inv')
    client.type('drop goblet')
    await client.told('Char.Items.Remove', (data: { location: string }) => data.location === 'inv')
    client.type('newbie which way is out')
    expect(await client.told('Comm.Channel.Text')).toMatchObject({
      channel: 'newbie',
      text: expect.stringContaining('which way is out'),
    })
  })
})

describe('coming back', () => {
  // The door brings whoever comes in to the gateway with the fewest people.
  test.each([
    ['the emptier gateway', 0],
    ['the fuller gateway', 2],
  ])('the token of Char.Login 2 resumes at %s, with what was missed', async (_which, more) => {
    const lost = await visitAsGuest({ ...rich, gmcp: packages })
    const token = (await lost.told('Char.Login.Token')) as { account: string; token: string }
    lost.type('north')
    await lost.sees('The Vault')
    const other = await visitAsGuest(rich)
    other.type('north')
    await lost.sees(/arrives|comes|enters/)
    lost.drop()
    await other.sees(/The Vault[\s\S]*<EOR>/)
    other.type('say nobody hears this yet')
    await other.sees('nobody hears this yet')
    for (let index = 0; index < more; index += 1) await (await visit()).sees('Your name')
    const back = await visit({ ...rich, gmcp: packages })
    await back.told('Char.Login.Default')
    back.sendGmcp(`Char.Login.Reconnect ${JSON.stringify(token)}`)
    expect(await back.told('Char.Login.Result')).toEqual({ success: true })
    await back.sees(`Welcome back, `)
    await back.sees('nobody hears this yet')
    expect(await back.told('Room.Info')).toMatchObject({ id: 'count.vault' })
    expect(await back.told('Char.Name')).toMatchObject({ name: token.account })
    back.type('say I am back')
    await other.sees('I am back')
    expect(back.text()).not.toContain('The Hall')
  })

  test('what was told to somebody whose link was lost is read at the next sign-in, once, and can be recalled', async () => {
    const maker = await visit(rich)
    await create(maker, 'Merryn', 'tide and timber')
    const other = await visitAsGuest()
    const comeAgain = async () => {
      const client = await visit(rich)
      client.type('merryn')
      await client.sees('Password: ')
      client.type('tide and timber')
      await client.sees(/Welcome to [\s\S]*?The Hall[\s\S]*?<EOR>/)
      return client
    }
    other.type('tell merryn are you there')
    await maker.sees('are you there')
    maker.drop()
    await other.sees('Merryn stares into the distance')
    other.type('tell merryn the tide has turned')
    await other.sees('may not hear you')
    const back = await comeAgain()
    const told = back.text()
    expect(told).toMatch(/while you were far away:[\s\S]*he tide has turned/)
    expect(told).not.toContain('re you there')
    back.type('history tell')
    await back.sees(/Last told to you:[\s\S]*re you there[\s\S]*he tide has turned/)
    const again = await comeAgain()
    expect(again.text()).not.toContain('far away')
  })

  test('a token nobody knows leads to the questions', async () => {
    const client = await visit({ ...rich, gmcp: packages })
    await client.told('Char.Login.Default')
    client.sendGmcp('Char.Login.Reconnect {"account":"Jory","token":"s00000000000:nonsense"}')
    expect(await client.told('Char.Login.Result')).toMatchObject({ success: false })
    await client.sees('Your name')
  })

  test('more connections than an address may have are turned away in words', async () => {
    const clients: TelnetClient[] = []
    for (let index = 0; index <= connectionsMax; index += 1) clients.push(await visit())
    await clients.at(-1)?.sees('Too many connections from your address.')
    await clients.at(-1)?.closed
    for (const client of clients) client.drop()
    await until(
      'a place that became free',
      async () => {
        const next = await openTelnet(game.telnetPort)
        onTestFinished(() => next.drop())
        return next.sees(/Your name|Too many/)
      },
      (said) => said.includes('Your name'),
    )
  })

  test('a door that closes says so, and the token works at the next one', async () => {
    const client = await visitAsGuest({ ...rich, gmcp: packages })
    const token = await client.told('Char.Login.Token')
    client.type('east')
    await client.sees('The Yard')
    const before = game.system.pidOf('door')
    process.kill(before ?? 0, 'SIGTERM')
    expect(await client.told('Core.Goodbye')).toContain('Come back')
    await client.sees('The gate closes.')
    await client.closed
    const again = await until(
      'another door at the same port',
      async () => {
        const next = await openTelnet(game.telnetPort, { ...rich, gmcp: packages })
        if (next.socket.destroyed) throw new Error('refused')
        onTestFinished(() => next.drop())
        return next
      },
      () => true,
      60_000,
    )
    await again.told('Char.Login.Default')
    again.sendGmcp(`Char.Login.Reconnect ${JSON.stringify(token)}`)
    expect(await again.told('Char.Login.Result')).toEqual({ success: true })
    expect(await again.told('Room.Info')).toMatchObject({ id: 'count.yard' })
    expect(game.system.pidOf('door')).not.toBe(before)
  }, 90_000)
})
