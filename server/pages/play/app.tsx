/** The page: the sign-in page for strangers, the game for players. */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { menu } from './acting.ts'
import { isCreating } from './creation.ts'
import * as game from './game.ts'
import { isOffered, keeping } from './keeping.ts'
import { ActionMenu } from './panels/action-menu.tsx'
import { Compass } from './panels/compass.tsx'
import { CreationPage } from './panels/creation-page.tsx'
import { Gauges } from './panels/gauges.tsx'
import { HelpDialog } from './panels/help-dialog.tsx'
import { InputBar } from './panels/input-bar.tsx'
import { KeepDialog, KeepOffer } from './panels/keep-dialog.tsx'
import { SettingsDialog } from './panels/settings-dialog.tsx'
import { SidePanels } from './panels/side-panels.tsx'
import { StoryPane } from './panels/story-pane.tsx'
import { TopBar } from './panels/top-bar.tsx'
import { comeBack } from './entering.ts'
import { isSheetOpen, moveToNextRegion, typeAnywhere } from './regions.ts'
import { SignIn } from './sign-in.tsx'
import { farewell, wayBack } from './words.ts'

export function App() {
  const arranging = useSignal(false)
  const reading = useSignal(false)
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
  if (isCreating.value) return <Creation />
  return (
    <div class="table" data-sheet={isSheetOpen.value ? 'panels' : 'none'}>
      <TopBar
        help={() => {
          reading.value = true
        }}
        arrange={() => {
          arranging.value = true
        }}
        togglePanels={() => {
          isSheetOpen.value = !isSheetOpen.value
        }}
        panelsOpen={isSheetOpen.value}
      />
      {/* Both are the page's matter: on a phone one of them is shown at a time. */}
      <main class="matter">
        <div class="main">
          <StoryPane />
          {phase === 'ended' && <Parting />}
          {isOffered.value && <KeepOffer />}
          <Gauges />
          <Compass />
          <InputBar />
        </div>
        <SidePanels
          close={() => {
            isSheetOpen.value = false
          }}
        />
      </main>
      <Dialogs reading={reading} arranging={arranging} />
    </div>
  )
}

function Creation() {
  return (
    <>
      <CreationPage />
      {keeping.value && <KeepDialog />}
    </>
  )
}

/** What lies above the page while it is open. */
function Dialogs(open: { readonly reading: Signal<boolean>; readonly arranging: Signal<boolean> }) {
  const { reading, arranging } = open
  return (
    <>
      {keeping.value && <KeepDialog />}
      {menu.value && <ActionMenu open={menu.value} />}
      {reading.value && (
        <HelpDialog
          close={() => {
            reading.value = false
          }}
        />
      )}
      {arranging.value && (
        <SettingsDialog
          close={() => {
            arranging.value = false
          }}
        />
      )}
    </>
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
