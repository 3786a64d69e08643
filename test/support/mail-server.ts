/** A mail server of a test: it takes every mail and delivers none. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

export interface TakenMail {
  readonly from: string
  readonly to: string
  /** Headers and text, read from quoted-printable (RFC 2045). */
  readonly source: string
}

export interface MailServer {
  readonly url: string
  readonly taken: readonly TakenMail[]
  close(): Promise<void>
}

/** Speaks as much SMTP (RFC 5321) as a client needs that sends one mail after another. */
export async function openMailServer(): Promise<MailServer> {
  const taken: TakenMail[] = []
  const server = createServer((socket) => converse(socket, (mail) => taken.push(mail)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    taken,
    async close() {
      server.close()
      await once(server, 'close')
    },
  }
}

function converse(socket: Socket, take: (mail: TakenMail) => void): void {
  let mail = { from: '', to: '', source: '' }
  let isData = false
  let unread = ''
  const say = (line: string) => socket.write(`${line}\r\n`)
  const between = (line: string) => /<(.*)>/.exec(line)?.[1] ?? ''
  const hear = (line: string) => {
    if (isData) {
      if (line !== '.') mail = { ...mail, source: `${mail.source}${line}\n` }
      else {
        isData = false
        take({ ...mail, source: readable(mail.source) })
        mail = { from: '', to: '', source: '' }
        say('250 taken')
      }
    } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n')
    else if (/^MAIL FROM/i.test(line)) mail = { ...mail, from: between(line) }
    else if (/^RCPT TO/i.test(line)) mail = { ...mail, to: between(line) }
    if (isData || /^(QUIT|)$/i.test(line)) return
    if (/^DATA/i.test(line)) {
      isData = true
      say('354 go on')
    } else if (line !== '.') say('250 well')
  }
  say('220 test')
  socket.on('error', () => socket.destroy())
  socket.on('data', (bytes) => {
    const lines = (unread + bytes.toString('latin1')).split('\r\n')
    unread = lines.pop() ?? ''
    for (const line of lines) hear(line)
  })
}

const readable = (source: string): string =>
  source
    .replaceAll('=\n', '')
    .replace(/=([0-9A-F]{2})/g, (_all, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
