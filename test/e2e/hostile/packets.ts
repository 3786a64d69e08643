/** What hostile clients send, made of one seed: every burst is the same in every run. */

interface Chance {
  /** An integer from 0 up to and without `below`. */
  below(below: number): number
  pick<T>(from: readonly T[]): T
  bytes(length: number): Buffer
}

/** A small generator (mulberry32): good enough to be unlike what people write down. */
export function chance(seed: number): Chance {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (bound: number) => Math.floor(next() * bound)
  return {
    below,
    pick: (from) => from[below(from.length)] as (typeof from)[number],
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
  }
}

const targets = [
  '//',
  '///',
  '//[',
  '//[::1',
  '//a:b@c:99999/ws',
  '/\\',
  '/\\\\',
  'http://a/ws',
  'http://[/ws',
  'https://a:99999/ws',
  'ws:',
  '*',
  '/ws/../ws',
  '/%zz',
  '/%',
  '/%c0%ae/ws',
  '/ws?%',
  '/ws#%',
  '/v1/rooms/%E0%A4%A/sync',
  '/v1/requests/%00',
  '/v1/links/__proto__',
  '/admin/api/dead/%ff',
  '/play/%2e%2e/%2e%2e/etc/passwd',
  `/${'a'.repeat(7_000)}`,
]

const upgrade = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
]

const oddHeaders = [
  'Cookie: mud_session=%',
  `Cookie: ${'a=b; '.repeat(800)}`,
  'Cookie: __proto__=x; constructor=y; =; ;;',
  'Origin: null',
  'Origin: //[',
  'Origin: http://[',
  'Sec-WebSocket-Protocol: ,,,',
  'Sec-WebSocket-Protocol: v1.mudstream, \u00ff',
  'X-Forwarded-For: ,,, [::',
  'Authorization: Bearer ',
  `X-Long: ${'y'.repeat(20_000)}`,
  'Content-Length: -1',
  'Content-Length: 99999999999999999999',
  'Transfer-Encoding: chunked, gzip',
  'Last-Event-ID: 9999999999999999999.1',
  'Host: [',
]

