/** The bar on top: the character, the state of the connection, export, settings. */
import { useSignal } from '@preact/signals'
import * as game from '../game.ts'
import { isGuest, keeping } from '../keeping.ts'
import { signOut } from '../entering.ts'
import { story } from '../play.ts'
import { type ExportFormat, exportStory } from '../text/export.ts'

type Props = {
  readonly arrange: () => void
  readonly help: () => void
  readonly togglePanels: () => void
  readonly panelsOpen: boolean
}

export function TopBar({ arrange, help, togglePanels, panelsOpen }: Props) {
  return (
    <header class="top" data-region="top">
      <h1 class="brand">
        <strong>{game.world.value}</strong>
        <span class="brand-name">{game.character.value?.name}</span>
      </h1>
      <LinkPill />
      <nav class="top-actions" aria-label="Page">
        <button
          type="button"
          class="quiet only-narrow"
          aria-expanded={panelsOpen}
          onClick={togglePanels}
        >
          Map &amp; more
        </button>
        {isGuest.value && (
          <button
            type="button"
            class="quiet"
            onClick={() => {
              keeping.value = true
            }}
          >
            Keep
          </button>
        )}
        <button type="button" class="quiet" onClick={help}>
          Help
        </button>
        <ExportMenu />
        <button type="button" class="quiet" data-region-focus onClick={arrange}>
          Settings
        </button>
        <button type="button" class="quiet" onClick={() => void signOut()}>
          Leave
        </button>
      </nav>
    </header>
  )
}

const calm = { calling: 'Calling…', waiting: 'Coming back…', ended: 'Away', stranger: 'Away' }

function LinkPill() {
  const { phase } = game.status.value
  const figures = [
    ['Echo', game.pingMs.value],
    ['Heard', game.ackMs.value],
  ].filter((figure): figure is [string, number] => figure[1] !== undefined)
  const waiting = game.commands.value.length
  const words =
    phase === 'playing'
      ? figures.map(([name, ms]) => `${name} ${Math.round(ms)} ms`).join(' · ') || 'Here'
      : calm[phase]
  return (
    <p
      class="pill"
      data-phase={phase}
      data-slow={(game.pingMs.value ?? 0) > 400}
      title="How long a call takes there and back, and until what you do is safely written down"
    >
      <span class="pill-dot" aria-hidden="true" />
      {words}
      {waiting > 3 && phase === 'playing' ? ` · ${waiting} under way` : ''}
    </p>
  )
}

function ExportMenu() {
  const open = useSignal(false)
  const save = (format: ExportFormat) => {
    open.value = false
    const file = exportStory(story.lines(), format, {
      world: game.world.value,
      character: game.character.value?.name ?? '',
      atMs: Date.now(),
    })
    const url = URL.createObjectURL(
      new Blob([file.content], { type: `${file.type};charset=utf-8` }),
    )
    const link = document.createElement('a')
    link.href = url
    link.download = file.name
    link.click()
    URL.revokeObjectURL(url)
  }
  const formats: readonly [ExportFormat, string][] = [
    ['txt', 'Plain text'],
    ['html', 'Web page'],
    ['json', 'Data (JSON)'],
  ]
  return (
    <div class="menu">
      <button
        type="button"
        class="quiet"
        aria-expanded={open.value}
        onClick={() => {
          open.value = !open.value
        }}
      >
        Save story
      </button>
      {open.value && (
        <ul class="menu-list">
          {formats.map(([format, label]) => (
            <li key={format}>
              <button type="button" class="quiet" onClick={() => save(format)}>
                {label}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
