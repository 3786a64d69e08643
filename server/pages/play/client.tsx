/** Entry of the play page. */
import { effect } from '@preact/signals'
import { render } from 'preact'
import './styles/themes.css'
import './styles/page.css'
import './styles/door.css'
import './styles/settings.css'
import './styles/story.css'
import './styles/panels.css'
import './styles/phone.css'
import { confirmAddress } from './account/own-account.ts'
import { seen } from './alerts.ts'
import { App } from './app.tsx'
import { resetSecret } from './game.ts'
import { start } from './entering.ts'
import { nudge, remember } from './play.ts'
import { settings } from './settings/settings-store.ts'
import { startTimers } from './timers.ts'
import { workerAddress } from './trusted.ts'

const rememberEveryMs = 2_000

effect(() => {
  const { theme, font, fontSizePx, stamps, layout, sideRem } = settings.value
  const root = document.documentElement
  root.dataset['theme'] = theme
  root.dataset['font'] = font
  root.dataset['stamps'] = stamps
  root.dataset['layout'] = layout
  root.style.setProperty('--side-width', `${sideRem}rem`)
  root.style.setProperty('--story-size', `${fontSizePx}px`)
})

/** Phones shrink only the visual viewport when the keyboard opens; the page follows it. */
function followViewport(): void {
  const viewport = window.visualViewport
  if (!viewport) return
  const follow = () => {
    document.documentElement.style.setProperty('--page-height', `${viewport.height}px`)
    if (viewport.scale === 1) window.scrollTo(0, 0)
  }
  viewport.addEventListener('resize', follow)
  follow()
}

window.addEventListener('online', nudge)
window.addEventListener('pagehide', remember)
window.addEventListener('focus', seen)
document.addEventListener('visibilitychange', () => {
  if (document.hidden) return remember()
  seen()
  nudge()
})
setInterval(remember, rememberEveryMs)

/** Lets the browser show a door of its own while nobody answers; it keeps nothing of play. */
function keepDoor(): void {
  if (!('serviceWorker' in navigator)) return
  // Without it the page is the same but for the door.
  navigator.serviceWorker.register(workerAddress('/service-worker.js')).catch(() => {})
}

/** The secrets of one-time links, taken out of the address bar at once. */
function linkSecrets() {
  const secrets = Object.fromEntries(new URLSearchParams(location.search))
  if (location.search !== '') history.replaceState(null, '', location.pathname)
  return { link: secrets['link'], reset: secrets['reset'], confirm: secrets['confirm'] }
}

followViewport()
startTimers()
keepDoor()
const root = document.getElementById('app')
if (root) render(<App />, root)
const { link, reset, confirm } = linkSecrets()
resetSecret.value = reset
if (confirm !== undefined) void confirmAddress(confirm)
void start(link)