/** Requests and upgrades as bytes of a TCP connection. */
export function httpPackets(random: Chance): Buffer[] {
  const packets = targets.flatMap((target) => [
    request('GET', target, upgrade),
    request('GET', target, []),
  ])
  for (let n = 0; n < 60; n += 1) {
    const method = random.pick(['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'CONNECT', 'PRI', 'X'])
    const headers = [random.pick(oddHeaders), random.pick(oddHeaders)]
    const target = random.pick([...targets, '/ws', '/v1/sessions', '/v1/commands', '/healthz'])
    packets.push(
      request(method, target, random.below(2) === 0 ? headers : [...upgrade, ...headers]),
    )
  }
  for (const body of ['{', '{"name":{}}', '{"__proto__":{"name":"x"}}', '['.repeat(9_000), '\0']) {
    const about = ['Content-Type: application/json', `Content-Length: ${body.length}`]
    for (const target of ['/v1/sessions', '/v1/accounts', '/v1/commands']) {
      packets.push(Buffer.concat([request('POST', target, about), Buffer.from(body)]))
    }
  }
  for (let n = 0; n < 20; n += 1) packets.push(random.bytes(random.below(400)))
  return packets
}

function request(method: string, target: string, headers: readonly string[]): Buffer {
  const lines = [`${method} ${target} HTTP/1.1`, 'Host: x', ...headers, '', '']
  return Buffer.from(lines.join('\r\n'), 'latin1')
}

/** The opening of a WebSocket of a subprotocol; frames may follow. */
export function opening(protocol: string): Buffer {
  return request('GET', '/ws', [...upgrade, `Sec-WebSocket-Protocol: ${protocol}`])
}

/** Texts that are no frames, or frames that lie. */
const texts = [
  '',
  'null',
  '[]',
  '"x"',
  '1e999',
  '{',
  '{"t":null}',
  '{"t":"__proto__"}',
  '{"t":"constructor"}',
  '{"t":"hello","__proto__":{"token":"x"}}',
  '{"t":"hello","token":"\\u0000"}',
  '{"t":"hello","resume":{"session":"__proto__","token":"x","last":"9e9.1"}}',
  '{"t":"hello","resume":{"session":"\\u0000","token":"\\u0000","last":"."}}',
  '{"t":"login","name":"\\ud800","password":"\\ud800"}',
  '{"t":"login","name":"a\\u0000b","password":"c\\u0000d"}',
  '{"t":"guest","name":"\\u202e"}',
  '{"t":"cmd","n":9007199254740993,"line":"x"}',
  '{"t":"cmd","n":-1,"line":""}',
  '{"t":"ping","at":1e308}',
  '{"proto":"gmcp","id":"Core.Hello","data":{"client":{"client":[]}}}',
  '{"proto":"gmcp","id":"Core.Supports.Set","data":[[[[]]],null,1,{}]}',
  '{"proto":"gmcp","id":"Char.Login.Reconnect","data":{"account":1,"token":"::"}}',
  '{"proto":"text","data":{}}',
  'Core.Supports.Set null',
  'Core.Supports.Add {"__proto__":[]}',
  'Char.Login {"name":"__proto__","password":"constructor"}',
  'Char.Items.Contents {"a":1}',
  'Char.Login.Reconnect {"account":"a","token":"\\u0000:\\u0000"}',
  `${'['.repeat(4_000)}${']'.repeat(4_000)}`,
  `{"t":"hello","prefs":${'{"a":'.repeat(1_300)}1${'}'.repeat(1_300)}}`,
  `{"proto":"gmcp","id":"Core.Supports.Set","data":${'['.repeat(4_000)}${']'.repeat(4_000)}}`,
  `Core.Supports.Set ${'['.repeat(4_000)}${']'.repeat(4_000)}`,
]

/** WebSocket frames: sound ones with odd content, and broken ones. */
export function frames(random: Chance): Buffer[] {
  const made = texts.map(textFrame)
  made.push(frame(0x81, Buffer.from([0xc3, 0x28, 0xff])), frame(0x82, random.bytes(40)))
  for (const first of [0x83, 0x8b, 0xc1, 0xf1, 0x01, 0x80, 0x89, 0x8a, 0x09]) {
    made.push(frame(first, random.bytes(5)))
  }
  for (const code of [0, 999, 1004, 1005, 1006, 5000]) {
    made.push(frame(0x88, Buffer.from([code >> 8, code & 255, 0xff])))
  }
  made.push(frame(0x88, Buffer.from([3])), Buffer.from([0x81, 5, 1, 2, 3, 4, 5]))
  made.push(Buffer.from([0x81, 0xff, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0]))
  made.push(Buffer.from([0x81, 0xff, 0x7f, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0]))
  for (let n = 0; n < 20; n += 1) made.push(random.bytes(1 + random.below(60)))
  return made
}

/** A sound frame that holds this text. */
export function textFrame(text: string): Buffer {
  return frame(0x81, Buffer.from(text))
}

/** A client's frame: masked with zeros, its length as it is. */
function frame(first: number, content: Buffer): Buffer {
  const { length } = content
  const head =
    length < 126
      ? [first, 0x80 | length, 0, 0, 0, 0]
      : [first, 0xfe, length >> 8, length & 255, 0, 0, 0, 0]
  return Buffer.concat([Buffer.from(head), content])
}

const IAC = 255
const SB = 250
const SE = 240
const options = [0, 1, 3, 24, 25, 31, 39, 42, 69, 70, 86, 87, 91, 201, 255]

/** What telnet clients send: negotiation without sense, subnegotiations that break off, GMCP, bytes. */
export function telnetPackets(random: Chance): Buffer[] {
  const packets = texts.map((text) => subnegotiation(201, Buffer.from(text)))
  packets.push(subnegotiation(201, random.bytes(9_000)), Buffer.alloc(9_000, 'x'))
  for (const size of [[], [0], [0, 255, 0, 50], [255, 255, 255, 255], [0, 0, 0, 0]]) {
    packets.push(subnegotiation(31, Buffer.from(size)))
  }
  for (let n = 0; n < 80; n += 1) {
    const option = random.pick(options)
    const verb = 251 + random.below(4)
    packets.push(
      Buffer.concat([
        Buffer.from([IAC, verb, option]),
        random.below(2) === 0
          ? subnegotiation(option, random.bytes(random.below(40)))
          : Buffer.from([IAC, random.below(256), ...random.bytes(random.below(20))]),
      ]),
    )
  }
  packets.push(Buffer.from('guest\r\n\u0000\u001b[A__proto__\r\nconstructor\r\n'))
  return packets
}

function subnegotiation(option: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([IAC, SB, option]), content, Buffer.from([IAC, SE])])
}

/** Messages of the bus that no process of ours sends. */
export function busTexts(random: Chance): (string | Buffer)[] {
  return [
    ...texts,
    'x{',
    '{"v":1}',
    '{"v":1,"shard":1,"tick":1,"prev":0,"outputs":[null]}',
    '{"v":1,"shard":1,"tick":1,"prev":0,"outputs":[{"f":"constructor","k":1,"to":[]}]}',
    '{"v":1,"shard":1,"tick":1,"prev":0,"outputs":[{"f":"event","k":1,"to":{}}]}',
    '{"v":1,"shard":"1","tick":null,"prev":{},"outputs":{}}',
    '{"what":"drain"}',
    '{"what":"log-level","target":"all","level":"__proto__"}',
    '{"what":"log-level","target":"all","level":{"toString":1}}',
    '{"role":"gateway","instance":"gw1","atMs":9e15,"figures":null}',
    '{"role":"tick","instance":"t1","atMs":9e15,"figures":{"leading":true}}',
    '{"role":"worker","instance":"__proto__","figures":{"objectives":{"tick":"x"}}}',
    '{"events":[null]}',
    '{"events":[{"data":null}]}',
    '{"job":{},"deed":"replay"}',
    '{"job":"\\u0000","deed":"drop"}',
    '{"v":1,"commands":[null,{"t":"__proto__"},{"t":"line","session":"s","n":1,"line":"","at":0}]}',
    `${'['.repeat(100_000)}`,
    `{"a":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`,
    random.bytes(64),
    Buffer.alloc(0),
  ]
}
