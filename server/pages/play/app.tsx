/** The page: the sign-in page for strangers, the game for players. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import * as game from './game.ts'
import { Compass } from './panels/compass.tsx'
import { Gauges } from './panels/gauges.tsx'
import { InputBar } from './panels/input-bar.tsx'
import { SettingsDialog } from './panels/settings-dialog.tsx'
import { SidePanels } from './panels/side-panels.tsx'
import { StoryPane } from './panels/story-pane.tsx'
import { TopBar } from './panels/top-bar.tsx'
import { comeBack } from './play.ts'
import { moveToNextRegion, typeAnywhere } from './regions.ts'
import { SignIn } from './sign-in.tsx'
import { farewell, wayBack } from './words.ts'

export type Sheet = 'none' | 'panels'

export function App() {
  const arranging = useSignal(false)
  const sheet = useSignal<Sheet>('none')
  const { phase } = game.status.value
  const known = game.character.value !== undefined

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'F6') {
        event.preventDefault()
        moveToNextRegion(event.shiftKey ? -1 : 1)
      } else typeAnywhere(event)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])

  if (phase === 'stranger' || (phase === 'ended' && !known) || !known) {
    return <SignIn calling={phase === 'calling' || phase === 'waiting'} />
  }
  return (
    <div class="table" data-sheet={sheet.value}>
      <TopBar
        arrange={() => {
          arranging.value = true
        }}
        togglePanels={() => {
          sheet.value = sheet.value === 'panels' ? 'none' : 'panels'
        }}
        panelsOpen={sheet.value === 'panels'}
      />
      {/* Both are the page's matter: on a phone one of them is shown at a time. */}
      <main class="matter">
        <div class="main">
          <StoryPane />
          {phase === 'ended' && <Parting />}
          <Gauges />
          <Compass />
          <InputBar />
        </div>
        <SidePanels
          close={() => {
            sheet.value = 'none'
          }}
        />
      </main>
      {arranging.value && (
        <SettingsDialog
          close={() => {
            arranging.value = false
          }}
        />
      )}
    </div>
  )
}

function Parting() {
  const { bye } = game.status.value
  return (
    <div class="parting" role="alert">
      <p>{farewell(bye)}</p>
      <button type="button" class="primary" onClick={comeBack}>
        {wayBack(bye)}
      </button>
    </div>
  )
}
