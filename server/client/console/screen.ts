/** What the console shows of a client, and what it sends of what is typed. */
import type { Interface } from 'node:readline'
import type { GameClient, LinkStatus } from '../index.ts'
import { painted } from './styles.ts'

export interface ScreenParts {
  readonly url: string
  readonly colours: boolean
  readonly write: (text: string) => void
}

const thinksAfterMs = 700
const prompt = '> '

/** Signs that stand alone on a line, in brackets, so that scripts and screen readers know them. */
const signOf = ({ phase, attempt, bye }: LinkStatus): string | undefined => {
  if (phase === 'playing') return 'connected'
  if (phase === 'waiting')
    return attempt === 0 ? 'link lost, trying again…' : `still away, try ${attempt + 1}…`
  return phase === 'ended' ? (bye?.reason ?? 'goodbye') : undefined
}

export function startConsole(client: GameClient, lines: Interface, parts: ScreenParts) {
  const verbs = new Set<string>()
  let sign = ''
  let isOver = false
  /** Above the line that is being typed, which stays as it is. */
  const show = (text: string): void => {
    if (lines.terminal) parts.write('\r\u001b[K')
    parts.write(`${text}\n`)
    if (lines.terminal && !isOver) lines.prompt(true)
  }
  const showSign = (text: string | undefined): void => {
    if (text === undefined || text === sign) return
    sign = text
    show(`[${text}]`)
  }
  client.on({
    status(status) {
      showSign(signOf(status))
      if (status.phase === 'ended') finish()
    },
    refused(words) {
      show(`[${words}]`)
      finish()
    },
    frame(frame) {
      if (frame.t === 'event') show(painted(frame, parts))
    },
  })
  const finish = (): void => {
    if (isOver) return
    isOver = true
    lines.close()
    client.close()
  }
  void readVerbs(parts.url).then((read) => {
    for (const verb of read) verbs.add(verb)
  })
  lines.setPrompt(prompt)
  lines.on('line', (line) => void sendLine(client, line, show))
  lines.on('SIGINT', finish)
  lines.on('close', () => {
    // Whatever was typed before the end of the input is still answered.
    if (!isOver) void client.send('quit')
  })
  if (lines.terminal) lines.prompt()
  return {
    complete(line: string): [string[], string] {
      const word = line.slice(line.lastIndexOf(' ') + 1)
      const known = line.includes(' ') ? namesOf(client) : [...verbs]
      return [known.filter((one) => word !== '' && one.startsWith(word.toLowerCase())), word]
    },
  }
}

async function sendLine(
  client: GameClient,
  line: string,
  show: (text: string) => void,
): Promise<void> {
  if (line.trim() === '') return
  const thinking = setTimeout(() => show('[processing…]'), thinksAfterMs)
  const { status, why } = await client.send(line)
  clearTimeout(thinking)
  if (status === 'rejected') show(`[${why}]`)
  if (status === 'unknown') show(`[nobody can say whether this happened: ${line}]`)
}

/** Words of what is here and carried, for completion. */
function namesOf(client: GameClient): string[] {
  const lists = ['room', 'items'].flatMap((part) => Object.values(client.view(part) ?? {}))
  const names = lists
    .filter((list) => Array.isArray(list))
    .flat()
    .map((entry: unknown) => String((entry as { name?: unknown } | null)?.name ?? ''))
  return [...new Set(names.flatMap((name) => name.toLowerCase().split(/\s+/)))].filter(Boolean)
}

async function readVerbs(url: string): Promise<string[]> {
  try {
    const answer = await fetch(new URL('/v1/commands/manifest', url))
    return ((await answer.json()) as { verb: string }[]).map(({ verb }) => verb)
  } catch {
    return []
  }
}
