/** The story as a file: plain text, a web page, or JSON lines. Pure, so tests can read it. */
import { knownStyle, plainText, type StoryLine } from './story-line.ts'

export type ExportFormat = 'txt' | 'html' | 'json'
export type ExportFile = { readonly name: string; readonly type: string; readonly content: string }

/** Makes the file; times are ISO 8601 in UTC so that logs of two players can be compared. */
export function exportStory(
  lines: readonly StoryLine[],
  format: ExportFormat,
  about: { readonly world: string; readonly character: string; readonly atMs: number },
): ExportFile {
  const day = new Date(about.atMs).toISOString().slice(0, 10)
  const name = `${slug(about.world)}-${slug(about.character)}-${day}.${format}`
  if (format === 'txt') return { name, type: 'text/plain', content: asText(lines) }
  if (format === 'html') return { name, type: 'text/html', content: asHtml(lines, about) }
  return { name, type: 'application/json', content: asJson(lines) }
}

const slug = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '') || 'story'

const stamp = (line: StoryLine) => new Date(line.atMs).toISOString()

const shown = (line: StoryLine) => (line.origin === 'typed' ? '> ' : '') + plainText(line)

const asText = (lines: readonly StoryLine[]) =>
  lines.map((line) => `[${stamp(line)}] ${shown(line)}\n`).join('')

const asJson = (lines: readonly StoryLine[]) =>
  `${JSON.stringify(
    lines.map((line) => ({
      at: stamp(line),
      origin: line.origin,
      kind: line.kind,
      ...(line.channel ? { channel: line.channel } : {}),
      text: plainText(line),
    })),
    undefined,
    1,
  )}\n`

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (char) => entities[char] ?? '')

/** The saved page carries its own look and allows itself nothing else, scripts least of all. */
function asHtml(
  lines: readonly StoryLine[],
  about: { readonly world: string; readonly character: string },
): string {
  const title = escaped(`${about.world}: ${about.character}`)
  const body = lines.map(lineAsHtml).join('\n')
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>
body { background: #0d191b; color: #ece4d4; font: 17px/1.6 Georgia, serif; margin: 2rem auto; max-width: 46rem; padding: 0 1rem }
p { margin: 0 0 .35rem; white-space: pre-wrap; overflow-wrap: anywhere }
time, .typed, .note, .dim { color: #9db3ae }
.room { color: #f6b44b; font-weight: bold } .npc { color: #e6b98a } .player { color: #8fd3c1 }
.item { color: #b9d68a } .exit { color: #8cc4e8 } .speech { color: #f3dfb2 } .channel { color: #c9b3ee }
.danger { color: #ff9b85 } .good { color: #9fdc93 } .narration { font-style: italic }
</style>
<h1>${title}</h1>
${body}
</html>
`
}

function lineAsHtml(line: StoryLine): string {
  const prompt = line.origin === 'typed' ? '&gt; ' : ''
  const words = line.spans.map(({ t, s }) => {
    const style = knownStyle(s)
    return style ? `<span class="${style}">${escaped(t)}</span>` : escaped(t)
  })
  const time = `<time datetime="${stamp(line)}">${stamp(line).slice(11, 19)}</time>`
  return `<p class="${line.origin}">${time} ${prompt}${words.join('')}</p>`
}
